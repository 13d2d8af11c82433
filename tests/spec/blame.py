#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Runs each specimen with its own rule, and compares the clauses that are blamed with conformance/specimens/clauses.toml.

usage: tests/spec/blame.py WAKELAW [--write]

WAKELAW is the tool, with the subjects beside it. A specimen has some seeds to show its clause, since a few need luck;
one that depends on the schedule also has controlled schedules.
--write: write what was seen into the file; the gaps that are left keep their reasons. Exit code 1: a clause is not blamed.
"""

import argparse
import collections
import concurrent.futures
import json
import pathlib
import subprocess
import sys
import tempfile

import book

SEEDS = range(1, 7)
CASES = 1500
FILE = book.ROOT / "conformance/specimens/clauses.toml"
HEAD = """# SPDX-License-Identifier: MIT
# Which specimens are blamed on which clause. tests/spec/blame.py runs them and compares; --write makes it anew.
# A clause that a law upholds and no specimen shows stands under [gap], with the reason; "WAK-1.a vocabulary" is the law
# on vocabularies, where there is one on executors as well.
"""


def clauses_in(record):
    """The clauses of all failures in a record, JSON lines."""

    def walk(value):
        if isinstance(value, dict):
            if isinstance(value.get("clause"), str):
                yield value["clause"]
            for one in value.values():
                yield from walk(one)
        elif isinstance(value, list):
            for one in value:
                yield from walk(one)

    return {clause for line in record.splitlines() for clause in walk(json.loads(line))}


def blamed(tool, specimen, seed, schedules):
    """The clauses of its own rule that one run blames on a specimen."""
    with tempfile.TemporaryDirectory() as folder:
        record = pathlib.Path(folder) / "record.jsonl"
        command = [tool, "run", specimen["name"], "--rule", specimen["rule"], "--seed", str(seed), "--cases", str(CASES)]
        # A specimen may be so broken that no adapter of it would be sound.
        command += ["--budget", "30s", "--no-doctor", "--schedules", schedules, "--jsonl", record]
        if specimen.get("weak_memory") and schedules != "natural":
            command.append("--weak")
        if specimen.get("spurious") and schedules != "natural":
            command += ["--spurious", str(specimen["spurious"])]
        result = subprocess.run(command, capture_output=True, text=True)
        if not record.exists():
            raise SystemExit(f"{specimen['name']}: the tool ends with {result.returncode}: {result.stderr.strip()}")
        return {clause for clause in clauses_in(record.read_text()) if clause.startswith(specimen["rule"] + ".")}


def runs_of(specimen):
    """Each run that may show something: what depends on the schedule is given controlled ones, too."""
    scheduled = specimen.get("needs_preemption") or specimen.get("sanitizer")
    for seed in SEEDS:
        for schedules in ("natural", "random") if scheduled else ("natural",):
            yield seed, schedules


def survey(tool, specimens, expected):
    """The clauses of each specimen: as many runs as it takes to see those that are expected of it."""

    def one(specimen):
        seen = set()
        for run in runs_of(specimen):
            seen |= blamed(tool, specimen, *run)
            if seen >= expected.get(specimen["name"], set()):
                break
        return specimen["name"], seen

    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        return dict(pool.map(one, specimens))


def survey_all(tool, specimens):
    """In how many of all runs each specimen is blamed on each clause."""

    def one(specimen):
        return specimen["name"], collections.Counter(
            clause for run in runs_of(specimen) for clause in blamed(tool, specimen, *run)
        )

    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        return dict(pool.map(one, specimens))


def steady(counts, laws):
    """What comes with all seeds but one, or more often; and what comes more rarely, where nothing else shows the clause."""
    best = {clause: max((count[clause] for count in counts.values()), default=0) for clause in laws}
    return {
        name: {clause for clause, times in count.items() if times >= min(len(SEEDS) - 1, best.get(clause, 0))}
        for name, count in counts.items()
    }


def by_specimen(blame):
    expected = {}
    for clause, names in blame["blamed"].items():
        for name in names:
            expected.setdefault(name, set()).add(clause)
    return expected


def written(seen, laws, gaps):
    """The file's text. `laws`: pairs of a clause and a kind of subject, in order."""
    vocabularies = book.read_vocabularies()
    lines = [HEAD + "\n[blamed]"]
    missing = []
    for clause in dict.fromkeys(clause for clause, _ in laws):
        names = sorted(name for name, clauses in seen.items() if clause in clauses)
        if names:
            lines.append(f'"{clause}" = {json.dumps(names)}')
    for clause, kind in laws:
        shown = [name for name, clauses in seen.items() if clause in clauses]
        if not any((name in vocabularies) == (kind == book.VOCABULARY) for name in shown):
            missing.append(book.gap_of(clause, kind))
    lines.append("\n[gap]")
    lines += [f'"{gap}" = {json.dumps(gaps.get(gap, ""))}' for gap in missing]
    return "\n".join(lines) + "\n"


def main():
    parser = argparse.ArgumentParser(description="Shows which clause each specimen is blamed on.")
    parser.add_argument("tool", type=pathlib.Path)
    parser.add_argument("--write", action="store_true")
    options = parser.parse_args()
    blame = book.read_specimens()
    specimens = [entry for entry in blame["specimen"] if not entry.get("gap")]
    tool = options.tool.resolve()
    if options.write:
        laws = sorted(book.read_laws(), key=lambda law: (*book.order(law[0].split(".")[0]), law))
        seen = steady(survey_all(tool, specimens), {clause for clause, _ in laws})
        FILE.write_text(written(seen, laws, blame["gap"]))
        return 0
    expected = by_specimen(blame)
    seen = survey(tool, specimens, expected)
    faults = 0
    for name, clauses in sorted(expected.items()):
        for clause in sorted(clauses - seen.get(name, set())):
            print(f"{FILE.relative_to(book.ROOT)}:1: {name} is not blamed on {clause}, but on {sorted(seen.get(name, set()))}")
            faults += 1
    print(f"{len(expected)} specimens, {sum(map(len, expected.values()))} blames, {faults} not seen")
    return 1 if faults or not expected else 0


if __name__ == "__main__":
    sys.exit(main())

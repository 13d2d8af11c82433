#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Runs each specimen with its own rule, and compares the clauses that are blamed with conformance/specimens/clauses.toml.

usage: tests/spec/blame.py WAKELAW [--write]

WAKELAW is the tool, with the subjects beside it. A specimen has some seeds to show its clause, since a few need luck.
--write: write what was seen into the file; the gaps that are left keep their reasons. Exit code 1: a clause is not blamed.
"""

import argparse
import concurrent.futures
import json
import pathlib
import subprocess
import sys
import tempfile

import book

SEEDS = range(1, 7)
FILE = book.ROOT / "conformance/specimens/clauses.toml"
HEAD = """# SPDX-License-Identifier: MIT
# Which specimens are blamed on which clause. tests/spec/blame.py runs them and compares; --write makes it anew.
# A clause that a law upholds and no specimen shows stands under [gap], with the reason.
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


def blamed(tool, specimen, seed):
    """The clauses of its own rule that one run blames on a specimen."""
    with tempfile.TemporaryDirectory() as folder:
        record = pathlib.Path(folder) / "record.jsonl"
        command = [tool, "run", specimen["name"], "--rule", specimen["rule"], "--seed", str(seed), "--budget", "10s"]
        # A specimen may be so broken that no adapter of it would be sound.
        command += ["--no-doctor", "--schedules", "natural", "--stop-when-found", "--jsonl", record]
        result = subprocess.run(command, capture_output=True, text=True)
        if not record.exists():
            raise SystemExit(f"{specimen['name']}: the tool ends with {result.returncode}: {result.stderr.strip()}")
        return {clause for clause in clauses_in(record.read_text()) if clause.startswith(specimen["rule"] + ".")}


def survey(tool, specimens, expected):
    """The clauses of each specimen: as many seeds as it takes to see those that are expected of it."""

    def one(specimen):
        seen = set()
        for seed in SEEDS:
            seen |= blamed(tool, specimen, seed)
            if seen and seen >= expected.get(specimen["name"], set()):
                break
        return specimen["name"], seen

    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        return dict(pool.map(one, specimens))


def by_specimen(blame):
    expected = {}
    for clause, names in blame["blamed"].items():
        for name in names:
            expected.setdefault(name, set()).add(clause)
    return expected


def written(seen, laws, gaps):
    lines = [HEAD + "\n[blamed]"]
    for clause in laws:
        names = sorted(name for name, clauses in seen.items() if clause in clauses)
        if names:
            lines.append(f'"{clause}" = {json.dumps(names)}')
    lines.append("\n[gap]")
    for clause in laws:
        if not any(clause in clauses for clauses in seen.values()):
            lines.append(f'"{clause}" = {json.dumps(gaps.get(clause, ""))}')
    return "\n".join(lines) + "\n"


def main():
    parser = argparse.ArgumentParser(description="Shows which clause each specimen is blamed on.")
    parser.add_argument("tool", type=pathlib.Path)
    parser.add_argument("--write", action="store_true")
    options = parser.parse_args()
    blame = book.read_specimens()
    specimens = [entry for entry in blame["specimen"] if not entry.get("gap")]
    expected = {} if options.write else by_specimen(blame)
    seen = survey(options.tool.resolve(), specimens, expected)
    if options.write:
        laws = sorted(book.read_law_clauses(), key=lambda clause: (*book.order(clause.split(".")[0]), clause))
        FILE.write_text(written(seen, laws, blame["gap"]))
        return 0
    faults = 0
    for name, clauses in sorted(expected.items()):
        for clause in sorted(clauses - seen.get(name, set())):
            print(f"{FILE.relative_to(book.ROOT)}:1: {name} is not blamed on {clause}, but on {sorted(seen.get(name, set()))}")
            faults += 1
    print(f"{len(expected)} specimens, {sum(map(len, expected.values()))} blames, {faults} not seen")
    return 1 if faults or not expected else 0


if __name__ == "__main__":
    sys.exit(main())

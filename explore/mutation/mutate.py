#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Mutates the reference and lets the explorer kill the mutants.

Each mutant changes one place of the reference's task cell, pools and wakers: a memory order weakened, a
read-modify-write split, a notification or a lock dropped, a check left out. It is compiled, linked with the drivers
that concern its file, and each driver explores its scenarios; a finding, or a compiler's error, kills the mutant.

The mutants that may survive stand in survivors.txt with the reason: `equivalent`, which no schedule can tell from the
reference, or `missed`, which a schedule could. Exit code: 0 if the unmutated reference passes, enough of the mutants
that are not equivalent are killed, every survivor is listed, and no mutant that is listed as equivalent is killed; 1 if
not; 64 bad usage; 65 an input that does not fit the sources.
"""

import argparse
import concurrent.futures
import re
import shlex
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from checks import CHECKS
from operators import OPERATORS

USAGE_ERROR = 64
DATA_ERROR = 65
FOUND = 9

# Which drivers concern a file, the likeliest to kill first.
DRIVERS = {
    "include/wakelaw/arc.hpp": ["waker"],
    "include/wakelaw/wake.hpp": ["waker"],
    "include/wakelaw/join_handle.hpp": ["task"],
    "include/wakelaw/task.hpp": ["task", "local", "pool"],
    "src/block_on.cpp": ["waker"],
    "src/local_executor.cpp": ["local"],
    "src/runnable.cpp": ["task"],
    "src/task.cpp": ["task", "local", "pool"],
    "src/thread_pool.cpp": ["pool"],
}
SOURCES = ["block_on", "local_executor", "runnable", "task", "thread_pool"]


def fail(code, message):
    print(f"mutate.py: {message}", file=sys.stderr)
    sys.exit(code)


@dataclass(frozen=True)
class Mutant:
    id: str
    file: str
    text: str
    line: int
    what: str


@dataclass(frozen=True)
class Verdict:
    mutant: Mutant
    killed: bool
    seconds: float
    how: str


def line_of(text, offset):
    return text.count("\n", 0, offset) + 1


def generate(reference):
    """All mutants. An id is the file, the operator and a number, which does not change with unrelated edits."""
    mutants = []
    for file in DRIVERS:
        path = reference / file
        text = path.read_text(encoding="utf-8")
        for operator, places in OPERATORS.items():
            for number, place in enumerate(places(text), start=1):
                mutated = text[: place.begin] + place.replacement + text[place.end :]
                mutants.append(
                    Mutant(f"{path.name}:{operator}:{number}", file, mutated, line_of(text, place.begin), place.what)
                )
    numbers = {}
    for file, old, new, what in CHECKS:
        path = reference / file
        text = path.read_text(encoding="utf-8")
        if text.count(old) != 1:
            fail(DATA_ERROR, f"{path}: {text.count(old)} places for the check '{what}'; mend explore/mutation/checks.py")
        numbers[file] = numbers.get(file, 0) + 1
        offset = text.index(old)
        mutants.append(
            Mutant(f"{path.name}:check:{numbers[file]}", file, text.replace(old, new), line_of(text, offset), what)
        )
    return mutants


def read_survivors(path, mutants):
    """id -> reason, which begins with `equivalent:` or `missed:`."""
    known = {mutant.id for mutant in mutants}
    accepted = {}
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        if not line or line.startswith("#"):
            continue
        name, _, reason = line.partition(" ")
        if name not in known:
            fail(DATA_ERROR, f"{path}:{number}: there is no mutant '{name}'; --list prints all")
        if not re.match(r"(equivalent|missed): \S", reason):
            fail(DATA_ERROR, f"{path}:{number}: '{line}': give the id, 'equivalent: ' or 'missed: ', and the reason")
        accepted[name] = reason.strip()
    return accepted


class Workshop:
    """Compiles and runs. Everything it makes is below `folder`."""

    def __init__(self, options):
        self.reference = options.reference
        self.drivers = options.drivers
        self.folder = options.work_dir
        self.compile_command = shlex.split(options.compile)
        self.link_command = shlex.split(options.link)
        self.libraries = shlex.split(options.libraries)
        self.seconds = options.seconds
        self.survivor_seconds = options.survivor_seconds

    def compile(self, source, target, include_before=None):
        target.parent.mkdir(parents=True, exist_ok=True)
        includes = [include_before] if include_before else []
        includes += [self.reference / "include"]
        flags = [f"-I{include}" for include in includes]
        split = ["-include", str(self.drivers.parent / "split.hpp")]
        command = self.compile_command + flags + split + ["-c", str(source), "-o", str(target)]
        return subprocess.run(command, capture_output=True, text=True, check=False)

    def link(self, objects, target):
        command = self.link_command + [str(each) for each in objects] + ["-o", str(target)] + self.libraries
        return subprocess.run(command, capture_output=True, text=True, check=False)

    def base_object(self, name):
        return self.folder / "base" / f"{name}.o"

    def source_of(self, name):
        if name in SOURCES:
            return self.reference / "src" / f"{name}.cpp"
        return self.drivers / f"{name}.cpp"

    def build_base(self, jobs):
        names = SOURCES + ["main"] + [f"{driver}_driver" for driver in ("task", "pool", "local", "waker")]
        with concurrent.futures.ThreadPoolExecutor(jobs) as executor:
            results = executor.map(lambda name: self.compile(self.source_of(name), self.base_object(name)), names)
            for name, result in zip(names, results):
                if result.returncode != 0:
                    fail(DATA_ERROR, f"{self.source_of(name)} does not compile:\n{result.stderr}")

    def objects(self, driver):
        return {name: self.base_object(name) for name in SOURCES + ["main", f"{driver}_driver"]}

    def sweep_unmutated(self, driver, schedules):
        """None if the driver finds nothing in the reference as it is, else what it found."""
        program = self.folder / "base" / driver
        linked = self.link(self.objects(driver).values(), program)
        if linked.returncode != 0:
            fail(DATA_ERROR, f"the {driver} driver does not link:\n{linked.stderr}")
        result = subprocess.run([program, "schedules", str(schedules)], capture_output=True, text=True, check=False)
        return None if result.returncode == 0 else f"exit code {result.returncode}\n{result.stdout}{result.stderr}"

    def try_mutant(self, mutant, accepted):
        """`accepted`: survivors.txt gives a reason, so that most of its time is spent in vain."""
        most_seconds = self.survivor_seconds if accepted else self.seconds
        folder = self.folder / "mutants" / mutant.id.replace(":", "-")
        is_header = mutant.file.startswith("include/")
        mutated = folder / mutant.file
        mutated.parent.mkdir(parents=True, exist_ok=True)
        if not mutated.exists() or mutated.read_text(encoding="utf-8") != mutant.text:
            mutated.write_text(mutant.text, encoding="utf-8")
        spent = 0.0
        drivers = DRIVERS[mutant.file]
        for number, driver in enumerate(drivers):
            objects = self.objects(driver)
            # What a header's mutant changes is a template, which only the drivers instantiate.
            changed = f"{driver}_driver" if is_header else mutated.stem
            objects[changed] = folder / f"{changed}.o"
            if is_header or number == 0:
                source = self.source_of(changed) if is_header else mutated
                result = self.compile(source, objects[changed], folder / "include" if is_header else None)
                if result.returncode != 0:
                    return Verdict(mutant, True, spent, "does not compile: " + first_error(result.stderr))
            program = folder / driver
            linked = self.link(objects.values(), program)
            if linked.returncode != 0:
                fail(DATA_ERROR, f"{mutant.id} does not link:\n{linked.stderr}")
            share = (most_seconds - spent) / (len(drivers) - number)
            killed, how, seconds = self.explore(program, share)
            spent += seconds
            (folder / "finding.txt").write_text(how, encoding="utf-8")
            if killed:
                return Verdict(mutant, True, spent, f"{driver}: " + how.partition("\n")[0])
        return Verdict(mutant, False, spent, how or "survived")

    def explore(self, program, seconds):
        """(killed, how, seconds of processor time)"""
        command = [str(program), f"{max(seconds, 0.1):.2f}"]
        try:
            result = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60 * self.seconds)
        except subprocess.TimeoutExpired:
            return False, "the driver did not end in time", self.seconds
        spent = re.search(r"^processor time ([\d.e-]+) s$", result.stdout, re.MULTILINE)
        if result.returncode not in (0, FOUND) or not spent:
            return False, f"the driver ended with {result.returncode}: {result.stderr or result.stdout}", seconds
        killed = result.returncode == FOUND
        return killed, result.stdout if killed else "", float(spent.group(1))


def first_error(output):
    for line in output.splitlines():
        if "error" in line:
            return line
    return output.partition("\n")[0]


def print_verdict(verdict, accepted):
    mutant = verdict.mutant
    word = "killed" if verdict.killed else "survived"
    print(f"{word:9}{verdict.seconds:6.2f} s  {mutant.id}, line {mutant.line}: {mutant.what}")
    if verdict.killed:
        said = verdict.how
    elif mutant.id in accepted:
        said = f"accepted: {accepted[mutant.id]}"
    else:
        said = f"NOT ACCEPTED; {verdict.how.partition(chr(10))[0]}"
    print(f"                    {said}", flush=True)


def report(verdicts, accepted, least_percent):
    """Prints the sum and returns the exit code."""
    equivalent = [v for v in verdicts if accepted.get(v.mutant.id, "").startswith("equivalent:")]
    others = [verdict for verdict in verdicts if verdict not in equivalent]
    killed = sum(verdict.killed for verdict in others)
    percent = 100 * killed / len(others) if others else 100
    unexplained = [v.mutant.id for v in others if not v.killed and v.mutant.id not in accepted]
    refuted = [v.mutant.id for v in equivalent if v.killed]
    print(
        f"killed {killed} of {len(others)} mutants that are not equivalent: {percent:.1f} %; "
        f"{len(equivalent)} equivalent, with reasons"
    )
    slowest = max((v.seconds for v in others if v.killed), default=0)
    print(f"processor time: {slowest:.2f} s for the slowest kill, {sum(v.seconds for v in verdicts):.1f} s for all")
    if unexplained:
        print("survivors without a reason: " + ", ".join(unexplained))
    if refuted:
        print("listed as equivalent, and killed: " + ", ".join(refuted))
    for verdict in others:
        if verdict.killed and verdict.mutant.id in accepted:
            print(f"listed as missed, and killed: {verdict.mutant.id}")
    return 1 if unexplained or refuted or percent < least_percent else 0


def parse_arguments():
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--reference", type=Path, required=True, help="the folder with include/ and src/")
    parser.add_argument("--drivers", type=Path, required=True, help="the folder of the drivers")
    parser.add_argument("--survivors", type=Path, required=True, help="the accepted survivors, a line each")
    parser.add_argument("--work-dir", type=Path, required=True, help="where everything is built")
    parser.add_argument("--compile", required=True, help="the compiler with all flags but the include folders")
    parser.add_argument("--link", required=True, help="the linker with its flags")
    parser.add_argument("--libraries", default="", help="what stands behind the objects")
    parser.add_argument("--seconds", type=float, default=5, help="of exploration, at most, for each mutant; processor time")
    parser.add_argument(
        "--survivor-seconds", type=float, default=1, help="the same, for each mutant that survivors.txt lists"
    )
    parser.add_argument("--sweep", type=int, default=300, help="schedules that the unmutated reference must pass")
    parser.add_argument("--least-percent", type=float, default=95, help="of the mutants that are not equivalent, to be killed")
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--only", default="", help="mutants whose id contains this text")
    parser.add_argument("--list", action="store_true", help="print the mutants and end")
    options = parser.parse_args()
    if min(options.seconds, options.survivor_seconds) <= 0 or options.jobs < 1 or options.sweep < 1:
        fail(USAGE_ERROR, "--seconds, --survivor-seconds, --jobs and --sweep must be positive")
    return options


def main():
    options = parse_arguments()
    everything = generate(options.reference)
    accepted = read_survivors(options.survivors, everything)
    mutants = [mutant for mutant in everything if options.only in mutant.id]
    if not mutants:
        fail(USAGE_ERROR, f"no mutant's id contains '{options.only}'")
    if options.list:
        for mutant in mutants:
            print(f"{mutant.id}, line {mutant.line}: {mutant.what}")
        print(f"{len(mutants)} mutants")
        return 0

    workshop = Workshop(options)
    workshop.build_base(options.jobs)
    for driver in sorted({driver for mutant in mutants for driver in DRIVERS[mutant.file]}):
        found = workshop.sweep_unmutated(driver, options.sweep)
        if found:
            print(f"the unmutated reference does not pass the {driver} driver: {found}")
            return 1
    verdicts = []
    with concurrent.futures.ThreadPoolExecutor(options.jobs) as executor:
        verdicts_in_order = executor.map(lambda mutant: workshop.try_mutant(mutant, mutant.id in accepted), mutants)
        for verdict in verdicts_in_order:
            print_verdict(verdict, accepted)
            verdicts.append(verdict)
    return report(verdicts, accepted, options.least_percent)


if __name__ == "__main__":
    sys.exit(main())

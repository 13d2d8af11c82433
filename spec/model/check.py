#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Proves the model of the task life cycle with Spin, and shows that the proof can fail.

usage: spec/model/check.py [--only NAME]

Without a seeded fault, the whole state space is searched (partial order reduction, no bit state hashing) and holds no
violation. With each seeded fault, the assertion that it has to break is broken. Each goal, a situation that the proof
should not miss, is reached. NAME is `proof`, a fault or a goal. Exit codes: 0 all as expected, 1 not, 69 no Spin here.
"""

import argparse
import concurrent.futures
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import time

MODEL = pathlib.Path(__file__).resolve().parent / "task.pml"
MEMORY = 4096  # MiB, of the state space; measured: 1300
DEPTH = 10_000  # steps; measured: 131

# The seeded faults, and the property of the model that each of them breaks.
FAULTS = {
    "FAULT_MARK_CLEARED_AFTER_POLL": "WAKE_IMPLIES_POLL",
    "FAULT_RUNNING_IS_IGNORED": "WAKE_IMPLIES_POLL",
    "FAULT_END_IS_TWO_STEPS": "WAKE_IMPLIES_POLL",
    "FAULT_COMPLETED_IS_QUEUED": "NO_POLL_AFTER_READY",
    "FAULT_RUNNING_IS_QUEUED": "NO_CONCURRENT_POLL",
    "FAULT_TEST_THEN_SET": "NO_CONCURRENT_POLL",
    "FAULT_CANCEL_DESTROYS_IN_PLACE": "ONE_DROP",
    "FAULT_CANCEL_IS_NOT_QUEUED": "CANCELLED_ENDS",
    "FAULT_RELEASED_TWICE": "NO_USE_AFTER_RELEASE",
}
# Situations that the search has to reach.
GOALS = ("GOAL_COALESCED", "GOAL_WOKEN_WHILE_RUNNING", "GOAL_CANCELLED_WHILE_RUNNING", "GOAL_TWO_TASKS_AT_ONCE")


def run(command, folder):
    return subprocess.run(command, cwd=folder, check=True, capture_output=True, text=True).stdout


def verify(folder, name):
    """What Spin says of the model, with a fault and the property that it breaks, or with a goal: its report."""
    macros = [] if name == "proof" else [f"-D{name}"]
    if name in FAULTS:
        macros.append(f"-DPROPERTY={FAULTS[name]}")
    run(["spin", *macros, "-a", str(MODEL)], folder)
    # The proof is long, so its code is optimised more; goals are near, so breadth first finds them at once.
    options = ["-O2"] if name == "proof" else ["-O1", "-DBFS"] if name in GOALS else ["-O1"]
    run(["cc", *options, "-w", "-DSAFETY", f"-DMEMLIM={MEMORY}", "-o", "pan", "pan.c"], folder)
    return run(["./pan", f"-m{DEPTH}", "-w24", "-n"], folder)


def violated(report):
    """The assertion that was broken, in Spin's words without blanks, or nothing."""
    match = re.search(r"^pan:\d+: (.*?)(?: \(at depth \d+\))?$", report, re.MULTILINE)
    return re.sub(r"\s", "", match[1]) if match else ""


def states(report):
    match = re.search(r"^ *([\d.e+]+) states, stored", report, re.MULTILINE)
    return int(float(match[1])) if match else 0


def complaint(name, report):
    """What is not as expected, or nothing."""
    broken = violated(report)
    if name == "proof":
        if broken:
            return f"{broken}; replay it: spin -t -p {MODEL.name}"
        if "Search not completed" in report or "max search depth too small" in report:
            return "the search was not completed; raise DEPTH or MEMORY"
        return "" if "errors: 0" in report else "Spin gave no result"
    if name in GOALS:
        return "" if broken.startswith("assertionviolated") else "this situation is not reached: the proof would be about nothing"
    return "" if broken.startswith("assertionviolated") else f"no counterexample; {FAULTS[name]} should be broken"


def examine(name):
    """What is not as expected, Spin's report, and the seconds that it took."""
    begin = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        report = verify(folder, name)
    return complaint(name, report), report, time.monotonic() - begin


def main():
    parser = argparse.ArgumentParser(description="Proves the model of the task life cycle.")
    parser.add_argument("--only", metavar="NAME", choices=["proof", *FAULTS, *GOALS])
    only = parser.parse_args().only
    for tool in ("spin", "cc"):
        if shutil.which(tool) is None:
            print(f"{tool} is not installed; run ./dev setup", file=sys.stderr)
            return 69
    names = [only] if only else ["proof", *FAULTS, *GOALS]
    failed = 0
    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        for name, (what, report, seconds) in zip(names, pool.map(examine, names)):
            failed += bool(what)
            expected = f"breaks {FAULTS[name]}" if name in FAULTS else "holds" if name == "proof" else "reached"
            print(f"{name:<32} {what or expected:<28} {states(report):>10,} states {seconds:6.1f} s", flush=True)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())

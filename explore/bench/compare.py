#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""What each tool finds in the planted races, and in what time: a Markdown table, measured now.

The same program runs natively again and again (stress), under ThreadSanitizer again and again, under helgrind, and
under the explorer with two strategies. A tool that says nothing, or not in time, has a dash; what it says of the
correct versions is listed below the table.

  cmake --build build/release --target wakelaw_explore_comparison
  explore/bench/compare.py build/release
"""

import argparse
import os
import re
import shutil
import subprocess
import sys
import time
from pathlib import Path

USAGE_ERROR = 64
UNAVAILABLE = 69

# Exit codes of wakelaw_races_native.
STRESS_VERDICTS = {9: "wrong result", 10: "hang", 11: "crash", 12: "report"}
TOOL_REPORT = 66
HELGRIND_RUNS = 100
SEEDS = 20
SCHEDULES = 100000


def fail(code, message):
    print(f"compare.py: {message}", file=sys.stderr)
    sys.exit(code)


def duration(seconds):
    return f"{seconds:.1f} s" if seconds >= 1 else f"{seconds * 1000:.1f} ms"


def stress(program, name, seconds):
    """(what, where in time) of a native or ThreadSanitizer run; None if nothing happened."""
    environment = dict(os.environ, TSAN_OPTIONS=f"halt_on_error=1:exitcode={TOOL_REPORT}")
    result = subprocess.run(
        [program, name, "stress", str(seconds)], capture_output=True, text=True, check=False, env=environment
    )
    match = re.search(r"after (\d+) runs, ([\d.]+) s", result.stdout)
    if not match:
        fail(UNAVAILABLE, f"{program} {name}: {result.stderr.strip()}")
    if result.returncode == 0:
        return None
    runs = int(match.group(1)) + 1
    return f"{STRESS_VERDICTS[result.returncode]}, run {runs}, {duration(float(match.group(2)))}"


def helgrind(program, name, seconds):
    command = ["valgrind", "--tool=helgrind", f"--error-exitcode={TOOL_REPORT}", program, name, str(HELGRIND_RUNS)]
    start = time.monotonic()
    try:
        result = subprocess.run(command, capture_output=True, text=True, check=False, timeout=max(seconds, 10) * 3)
    except subprocess.TimeoutExpired as expired:
        said = "report" if expired.stderr and b"Possible data race" in expired.stderr else "hang"
        return f"{said}, {duration(time.monotonic() - start)}"
    if result.returncode == 0:
        return None
    kind = "report" if "ERROR SUMMARY: 0" not in result.stderr else "wrong result"
    return f"{kind}, {duration(time.monotonic() - start)}"


def explorer(program, name, strategy):
    # A correct version costs all schedules of each seed, and one seed is as good as another.
    seeds = 1 if name.endswith("_correct") else SEEDS
    result = subprocess.run(
        [program, name, strategy, str(seeds), str(SCHEDULES)], capture_output=True, text=True, check=False
    )
    match = re.search(r"found (\d+) of (\d+), schedules ([\d.]+), seconds ([\d.]+), longest ([\d.]+)", result.stdout)
    if not match:
        fail(UNAVAILABLE, f"{program} {name}: {result.stderr.strip()}")
    found, seeds, schedules, seconds, _ = match.groups()
    if found == "0":
        return None
    share = "" if found == seeds else f"{found} of {seeds} seeds, "
    return f"{share}{float(schedules):.0f} schedules, {duration(float(seconds))}"


def main():
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("build", type=Path, help="the build folder")
    parser.add_argument("--seconds", type=float, default=20, help="for each native run of a planted race, at most; a tenth for a correct version")
    options = parser.parse_args()
    if options.seconds <= 0:
        fail(USAGE_ERROR, "--seconds must be positive")
    if not shutil.which("valgrind"):
        fail(UNAVAILABLE, "valgrind is missing")
    programs = {}
    for name in ("wakelaw_races_native", "wakelaw_races_tsan", "wakelaw_explore_search"):
        programs[name] = options.build.resolve() / "bin" / name
        if not programs[name].exists():
            fail(UNAVAILABLE, f"{programs[name]} is missing; build the target wakelaw_explore_comparison")
    native, tsan, search = programs.values()

    tools = {
        "stress": lambda name, seconds: stress(native, name, seconds),
        "ThreadSanitizer": lambda name, seconds: stress(tsan, name, seconds),
        "helgrind": lambda name, seconds: helgrind(native, name, seconds),
        "explorer, random": lambda name, seconds: explorer(search, name, "random"),
        "explorer, POS": lambda name, seconds: explorer(search, name, "pos"),
    }
    names = subprocess.run([native, "list"], capture_output=True, text=True, check=True).stdout.split()
    print("| planted race | " + " | ".join(tools) + " |")
    print("|---" * (len(tools) + 1) + "|")
    for name in names:
        if name.endswith("_broken"):
            cells = [tool(name, options.seconds) or "-" for tool in tools.values()]
            print(f"| {name.removesuffix('_broken')} | " + " | ".join(cells) + " |", flush=True)
    print()
    correct = [name for name in names if name.endswith("_correct")]
    for tool, run in tools.items():
        accused = [name for name in correct if run(name, options.seconds / 10)]
        print(f"- {tool} accuses {', '.join(accused) or 'no correct version'}")
    print()
    print(
        f"stress and ThreadSanitizer: at most {options.seconds:g} s each, one trial; helgrind: {HELGRIND_RUNS} runs; "
        f"explorer: mean of {SEEDS} seeds (correct versions: 1), {SCHEDULES:,} schedules at most, the report with its "
        f"source lines counted, user-level carrier where there is one."
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())

#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Whether each finding of shelf.toml comes again by the token that the report gives.

    replay_findings.py WAKELAW SHELF_TOML [SUBJECT_GLOB]

Looks for each finding, in the scenario that shelf.toml names if it names one, takes its token, and replays it. A finding
that is sampled may not be found at all, which is said and no failure; one that was found has to come again, in as many
runs as TRIES at most. Exit codes: 0 each token that was found showed its finding, 1 one did not, 2 nothing was found.
"""

import fnmatch
import pathlib
import re
import subprocess
import sys
import tomllib

CASES = 20000
TRIES = 20000
# Of a finding that has a scenario of its own, since it is rare in it still.
CASES_OF_SCENARIO = 400000


def output_of(command):
    return subprocess.run(command, capture_output=True, text=True, check=False)


def token_of(wakelaw, subject, rule, scenario):
    """The token of the finding, and whether the subject is there. `scenario`: a file, or None."""
    cases = ["--cases", str(CASES), "--budget", "60s"]
    if scenario:
        cases = ["--scenario", str(scenario), "--cases", str(CASES_OF_SCENARIO), "--budget", "300s"]
    run = output_of([wakelaw, "run", subject, "--rule", rule, "--stop-when-found", "--no-doctor", *cases])
    shown = run.returncode == 1 or "WARNING" in run.stdout
    tokens = re.findall(r"wakelaw replay (wl1-\S+)", run.stdout) if shown else []
    return (tokens[0] if tokens else None), run.returncode != 5


def comes_again(wakelaw, token, rule, tries):
    """Whether one of the runs shows it."""
    again = output_of([wakelaw, "replay", token, "--tries", str(tries)])
    return rule in again.stdout and "no rule was broken" not in again.stdout


def main():
    wakelaw, shelf = sys.argv[1:3]
    glob = sys.argv[3] if len(sys.argv) > 3 else "*"
    with open(shelf, "rb") as file:
        findings = tomllib.load(file)["finding"]
    found = lost = 0
    for finding in findings:
        subject, rule = finding["subject"], finding["rule"]
        if not fnmatch.fnmatch(subject, glob):
            continue
        scenario = finding.get("scenario")
        scenario = scenario and pathlib.Path(shelf).parent / scenario
        token, there = token_of(wakelaw, subject, rule, scenario)
        if not there:
            print(f"{subject} {rule}: absent")
        elif token is None:
            print(f"{subject} {rule}: not found in {CASES_OF_SCENARIO if scenario else CASES} cases")
            lost += 0 if finding.get("sampled") else 1
        else:
            again = comes_again(wakelaw, token, rule, CASES_OF_SCENARIO if scenario else TRIES)
            found += again
            lost += not again
            print(f"{subject} {rule}: {'comes again' if again else 'DOES NOT COME AGAIN'}: wakelaw replay {token}")
    return 1 if lost else 0 if found else 2


if __name__ == "__main__":
    sys.exit(main())

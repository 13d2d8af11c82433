#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Runs clang-tidy on the project's sources; a source is skipped while nothing that it rests on has changed.

usage: .ci/tidy.py build/release/compile_commands.json

A source rests on itself, its command, the project's headers that it reaches, every .clang-tidy, this script and
the version of clang-tidy. The hash of all these names an empty file in the user's cache folder once the source was clean.
"""

import concurrent.futures
import hashlib
import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parent.parent
PARTS = ("reference", "conformance", "explore", "bench", "tests")
# Boost 1.74 knows no coroutines of clang 14 with libstdc++.
NOT_FOR_CLANG = ("conformance/adapters/boost_asio/coroutine.cpp",)
JOBS = 2
INCLUDE = re.compile(rb'^[ \t]*#[ \t]*include[ \t]*["<]([^">]+)[">]', re.MULTILINE)
# The commands are g++'s, so clang may not know a warning; and a dependency's header is not ours to mend.
TIDY = ["clang-tidy", "--quiet", "--extra-arg=-Wno-unknown-warning-option"]


def one_command_per_source(database):
    """A source has a command per flavour; the checks need one, and rather a plain one."""
    commands = {}
    for entry in json.loads(database.read_text()):
        source = (pathlib.Path(entry["directory"]) / entry["file"]).resolve()
        if not source.is_relative_to(ROOT) or source.relative_to(ROOT).parts[0] not in PARTS:
            continue
        if str(source.relative_to(ROOT)) in NOT_FOR_CLANG:
            continue
        known = commands.get(source)
        if known is None or ("-fsanitize=" in known["command"] and "-fsanitize=" not in entry["command"]):
            commands[source] = entry
    return commands


class Headers:
    """The project's headers and what includes which; a name means every header whose path ends with it."""

    def __init__(self, generated_in):
        self.by_name = {}
        self.content = {}
        # Not the build folder's tests: what they install there are copies, and not in every build folder.
        places = [ROOT / part for part in PARTS] + [generated_in / part for part in PARTS if part != "tests"]
        for place in places:
            for path in sorted(place.rglob("*")):
                if path.suffix in (".hpp", ".h", ".inc", ".ipp") and path.is_file():
                    self.by_name.setdefault(path.name, []).append(path)

    def read(self, path):
        if path not in self.content:
            self.content[path] = path.read_bytes()
        return self.content[path]

    def reached_from(self, source):
        reached = {source}
        todo = [source]
        while todo:
            for name in INCLUDE.findall(self.read(todo.pop())):
                parts = tuple(part for part in pathlib.PurePosixPath(name.decode()).parts if part not in (".", ".."))
                if not parts:
                    continue
                for path in self.by_name.get(parts[-1], []):
                    if path not in reached and path.parts[-len(parts):] == parts:
                        reached.add(path)
                        todo.append(path)
        return sorted(reached)


def main():
    database = pathlib.Path(sys.argv[1]).resolve()
    base = os.environ.get("XDG_CACHE_HOME") or pathlib.Path.home() / ".cache"
    cache = pathlib.Path(base) / "wakelaw" / "tidy"
    cache.mkdir(parents=True, exist_ok=True)

    commands = one_command_per_source(database)
    if not commands:
        sys.exit(f"tidy: {database} has no source of the project")

    headers = Headers(database.parent)
    configurations = [ROOT / ".clang-tidy"] + sorted(p for part in PARTS for p in (ROOT / part).rglob(".clang-tidy"))
    rules = hashlib.sha256(subprocess.check_output(["clang-tidy", "--version"]))
    for path in [pathlib.Path(__file__).resolve(), *configurations]:
        rules.update(path.read_bytes())

    def key(source):
        digest = rules.copy()
        digest.update(commands[source]["command"].replace(str(ROOT), ".").encode())  # the same in every clone
        for path in headers.reached_from(source):
            digest.update(b"\0" + str(path.relative_to(ROOT)).encode() + b"\0" + headers.read(path))
        return digest.hexdigest()

    keys = {source: key(source) for source in sorted(commands)}
    stale = [source for source in keys if not (cache / keys[source]).exists()]
    print(f"== lint: clang-tidy on {len(stale)} of {len(keys)} sources, the rest is known to be clean", flush=True)

    with tempfile.TemporaryDirectory() as directory:
        (pathlib.Path(directory) / "compile_commands.json").write_text(json.dumps(list(commands.values())))

        def check(source):
            started = time.monotonic()
            run = subprocess.run([*TIDY, "-p", directory, str(source)], capture_output=True, text=True, check=False)
            if run.returncode == 0:
                (cache / keys[source]).touch()
            return source, run, time.monotonic() - started

        dirty = 0
        with concurrent.futures.ThreadPoolExecutor(JOBS) as pool:
            for source, run, seconds in pool.map(check, stale):
                if run.returncode != 0:
                    dirty += 1
                    print(run.stdout.strip() or run.stderr.strip(), flush=True)
                    print(f"tidy: {source.relative_to(ROOT)}: not clean ({seconds:.0f} s)", flush=True)

    if dirty:
        sys.exit(f"tidy: {dirty} of {len(stale)} sources are not clean")

    # What was clean of older states is of no use once all is clean now.
    for stamp in cache.iterdir():
        if stamp.name not in keys.values():
            stamp.unlink()


if __name__ == "__main__":
    main()

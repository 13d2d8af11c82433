#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Holds the specification's text to itself, to the suite's specimens, and to the frozen rule sets.

usage: tests/spec/check.py [--root DIR] [--write | --freeze VERSION]

  (nothing)   print one line for each fault, with file and line number; exit 1 if there is one
  --write     write the generated parts of README.md and spec/ anew
  --freeze    write spec/rulesets/VERSION.toml anew, unless that set was released
"""

import argparse
import pathlib
import re
import sys
import tomllib
import urllib.parse

import book

# How a reason begins, in the field `untested`.
NOT_POSSIBLE = "no law is possible: "
NOT_WRITTEN = "its law is not written yet: "

EXPECTATIONS = "conformance/specimens/expectations.toml"
GENERATED = re.compile(r"(<!-- generated: (\w+) [^\n]*-->\n)(.*?)(<!-- end -->\n)", re.DOTALL)
HEADING = re.compile(r"^(#{1,6}) +(.*?) *#*$")
INLINE_LINK = re.compile(r"(?<!!)\[(?:[^\[\]]|\[[^\[\]]*\])*\]\(([^()\s]*)\)")
FENCE = re.compile(r"^ *(```|~~~)")


# ---- generated parts -------------------------------------------------------------------------------------------


def rules_table(rules, _specimens):
    lines = ["| id | level | judged | title |", "|---|---|---|---|"]
    for rule in rules:
        judged = "yes" if rule.is_tested else "no"
        lines.append(f"| [{rule.id}](rules/{rule.id}.md) | {rule.fields['level']} | {judged} | {rule.fields['title']} |")
    return "\n".join(lines) + "\n\n" + summary(rules)


def summary(rules):
    tested = sum(rule.is_tested for rule in rules)
    levels = [f"{sum(rule.fields['level'] == level for rule in rules)} {level}" for level in ("MUST", "SHOULD", "MAY")]
    levels = [text for text in levels if not text.startswith("0 ")]
    clauses = sum(len(rule.clauses) for rule in rules)
    never = sum(rule.fields.get("untested", "").startswith(NOT_POSSIBLE) for rule in rules)
    return (
        f"{len(rules)} rules ({', '.join(levels)}) with {clauses} clauses. Laws judge {tested} of the rules; "
        f"for {never} no law is possible, and for {len(rules) - tested - never} it is not written yet. "
        "Each of these says why.\n"
    )


def counts(rules, specimens):
    rules_line = summary(rules).rstrip("\n")
    broken = len(specimens["specimen"])
    conforming = len(specimens["conforming"])
    return f"{rules_line} The suite is held to {broken} specimens and {conforming} conforming executors.\n"


def specimens_table(rules, specimens):
    blamed = {}
    for clause, names in specimens["blamed"].items():
        for name in names:
            blamed.setdefault(name, []).append(clause)
    lines = ["| clause | specimen | where it comes from | blamed as well |", "|---|---|---|---|"]
    for rule in rules:
        for entry in specimens["specimen"]:
            if entry["rule"] == rule.id:
                others = ", ".join(entry["others"]) or "-"
                clause = ", ".join(blamed.get(entry["name"], [rule.id]))
                lines.append(f"| [{clause}](rules/{rule.id}.md) | `{entry['name']}` | {entry.get('source', '?')} | {others} |")
    return "\n".join(lines) + "\n"


NATURAL = "natural"


def rate(entry):
    if entry is None:
        return "-"
    bound = book.lower_bound(entry["found"], entry["seeds"])
    return f"{entry['found']} of {entry['seeds']}, >= {100 * bound:.1f} %"


def by_schedules(specimens):
    """What was measured of each specimen: natural, and the best under control."""
    natural, controlled = {}, {}
    for entry in specimens["measured"]:
        table = natural if entry["schedules"] == NATURAL else controlled
        old = table.get(entry["specimen"])
        if old is None or entry["found"] * old["seeds"] > old["found"] * entry["seeds"]:
            table[entry["specimen"]] = entry
    return natural, controlled


def power_rows(rules, specimens, wanted):
    natural, controlled = by_schedules(specimens)
    for rule in rules:
        for entry in specimens["specimen"]:
            name = entry["name"]
            if entry["rule"] == rule.id and wanted(natural.get(name)):
                under = controlled.get(name)
                how = f"{rate(under)} ({under['schedules']})" if under else "-"
                yield f"| [{rule.id}](rules/{rule.id}.md) | `{name}` | {rate(natural.get(name))} | {how} |"


def detection(_rules, specimens):
    """What README says of it."""
    natural, controlled = by_schedules(specimens)

    def found_always(table):
        return sum(entry["found"] == entry["seeds"] for entry in table.values())

    return (
        f"Of {len(natural)} specimens, {found_always(natural)} were blamed on their own rule in each natural session. Of the "
        f"{len(controlled)} whose fault depends on the schedule, {found_always(controlled)} were found in each session under control.\n"
    )


def power_table(rules, specimens):
    lines = ["| rule | specimen | natural | under control |", "|---|---|---|---|"]
    return "\n".join([*lines, *power_rows(rules, specimens, lambda _: True)]) + "\n"


def missed_table(rules, specimens):
    """Below 99 % in natural sessions."""

    def missed(entry):
        return entry is not None and 100 * entry["found"] < 99 * entry["seeds"]

    lines = ["| rule | specimen | natural | under control |", "|---|---|---|---|"]
    return "\n".join([*lines, *power_rows(rules, specimens, missed)]) + "\n"


def bugs_table(_rules, specimens):
    ported = book.ports(specimens)
    lines = ["| id | where | broke | specimen |", "|---|---|---|---|"]
    for bug in specimens["bug"]:
        names = ", ".join(f"`{name}`" for name in ported[bug["id"]]) or f"waits for {bug.get('waits')}"
        where = bug["where"].replace("<->", "and")
        lines.append(f"| {bug['id']} | {where} | {', '.join(bug['rules'])} | {names} |")
    return "\n".join(lines) + "\n"


GENERATORS = {
    "rules": rules_table,
    "counts": counts,
    "specimens": specimens_table,
    "detection": detection,
    "power": power_table,
    "missed": missed_table,
    "bugs": bugs_table,
}


def regenerated(text, rules, specimens):
    def fill(match):
        return match[1] + GENERATORS[match[2]](rules, specimens) + match[4]

    return GENERATED.sub(fill, text)


def check_generated(root, rules, specimens):
    seen = set()
    for path in markdown_files(root):
        text = path.read_text()
        names = [match[2] for match in GENERATED.finditer(text)]
        seen.update(names)
        for name in names:
            if name not in GENERATORS:
                yield fault(root, path, f"generated: {name}", f"nothing generates {name!r}")
                return
        if regenerated(text, rules, specimens) != text:
            yield fault(root, path, "<!-- generated:", "a generated part is out of date; run tests/spec/check.py --write")
    for name in sorted(GENERATORS.keys() - seen):
        yield f"README.md:1: no file has the generated part {name!r}"


# ---- links -----------------------------------------------------------------------------------------------------


def markdown_files(root):
    top = [root / name for name in ("README.md", "CONTRIBUTING.md", "CHANGELOG.md")]
    return [path for path in top if path.exists()] + sorted((root / "spec").rglob("*.md"))


def prose_lines(text):
    """Numbered lines outside of code blocks and comments."""
    fenced = False
    for number, line in enumerate(text.splitlines(), start=1):
        if FENCE.match(line):
            fenced = not fenced
        elif not fenced:
            yield number, line


def anchor_of(heading):
    """The anchor that forges make of a heading."""
    plain = book.LINK.sub(r"\1", heading).replace("`", "").strip().lower()
    return re.sub(r"[^\w\- ]", "", plain).replace(" ", "-")


def anchors_of(text):
    anchors = set()
    for _, line in prose_lines(text):
        if match := HEADING.match(line):
            anchor = anchor_of(match[2])
            number = 0
            while f"{anchor}-{number}" in anchors if number else anchor in anchors:
                number += 1
            anchors.add(f"{anchor}-{number}" if number else anchor)
    return anchors


def check_links(root):
    for path in markdown_files(root):
        for number, line in prose_lines(path.read_text()):
            for target in INLINE_LINK.findall(re.sub(r"`[^`]*`", "", line)):
                if problem := link_problem(root, path, target):
                    yield f"{path.relative_to(root)}:{number}: {problem}"


def link_problem(root, path, target):
    if re.match(r"[a-z]+:", target):
        return "" if target.startswith("https://") else f"the link {target} is not https"
    file, _, anchor = target.partition("#")
    place = (path.parent / urllib.parse.unquote(file)).resolve() if file else path
    if not place.is_relative_to(root) or not place.exists():
        return f"the link {target} leads nowhere"
    if anchor and (place.suffix != ".md" or anchor not in anchors_of(place.read_text())):
        return f"{place.relative_to(root)} has no heading for #{anchor}"
    return ""


# ---- rules and specimens ---------------------------------------------------------------------------------------


def fault(root, path, text, what):
    file = str(path.relative_to(root)) if isinstance(path, pathlib.Path) else path
    return f"{file}:{book.line_of(root, file, text)}: {what}"


def check_rules(root, rules, specimens):
    known = {entry["name"]: entry for entry in specimens["specimen"]}
    for rule in rules:
        if not rule.fields["sources"]:
            yield fault(root, rule.file, "sources", "no source")
        if not rule.is_tested and not rule.fields.get("untested", "").startswith((NOT_POSSIBLE, NOT_WRITTEN)):
            expected = f"{NOT_POSSIBLE!r} or {NOT_WRITTEN!r}"
            yield fault(root, rule.file, "laws", f"{rule.id} has no law, and no reason that begins with {expected}")
        if rule.is_tested and not rule.fields["specimens"]:
            yield fault(root, rule.file, "specimens", f"{rule.id} has a law and no specimen that it is blamed for")
        for law in rule.fields["laws"]:
            if not (root / law).is_file():
                yield fault(root, rule.file, law, f"there is no file {law}")
        for name in rule.fields["specimens"]:
            entry = known.get(name)
            if entry is None:
                yield fault(root, rule.file, name, f"the suite has no specimen {name!r}")
            elif entry["rule"] != rule.id:
                yield fault(root, rule.file, name, f"the specimen {name!r} is one of {entry['rule']}")


def check_specimens(root, rules, specimens):
    file = EXPECTATIONS
    by_id = {rule.id: rule for rule in rules}
    for entry in specimens["specimen"]:
        name = entry["name"]
        place = f'name = "{name}"'
        if not entry.get("source"):
            yield fault(root, file, place, f"the specimen {name!r} names no source")
        rule = by_id.get(entry["rule"])
        if rule is None:
            yield fault(root, file, place, f"there is no rule {entry['rule']}")
        elif name not in rule.fields["specimens"]:
            yield fault(root, file, place, f"{rule.file} does not name the specimen {name!r}")
        for other in entry["others"]:
            if other not in by_id:
                yield fault(root, file, place, f"there is no rule {other}")
        if entry["others"] and not entry.get("why"):
            yield fault(root, file, place, f"the specimen {name!r} breaks other rules and does not say why")


def check_blame(root, specimens):
    """Each law has a specimen of its kind that is blamed on its clause, or a written gap. blame.py shows the blame."""
    file = "conformance/specimens/clauses.toml"
    rules = {entry["name"]: entry["rule"] for entry in specimens["specimen"]}
    laws = book.read_laws(root)
    vocabularies = book.read_vocabularies(root)
    blamed, gaps = specimens["blamed"], specimens["gap"]
    if not laws:
        yield "conformance/src/laws:1: no law is found there"
    for (clause, kind), law in laws.items():
        gap = book.gap_of(clause, kind)
        shown = any((name in vocabularies) == (kind == book.VOCABULARY) for name in blamed.get(clause, []))
        if shown and gap in gaps:
            yield fault(root, file, f'"{gap}"', f"{gap} has a specimen; drop the gap")
        if not shown and not gaps.get(gap):
            yield fault(root, law, f'"{clause}"', f"no {kind} is blamed on {clause}; add one to {file}, or the gap and why")
    clauses = {clause for clause, _ in laws}
    for clause in blamed.keys() - clauses:
        yield fault(root, file, f'"{clause}"', f"no law upholds {clause}")
    for gap in gaps.keys() - {book.gap_of(*law) for law in laws}:
        yield fault(root, file, f'"{gap}"', f"no law upholds {gap}")
    for clause, names in blamed.items():
        for name in names:
            if rules.get(name) != clause.split(".")[0]:
                yield fault(root, file, f'"{clause}"', f"there is no specimen {name!r} of {clause.split('.')[0]}")


def check_power(root, specimens):
    """Each specimen was measured in natural sessions; each that depends on the schedule, under control as well."""
    file = "conformance/specimens/power.toml"
    measured = {(entry["specimen"], entry["schedules"] != NATURAL) for entry in specimens["measured"]}
    known = {entry["name"]: entry for entry in specimens["specimen"]}
    for entry in specimens["measured"]:
        name = entry["specimen"]
        place = f'specimen = "{name}"'
        if name not in known:
            yield fault(root, file, place, f"there is no specimen {name!r}; measure anew")
        elif known[name]["rule"] != entry["rule"]:
            yield fault(root, file, place, f"{name!r} is a specimen of {known[name]['rule']}; measure anew")
    for name, entry in known.items():
        if entry.get("gap"):
            continue
        place = f'name = "{name}"'
        if (name, False) not in measured:
            yield fault(root, EXPECTATIONS, place, f"{file} does not say how surely {name!r} is found; measure it")
        controlled = entry.get("needs_preemption") or entry.get("sanitizer")
        if controlled and (name, True) not in measured:
            yield fault(root, EXPECTATIONS, place, f"{file} does not say how surely {name!r} is found under control")


def check_bugs(root, specimens):
    """Each known bug is ported into a specimen or says what it waits for, and each source names a known one."""
    file = "conformance/specimens/bugs.toml"
    ids = [bug["id"] for bug in specimens["bug"]]
    if len(ids) != specimens["entries"] or len(set(ids)) != len(ids):
        yield f"{file}:1: {len(set(ids))} bugs with {len(ids)} entries, where {specimens['entries']} were counted"
    ported = book.ports(specimens)
    for bug in specimens["bug"]:
        place = f'id = "{bug["id"]}"'
        if ported[bug["id"]] and bug.get("waits"):
            yield fault(root, file, place, f"{bug['id']} is ported; drop what it waits for")
        if not ported[bug["id"]] and not bug.get("waits"):
            yield fault(root, file, place, f"{bug['id']} has no specimen; add one, or say what it waits for")
    for bug in sorted(ported.keys() - set(ids)):
        yield fault(root, EXPECTATIONS, bug, f"there is no bug {bug} in {file}")


def check_chapter(root):
    """NG-1 and so on: a heading each, without a gap, each with the law that would be wrong."""
    path = root / "spec/not-guaranteed.md"
    entries = re.split(r"^## ", path.read_text(), flags=re.MULTILINE)[1:]
    for number, entry in enumerate(entries, start=1):
        title = entry.splitlines()[0]
        if title != f"NG-{number}":
            yield fault(root, path, f"## {title}", f"here NG-{number} was expected")
        if "*The wrong law:*" not in entry:
            yield fault(root, path, f"## {title}", f"{title} names no law that would be wrong")


# ---- frozen rule sets ------------------------------------------------------------------------------------------


def members(rules, version):
    """The rules of a version: those that it or an earlier one has introduced."""
    key = tuple(map(int, version.split(".")))
    return [rule for rule in rules if tuple(map(int, rule.fields["since"].split("."))) <= key]


def check_ruleset(root, path, rules):
    frozen = tomllib.loads(path.read_text())
    file = str(path.relative_to(root))
    now = {rule.id: rule for rule in members(rules, frozen["version"])}
    then = {entry["id"]: entry for entry in frozen["rule"]}
    for rule_id in sorted(then.keys() - now.keys(), key=book.order):
        yield fault(root, file, f'"{rule_id}"', f"{rule_id} is in the set and has no rule file")
    for rule_id in sorted(now.keys() - then.keys(), key=book.order):
        yield f"{now[rule_id].file}:1: {rule_id} is not in the set {file}"
    for rule_id in sorted(now.keys() & then.keys(), key=book.order):
        rule, entry = now[rule_id], then[rule_id]
        if entry["level"] != rule.fields["level"]:
            yield fault(root, rule.file, "level", f"{rule_id} is {rule.fields['level']}, in {file} {entry['level']}")
        for clause in sorted(entry["clauses"].keys() | rule.clauses.keys()):
            if clause not in rule.clauses:
                yield fault(root, file, f'"{clause}"', f"{clause} is in the set and not in {rule.file}")
            elif clause not in entry["clauses"]:
                yield fault(root, rule.file, f"**{clause}**", f"{clause} is not in the set {file}")
            elif entry["clauses"][clause] != book.digest(rule.clauses[clause]):
                yield fault(root, rule.file, f"**{clause}**", f"the words of {clause} are not those of the set {file}")


def frozen_text(version, rules):
    lines = [
        "# SPDX-License-Identifier: MIT",
        f"# The rules of version {version}: each clause by the digest of its words. Written by tests/spec/check.py --freeze.",
        "# A set that was released never changes: a clause with other words gets another letter.",
        f'version = "{version}"',
        "released = false",
    ]
    for rule in members(rules, version):
        lines += ["", "[[rule]]", f'id = "{rule.id}"', f'level = "{rule.fields["level"]}"', "[rule.clauses]"]
        lines += [f'"{clause}" = "{book.digest(text)}"' for clause, text in rule.clauses.items()]
    return "\n".join(lines) + "\n"


def freeze(root, version, rules):
    path = root / f"spec/rulesets/{version}.toml"
    if path.exists() and tomllib.loads(path.read_text())["released"]:
        sys.exit(f"{path.relative_to(root)}:1: this set was released, and a released set never changes")
    path.parent.mkdir(exist_ok=True)
    path.write_text(frozen_text(version, rules))


# ---- command line ----------------------------------------------------------------------------------------------


def faults(root):
    rules = book.read_rules(root)
    specimens = book.read_specimens(root)
    if not rules:
        yield "spec/rules:1: no rule file"
    yield from check_rules(root, rules, specimens)
    yield from check_specimens(root, rules, specimens)
    yield from check_blame(root, specimens)
    yield from check_power(root, specimens)
    yield from check_bugs(root, specimens)
    yield from check_chapter(root)
    yield from check_generated(root, rules, specimens)
    yield from check_links(root)
    rulesets = sorted((root / "spec/rulesets").glob("*.toml"))
    if not rulesets:
        yield "spec/rulesets:1: no rule set is frozen"
    for path in rulesets:
        yield from check_ruleset(root, path, rules)


def write(root):
    rules = book.read_rules(root)
    specimens = book.read_specimens(root)
    for path in markdown_files(root):
        text = path.read_text()
        new = regenerated(text, rules, specimens)
        if new != text:
            path.write_text(new)
            print(f"{path.relative_to(root)}: written anew")


def main():
    parser = argparse.ArgumentParser(description="Checks the specification's text.")
    parser.add_argument("--root", type=pathlib.Path, default=book.ROOT)
    parser.add_argument("--write", action="store_true")
    parser.add_argument("--freeze", metavar="VERSION")
    options = parser.parse_args()
    root = options.root.resolve()
    if options.write:
        write(root)
        return 0
    if options.freeze:
        freeze(root, options.freeze, book.read_rules(root))
        return 0
    found = list(faults(root))
    for line in found:
        print(line)
    print(f"{len(found)} faults in {len(book.read_rules(root))} rules and {len(markdown_files(root))} texts")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())

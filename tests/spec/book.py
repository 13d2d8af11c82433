# SPDX-License-Identifier: MIT
"""The specification as data: its rules, and the specimens that the suite keeps for them.

The parser of the suite (conformance/src/rulebook) decides what a well-formed rule file is; this one reads what passes it.
"""

import dataclasses
import hashlib
import pathlib
import re
import tomllib

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent

FAMILIES = ("POLL", "FUT", "WAK", "VT", "CTX", "ARC", "EXEC", "JOIN", "LEAF", "CORO", "THR", "IO")
CLAUSE = re.compile(r"^\*\*([A-Z]+-\d+\.[a-z])\*\* (.*)$")
LINK = re.compile(r"\[([^\[\]]*)\]\([^()]*\)")


@dataclasses.dataclass
class Rule:
    """One file of spec/rules."""

    file: str
    fields: dict
    clauses: dict  # id to text, in order
    body: str  # Markdown below the front matter

    @property
    def id(self):
        return self.fields["id"]

    @property
    def is_tested(self):
        return bool(self.fields["laws"])


def words_only(markdown):
    """What is left of a clause when only its words count: no links, no code marks, no line ends."""
    return " ".join(LINK.sub(r"\1", markdown).replace("`", "").split())


def digest(text):
    """The first 16 hexadecimal digits of the SHA-256 of a clause's words."""
    return hashlib.sha256(words_only(text).encode()).hexdigest()[:16]


def order(rule_id):
    """Families in the order of the specification, numbers as numbers."""
    family, number = rule_id.split("-")
    return FAMILIES.index(family), int(number)


def read_rule(path, root=ROOT):
    file = str(path.relative_to(root))
    _, front, body = path.read_text().split("+++\n", 2)
    clauses = {}
    for line in body.splitlines():
        if match := CLAUSE.match(line):
            clauses[match[1]] = match[2]
        elif line.startswith("## "):
            break
    return Rule(file, tomllib.loads(front), clauses, body)


def read_rules(root=ROOT):
    rules = [read_rule(path, root) for path in (root / "spec/rules").glob("*.md")]
    return sorted(rules, key=lambda rule: order(rule.id))


def read_specimens(root=ROOT):
    """The entries of the suite's expectations, those of power.toml and bugs.toml, and the tables of clauses.toml."""
    folder = root / "conformance/specimens"
    specimens = {"measured": []}
    for name in ("expectations", "power", "bugs", "clauses"):
        specimens |= tomllib.loads((folder / f"{name}.toml").read_text())
    return specimens


BUG = re.compile(r"B-\d+")


def ports(specimens):
    """The known bugs, each with the names of the specimens whose sources name it."""
    found = {entry["id"]: [] for entry in specimens["bug"]}
    for entry in specimens["specimen"]:
        for bug in BUG.findall(entry.get("source", "")):
            found.setdefault(bug, []).append(entry["name"])
    return found


def lower_bound(found, tries):
    """The lower bound of the rate of which `found` of `tries` is a sample, with 95 % confidence (Wilson)."""
    z = 1.96
    rate = found / tries
    spread = z * ((rate * (1 - rate) + z * z / (4 * tries)) / tries) ** 0.5
    return max(0.0, (rate + z * z / (2 * tries) - spread) / (1 + z * z / tries))


# A law on executors quotes its clause next; one on vocabularies first says what it needs.
LAW = re.compile(r'"[A-Z]+-\d+",\s*"([A-Z]+-\d+\.[a-z])",\s*("|Capability::)')
EXECUTOR = "executor"
VOCABULARY = "vocabulary"


def read_laws(root=ROOT):
    """The laws as pairs of a clause and a kind of subject, each with the file of its law."""
    laws = {}
    for path in sorted((root / "conformance/src/laws").glob("*.cpp")):
        for clause, then in LAW.findall(path.read_text()):
            laws[clause, EXECUTOR if then == '"' else VOCABULARY] = str(path.relative_to(root))
    return laws


def gap_of(clause, kind):
    """The name of a gap in clauses.toml."""
    return clause if kind == EXECUTOR else f"{clause} {VOCABULARY}"


def read_law_clauses(root=ROOT):
    """The clauses that laws uphold, each with the file of its law. The build holds each law to its clause."""
    return {clause: file for (clause, _), file in read_laws(root).items()}


def read_vocabularies(root=ROOT):
    """The names of the specimens that are vocabularies and no executors."""
    folder = root / "conformance/specimens"
    includes = re.findall(r'^#include "([A-Z].*)"', (folder / "vocabularies.cpp").read_text(), re.MULTILINE)
    texts = [(folder / file).read_text() for file in includes]
    return {name for text in texts for name in re.findall(r'\bname = "([^"]+)"', text)}


def line_of(root, file, text):
    """The number of the first line of a file that contains a text; 1 where none does."""
    for number, line in enumerate((root / file).read_text().splitlines(), start=1):
        if text in line:
            return number
    return 1

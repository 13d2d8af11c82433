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
    """The entries of the suite's expectations."""
    return tomllib.loads((root / "conformance/specimens/expectations.toml").read_text())


def line_of(root, file, text):
    """The number of the first line of a file that contains a text; 1 where none does."""
    for number, line in enumerate((root / file).read_text().splitlines(), start=1):
        if text in line:
            return number
    return 1

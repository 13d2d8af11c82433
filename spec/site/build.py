#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Builds the specification as a site with mkdocs-material, and checks every link in it.

usage: spec/site/build.py FOLDER     writes FOLDER/docs (Markdown made for mkdocs) and FOLDER/site (the site)

The Markdown of spec/ is for forges. Here the front matter of a rule becomes a table, each clause gets an anchor, and
links to files that are not part of the specification become plain words. Exit codes: 0, or 1 with a line for each fault.
"""

import html.parser
import pathlib
import re
import shutil
import subprocess
import sys
import urllib.parse

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
sys.path.insert(0, str(ROOT / "tests/spec"))
import book  # noqa: E402

SPEC = ROOT / "spec"
# A page of the site that is at home elsewhere.
MATRIX = ROOT / "conformance/adapters/MATRIX.md"
CHAPTERS = (
    "README", "poll-and-future", "waker-and-context", "wake-and-tasks", "executors", "threads", "coroutines",
    "leaf-futures", "reactors", "not-guaranteed", "profiles", "rust-and-cpp",
)  # fmt: skip
FAMILY_NAMES = {
    "POLL": "Poll", "FUT": "Futures", "WAK": "Wakers", "VT": "Vtables", "CTX": "Contexts", "ARC": "Counted wakers",
    "EXEC": "Executors", "JOIN": "Join handles", "LEAF": "Leaf futures and combinators", "CORO": "Coroutines",
    "THR": "Threads and memory order", "IO": "Reactors",
}  # fmt: skip
# What a forge shows as a folder, a site shows as a page.
FOLDERS = {"rules/": "README.md#the-rules", "rulesets/": "rulesets/1.0.toml", "model/": "model/README.md"}
LINK = re.compile(r"\[((?:[^\[\]]|\[[^\[\]]*\])*)\]\(([^()\s]*)\)")
CLAUSE = re.compile(r"^\*\*([A-Z]+-\d+\.[a-z])\*\*", re.MULTILINE)


# ---- Markdown for mkdocs ---------------------------------------------------------------------------------------


def rewrite_link(path, match):
    """The link as it is, as one to a page, or as plain words if it leads out of the specification."""
    words, target = match[1], match[2]
    if target in FOLDERS and path.parent == SPEC:
        return f"[{words}]({FOLDERS[target]})"
    if re.match(r"[a-z]+:", target) or target.startswith("#"):
        return match[0]
    file, mark, anchor = target.partition("#")
    place = (path.parent / file).resolve()
    if not (place.is_relative_to(SPEC) and place.is_file() and place.suffix in (".md", ".toml", ".pml")):
        return words
    return f"[{words}]({place.relative_to(SPEC)}{mark}{anchor})" if path == MATRIX else match[0]


def outside_code(text, change):
    """Applies `change` to what is not in a block of code."""
    parts = re.split(r"(^```.*?^```$)", text, flags=re.MULTILINE | re.DOTALL)
    return "".join(part if part.startswith("```") else change(part) for part in parts)


def fields_table(rule):
    rows = []
    for name in ("level", "basis", "obligor", "profile", "needs", "driving", "since", "evidence", "sources", "laws",
                 "untested", "specimens"):  # fmt: skip
        value = rule.fields.get(name)
        if isinstance(value, list):
            value = ", ".join(f"`{one}`" if name in ("laws", "specimens", "needs") else one for one in value)
        if value:
            rows.append(f"| {name} | {value} |")
    return "\n".join(["| | |", "|---|---|", *rows]) + "\n"


def power_table(rule):
    rows = [
        f"| `{one['specimen']}` | {one['schedules']} | {one['found']} of {one['seeds']}"
        f" | {100 * book.lower_bound(one['found'], one['seeds']):.1f} % |"
        for one in book.read_specimens(ROOT)["measured"]
        if one["rule"] == rule.id
    ]
    head = "\n\n## Detection power\n\n| specimen | schedules | found | at least |\n|---|---|---|---|\n"
    return head + "\n".join(rows) + "\n" if rows else ""


def rule_page(rule):
    heading, rest = rule.body.split("\n", 1)
    return f"{heading}\n\n{rest.strip()}\n\n## Fields\n\n{fields_table(rule)}{power_table(rule)}"


def page(path):
    text = path.read_text()
    if path.parent == SPEC / "rules":
        text = rule_page(book.read_rule(path, ROOT))
    text = CLAUSE.sub(r'<a id="\1" href="#\1" class="clause"><strong>\1</strong></a>', text)
    # A list right below a paragraph is a list for forges only.
    text = outside_code(text, lambda part: re.sub(r"^(?!- |\d+\. |  |\|)(.+)\n(?=(- |1\. ))", r"\1\n\n", part, flags=re.MULTILINE))
    return outside_code(text, lambda part: LINK.sub(lambda match: rewrite_link(path, match), part))


def navigation(rules):
    families = {}
    for rule in rules:
        families.setdefault(rule.id.split("-")[0], []).append(rule)
    lines = ["nav:", "  - Chapters:"]
    lines += [f"      - {name}.md" for name in CHAPTERS]
    lines.append("  - Rules:")
    for family, members in families.items():
        lines.append(f"      - {FAMILY_NAMES[family]}:")
        lines += [f'          - "{rule.id}: {rule.fields["title"]}": rules/{rule.id}.md' for rule in members]
    lines += ["  - Glossary: glossary.md", "  - Specimens: specimens.md", "  - Kill matrix: kill-matrix.md"]
    lines += ["  - Executors: matrix.md", "  - Model: model/README.md"]
    return "\n".join(lines) + "\n"


def write_docs(folder):
    docs = folder / "docs"
    shutil.rmtree(docs, ignore_errors=True)
    for path in sorted(SPEC.rglob("*")):
        if path.suffix not in (".md", ".toml", ".pml") or path.is_relative_to(SPEC / "site"):
            continue
        place = docs / path.relative_to(SPEC)
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(page(path) if path.suffix == ".md" else path.read_text())
    rows = re.sub(r"^\| ([A-Z]+-\d+) \|", r"| [\1](rules/\1.md) |", page(MATRIX), flags=re.MULTILINE)
    (docs / "matrix.md").write_text(rows)
    template = (SPEC / "site/mkdocs.yml").read_text()
    (folder / "mkdocs.yml").write_text(template + navigation(book.read_rules(ROOT)))


# ---- links of the site -----------------------------------------------------------------------------------------


class Page(html.parser.HTMLParser):
    def __init__(self, text):
        super().__init__()
        self.anchors = set()
        self.links = []
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        fields = dict(attributes)
        self.anchors.update(value for name, value in attributes if name in ("id", "name") and value)
        for name in ("href", "src"):
            if fields.get(name):
                self.links.append(fields[name])


def link_faults(site):
    pages = {path.resolve(): Page(path.read_text()) for path in sorted(site.rglob("*.html"))}
    for path, content in pages.items():
        for link in content.links:
            file, _, anchor = urllib.parse.unquote(link.partition("?")[0]).partition("#")
            if re.match(r"[a-z]+:|//", link) or path.name == "404.html":
                continue
            place = (path.parent / file).resolve() if file else path
            place = place / "index.html" if place.is_dir() else place
            name = path.relative_to(site.resolve())
            if not place.exists():
                yield f"{name}: the link {link} leads nowhere"
            elif anchor and place in pages and anchor not in pages[place].anchors:
                yield f"{name}: there is no #{anchor} in {place.relative_to(site.resolve())}"


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    folder = pathlib.Path(sys.argv[1]).resolve()
    folder.mkdir(parents=True, exist_ok=True)
    write_docs(folder)
    if subprocess.run(["mkdocs", "build", "--strict", "--quiet", "--clean", "--config-file", folder / "mkdocs.yml"]).returncode:
        return 1
    faults = list(link_faults(folder / "site"))
    for fault in faults:
        print(fault)
    pages = len(list((folder / "site").rglob("*.html")))
    print(f"{pages} pages, {len(faults)} links that do not resolve: {folder / 'site/index.html'}")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())

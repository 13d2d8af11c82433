#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""The check of the specification's text finds what it is there to find. Each test spoils a copy of the tree in one place."""

import pathlib
import re
import shutil
import tempfile
import unittest

import book
import check

COPIED = ("spec", "conformance", "reference", "explore", "README.md", "CONTRIBUTING.md", "CHANGELOG.md", "LICENSE")
EXPECTATIONS = "conformance/specimens/expectations.toml"
POWER = "conformance/specimens/power.toml"
BUGS = "conformance/specimens/bugs.toml"
STALE_KILL_MATRIX = "spec/kill-matrix.md:N: a generated part is out of date; run tests/spec/check.py --write"


class SpoiledTree(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory()
        cls.root = pathlib.Path(cls.folder.name).resolve()
        for name in COPIED:
            source = book.ROOT / name
            if source.is_dir():
                shutil.copytree(source, cls.root / name)
            else:
                shutil.copy(source, cls.root / name)

    @classmethod
    def tearDownClass(cls):
        cls.folder.cleanup()

    def spoil(self, file, old, new):
        """Replaces the first `old` in a file until the end of the test."""
        path = self.root / file
        text = path.read_text()
        self.assertIn(old, text)
        path.write_text(text.replace(old, new, 1))
        self.addCleanup(path.write_text, text)

    def assert_faults(self, *expected):
        """Exactly these lines, where a line number is written as N."""
        self.assertEqual(sorted(re.sub(r":\d+:", ":N:", line) for line in check.faults(self.root)), sorted(expected))

    def test_the_tree_as_it_is_has_no_fault(self):
        self.assertEqual(list(check.faults(self.root)), [])

    def test_a_line_number_is_that_of_the_fault(self):
        self.spoil("spec/rules/EXEC-1.md", "a [task](../glossary.md#task) is unfinished", "a task has not finished")
        text = (self.root / "spec/rules/EXEC-1.md").read_text().splitlines()
        number = next(i for i, line in enumerate(text, start=1) if line.startswith("**EXEC-1.a**"))
        self.assertEqual(
            list(check.faults(self.root)),
            [f"spec/rules/EXEC-1.md:{number}: the words of EXEC-1.a are not those of the set spec/rulesets/1.0.toml"],
        )

    def test_a_link_in_a_clause_is_no_change_of_its_words(self):
        self.spoil("spec/rules/EXEC-1.md", "a [task](../glossary.md#task) is unfinished", "a `task` is  unfinished")
        self.assert_faults()

    def test_a_clause_that_is_missing_or_new_is_named(self):
        self.spoil("spec/rules/EXEC-2.md", "**EXEC-2.c**", "**EXEC-2.d**")
        self.assert_faults(
            "spec/rulesets/1.0.toml:N: EXEC-2.c is in the set and not in spec/rules/EXEC-2.md",
            "spec/rules/EXEC-2.md:N: EXEC-2.d is not in the set spec/rulesets/1.0.toml",
        )

    def test_a_rule_of_a_later_version_is_no_member_of_an_earlier_set(self):
        self.spoil("spec/rules/IO-7.md", 'since = "1.0"', 'since = "1.1"')
        self.assert_faults("spec/rulesets/1.0.toml:N: IO-7 is in the set and has no rule file")

    def test_a_changed_level_is_named(self):
        self.spoil("spec/rulesets/1.0.toml", 'level = "MUST"', 'level = "SHOULD"')
        self.assert_faults("spec/rules/POLL-1.md:N: POLL-1 is MUST, in spec/rulesets/1.0.toml SHOULD")

    def test_a_released_set_is_not_frozen_anew(self):
        self.spoil("spec/rulesets/1.0.toml", "released = false", "released = true")
        with self.assertRaisesRegex(SystemExit, "spec/rulesets/1.0.toml:1: this set was released"):
            check.freeze(self.root, "1.0", book.read_rules(self.root))

    def test_a_link_to_nowhere_is_named(self):
        self.spoil("spec/executors.md", "(rules/EXEC-5.md)", "(rules/EXEC-55.md)")
        self.assert_faults("spec/executors.md:N: the link rules/EXEC-55.md leads nowhere")

    def test_a_link_to_no_heading_is_named(self):
        self.spoil("spec/rules/WAK-1.md", "glossary.md#ladder", "glossary.md#stairs")
        self.assert_faults("spec/rules/WAK-1.md:N: spec/glossary.md has no heading for #stairs")

    def test_a_specimen_that_does_not_exist_is_named(self):
        self.spoil("spec/rules/WAK-4.md", '"empty-drop"', '"full-drop"')
        self.assert_faults(
            "spec/rules/WAK-4.md:N: the suite has no specimen 'full-drop'",
            f"{EXPECTATIONS}:N: spec/rules/WAK-4.md does not name the specimen 'empty-drop'",
        )

    def test_a_law_without_a_specimen_is_named(self):
        self.spoil("spec/rules/EXEC-24.md", '["loop-variable"]', "[]")
        self.assert_faults(
            "spec/rules/EXEC-24.md:N: EXEC-24 has a law and no specimen that it is blamed for",
            f"{EXPECTATIONS}:N: spec/rules/EXEC-24.md does not name the specimen 'loop-variable'",
        )

    def test_a_specimen_without_a_source_is_named(self):
        self.spoil(EXPECTATIONS, 'source = "minimal mutant of EXEC-24"\n', "")
        self.assert_faults(
            f"{EXPECTATIONS}:N: the specimen 'loop-variable' names no source",
            "spec/specimens.md:N: a generated part is out of date; run tests/spec/check.py --write",
        )

    def test_a_clause_with_a_law_and_no_specimen_is_named(self):
        self.spoil("conformance/specimens/clauses.toml", '"EXEC-24.a" = ["loop-variable"]\n', "")
        self.assert_faults(
            "conformance/src/laws/wake_implies_poll.cpp:N: no executor is blamed on EXEC-24.a; add one to "
            "conformance/specimens/clauses.toml, or the gap and why",
            "spec/specimens.md:N: a generated part is out of date; run tests/spec/check.py --write",
        )

    def test_a_specimen_of_another_rule_is_no_specimen_of_a_clause(self):
        self.spoil("conformance/specimens/clauses.toml", '["loop-variable"]', '["empty-wake-by-ref"]')
        self.assert_faults(
            "conformance/specimens/clauses.toml:N: there is no specimen 'empty-wake-by-ref' of EXEC-24",
            "spec/specimens.md:N: a generated part is out of date; run tests/spec/check.py --write",
        )

    def test_a_vocabulary_is_no_specimen_of_a_law_on_executors(self):
        self.spoil("conformance/specimens/clauses.toml", '["forgets-finished", "forgets-queued", "wake-keeps-reference", "wakes-and-forgets"]', '["wakes-and-forgets"]')
        self.assert_faults(
            "conformance/src/laws/waker_ladder.cpp:N: no executor is blamed on WAK-1.a; add one to "
            "conformance/specimens/clauses.toml, or the gap and why",
            "spec/specimens.md:N: a generated part is out of date; run tests/spec/check.py --write",
        )

    def test_an_executor_is_no_specimen_of_a_law_on_vocabularies(self):
        self.spoil("conformance/specimens/clauses.toml", '["forgets-finished", "forgets-queued", "wake-keeps-reference", "wakes-and-forgets"]', '["wake-keeps-reference"]')
        self.assert_faults(
            "conformance/src/laws/waker_class.cpp:N: no vocabulary is blamed on WAK-1.a; add one to "
            "conformance/specimens/clauses.toml, or the gap and why",
            "spec/specimens.md:N: a generated part is out of date; run tests/spec/check.py --write",
        )

    def test_a_gap_that_a_specimen_has_closed_is_named(self):
        self.spoil("conformance/specimens/clauses.toml", "[gap]\n", '[gap]\n"WAK-1.a vocabulary" = "later"\n')
        self.assert_faults("conformance/specimens/clauses.toml:N: WAK-1.a vocabulary has a specimen; drop the gap")

    def test_a_specimen_that_was_not_measured_is_named(self):
        self.spoil(POWER, 'specimen = "loop-variable"', 'specimen = "loop-constant"')
        self.assert_faults(
            f"{POWER}:N: there is no specimen 'loop-constant'; measure anew",
            f"{EXPECTATIONS}:N: {POWER} does not say how surely 'loop-variable' is found; measure it",
            STALE_KILL_MATRIX,
        )

    def test_a_specimen_that_was_not_measured_under_control_is_named(self):
        self.spoil(POWER, 'specimen = "late-look"\nrule = "EXEC-1"\nkind = "executor"\nschedules = "exhaustive:2"',
                   'specimen = "late-look"\nrule = "EXEC-1"\nkind = "executor"\nschedules = "natural"')  # fmt: skip
        found = [line for line in check.faults(self.root) if "under control" in line]
        self.assertEqual(len(found), 1)
        self.assertIn("'late-look' is found under control", found[0])

    def test_a_measurement_under_another_rule_is_named(self):
        self.spoil(POWER, 'specimen = "loop-variable"\nrule = "EXEC-24"', 'specimen = "loop-variable"\nrule = "EXEC-1"')
        self.assert_faults(f"{POWER}:N: 'loop-variable' is a specimen of EXEC-24; measure anew")

    def test_a_known_bug_without_a_specimen_is_named(self):
        self.spoil(EXPECTATIONS, "B-43, cppcoro 0a768bf", "cppcoro 0a768bf")
        self.assert_faults(
            f"{BUGS}:N: B-43 has no specimen; add one, or say what it waits for",
            STALE_KILL_MATRIX,
            "spec/specimens.md:N: a generated part is out of date; run tests/spec/check.py --write",
        )

    def test_a_bug_that_waits_and_is_ported_is_named(self):
        self.spoil(BUGS, 'id = "B-43"\n', 'id = "B-43"\nwaits = "leaf futures"\n')
        self.assert_faults(f"{BUGS}:N: B-43 is ported; drop what it waits for")

    def test_a_bug_that_is_left_out_is_named(self):
        self.spoil(BUGS, "entries = 50", "entries = 51")
        self.assert_faults(f"{BUGS}:1: 50 bugs with 50 entries, where 51 were counted".replace(":1:", ":N:"))

    def test_a_source_that_names_no_known_bug_is_named(self):
        self.spoil(EXPECTATIONS, '"B-43, cppcoro', '"B-43, B-99, cppcoro')
        self.assert_faults(
            f"{EXPECTATIONS}:N: there is no bug B-99 in {BUGS}",
            "spec/specimens.md:N: a generated part is out of date; run tests/spec/check.py --write",
        )

    def test_a_clause_without_a_law_needs_no_specimen(self):
        self.spoil("conformance/specimens/clauses.toml", '"EXEC-24.a"', '"EXEC-24.b" = []\n"EXEC-24.a"')
        self.assert_faults("conformance/specimens/clauses.toml:N: no law upholds EXEC-24.b")

    def test_a_file_of_a_law_that_is_gone_is_named(self):
        self.spoil("spec/rules/WAK-5.md", "laws/comparison.cpp", "laws/comparisons.cpp")
        self.assert_faults("spec/rules/WAK-5.md:N: there is no file conformance/src/laws/comparisons.cpp")

    def test_a_rule_without_a_law_and_a_reason_is_named(self):
        self.spoil("spec/rules/IO-1.md", "its law is not written yet: ", "perhaps later: ")
        self.assert_faults(
            "spec/rules/IO-1.md:N: IO-1 has no law, and no reason that begins with 'no law is possible: ' or "
            "'its law is not written yet: '",
        )

    def test_a_count_that_is_out_of_date_is_named(self):
        self.spoil("README.md", "97 rules", "96 rules")
        self.assert_faults("README.md:N: a generated part is out of date; run tests/spec/check.py --write")

    def test_a_generated_part_that_is_gone_is_named(self):
        self.spoil("README.md", "<!-- generated: counts", "<!-- made: counts")
        self.assert_faults("README.md:N: no file has the generated part 'counts'")

    def test_a_non_guarantee_without_its_wrong_law_is_named(self):
        self.spoil("spec/not-guaranteed.md", "*The wrong law:*", "The wrong law:")
        self.assert_faults("spec/not-guaranteed.md:N: NG-1 names no law that would be wrong")


class Anchors(unittest.TestCase):
    def test_are_those_of_forges(self):
        self.assertEqual(check.anchor_of("`wake_by_ref` does not consume: why?"), "wake_by_ref-does-not-consume-why")
        self.assertEqual(check.anchors_of("# A\n## B\n## B\n```\n# no heading\n```\n"), {"a", "b", "b-1"})


if __name__ == "__main__":
    unittest.main()

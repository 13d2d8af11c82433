# SPDX-License-Identifier: MIT
"""What a mutant changes: a list of operators, each of which finds its places in a source text.

A place is (offset, end, replacement, description). Comments are never changed.
"""

import re
from dataclasses import dataclass


@dataclass(frozen=True)
class Place:
    begin: int
    end: int
    replacement: str
    what: str


def _code_ranges(text):
    """The text with comments blanked out, of the same length."""
    return re.sub(r"//[^\n]*", lambda match: " " * len(match.group()), text)


def weaken_order(text):
    """Each order that is not relaxed becomes relaxed."""
    for match in re.finditer(r"std::memory_order_(acquire|release|acq_rel|seq_cst)", _code_ranges(text)):
        yield Place(match.start(), match.end(), "std::memory_order_relaxed", f"{match.group(1)} becomes relaxed")


_ATOMIC = re.compile(
    r"(?P<object>(?:\w+(?:\([^()]*\))?(?:\[[^\]]*\])?(?:->|\.))*\w+(?:\[[^\]]*\])?)"
    r"\.(?P<operation>compare_exchange_weak|compare_exchange_strong|exchange|fetch_add|fetch_sub|fetch_or)\("
)


def split_read_modify_write(text):
    """Each compare-exchange, exchange, fetch_add ... becomes a load and a store."""
    for match in _ATOMIC.finditer(_code_ranges(text)):
        operation = match.group("operation")
        function = "compare_exchange" if operation.startswith("compare_exchange") else operation
        yield Place(
            match.start(),
            match.end(),
            f"wakelaw::explore::mutation::split::{function}({match.group('object')}, ",
            f"{operation} becomes a load and a store",
        )


_NOTIFICATION = re.compile(
    r"(?<=\n)(?P<indent> +)"
    r"(?P<call>(?:\w+\.)?(?:notify|notify_one|notify_all|schedule_quietly|schedule)\([^;\n]*\);"
    r"|std::move\(awaiter\)\.wake\(\);|self->unpark\(\);)"
)


def drop_notification(text):
    """Each notify, and each hand-over to the scheduler, is left out."""
    for match in _NOTIFICATION.finditer(_code_ranges(text)):
        yield Place(match.start("call"), match.end("call"), "static_cast<void>(0);", f"no {match.group('call')}")


_LOCK = re.compile(r"const std::lock_guard lock\([^;\n]*\);")


def drop_lock(text):
    """Each lock is left out."""
    for match in _LOCK.finditer(_code_ranges(text)):
        yield Place(match.start(), match.end(), "static_cast<void>(0);", f"no {match.group()}")


OPERATORS = {
    "order": weaken_order,
    "split": split_read_modify_write,
    "notify": drop_notification,
    "lock": drop_lock,
}

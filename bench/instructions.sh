#!/bin/sh
# SPDX-License-Identifier: MIT
#
# instructions.sh PROGRAM [CONFIG]: counts what the clone plus the drop of a task's waker cost.
# Fails unless: at most 22 instructions, exactly 2 of them locked, and no call but the two through the vtable.
# The frame of the measured function itself (its prologue, epilogue and return) is part of the count.
set -eu

program=$1
config=${2:-Release}
max_instructions=22
locked_instructions=2

case $config in Release | RelWithDebInfo | MinSizeRel) ;; *) echo "skipped: not an optimised build"; exit 77 ;; esac
[ "$(uname -m)" = x86_64 ] || { echo "skipped: not x86-64"; exit 77; }
command -v valgrind >/dev/null && command -v objdump >/dev/null || { echo "skipped: needs valgrind and objdump"; exit 77; }
if nm "$program" | grep -q -e __tsan_init -e __asan_init; then echo "skipped: sanitized build"; exit 77; fi

# The instructions that are executed inside the function, callees included: the difference of two runs.
count() {
  out=$(mktemp)
  valgrind --tool=callgrind --callgrind-out-file="$out" --toggle-collect=wakelaw_clone_and_drop "$program" "$1" \
    >/dev/null 2>&1 || { echo "skipped: valgrind cannot run the program"; rm -f "$out"; exit 77; }
  sed -n 's/^\(summary\|totals\): *//p' "$out" | head -n 1
  rm -f "$out"
}
few=$(count 1000)
many=$(count 11000)
instructions=$(((many - few) / 10000))

# The functions involved: the measured one and the two that it reaches through the vtable.
body() { objdump -d --no-show-raw-insn --demangle "$program" | awk -v name="$1" '
  /^[0-9a-f]+ </ { inside = !/cold\]/ && index($0, name) > 0 }
  inside { print }'; }
all=$(body '<wakelaw_clone_and_drop>:'; body '::waker_clone('; body '::waker_drop(')
hot=$(printf '%s\n' "$all" | grep -v 'last_reference')
locked=$(printf '%s\n' "$hot" | grep -c -w lock || true)
direct=$(printf '%s\n' "$hot" | grep -w call | grep -v -c '\*' || true)
# Only the unwinder is a direct call, and only on the path of an exception.
direct_hot=$(printf '%s\n' "$hot" | grep -w call | grep -v '\*' | grep -v -c -e _Unwind_Resume -e __clang_call_terminate -e terminate || true)

echo "clone + drop: $instructions instructions, $locked locked, $direct_hot direct calls ($direct with the unwinder's)"
status=0
[ "$instructions" -le $max_instructions ] || { echo "FAILED: more than $max_instructions instructions"; status=1; }
[ "$locked" -eq $locked_instructions ] || { echo "FAILED: not $locked_instructions locked instructions"; status=1; }
[ "$direct_hot" -eq 0 ] || { echo "FAILED: calls a function other than through the vtable"; status=1; }
exit $status

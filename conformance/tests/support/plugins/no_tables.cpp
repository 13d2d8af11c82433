// SPDX-License-Identifier: MIT
// Returns no tables.
#include <wakelaw.h>

const wakelaw_subject* const* wakelaw_subjects(void) { return nullptr; }

// SPDX-License-Identifier: MIT
// A shared object, but no subject: it does not export the one function.
extern "C" int answer(void);
int answer(void) { return 42; }

// SPDX-License-Identifier: MIT
// Nothing is wrong with this one: the subject that is judged after the others.
#include "sound.hpp"

WAKELAW_SUBJECTS(SoundPlugin)

// SPDX-License-Identifier: MIT
// A plug-in that is built with ThreadSanitizer as well.
#include "sound.hpp"

struct FlavouredPlugin : SoundPlugin {
    static constexpr auto name = "plugin-flavoured";
};
WAKELAW_SUBJECTS(FlavouredPlugin)

// SPDX-License-Identifier: MIT
// Any bytes are a scenario or an error with a line; a scenario survives its text, its bytes and its token.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <span>
#include <string_view>
#include <vector>

#include "scenario/binary.hpp"
#include "scenario/text.hpp"
#include "scenario/token.hpp"

using namespace wakelaw::conformance::scenario;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    (void)parse_token(text);
    std::span<const std::uint8_t> bytes(data, size);
    if (const auto decoded = decode(bytes); decoded && !valid(*decoded)) {
        std::abort();
    }
    const auto parsed = parse_text(text);
    if (!parsed) {
        if (parsed.error().line == 0 || parsed.error().message.find('\n') != std::string::npos) {
            std::abort();
        }
        return 0;
    }
    if (!valid(*parsed) || parse_text(to_text(*parsed)) != *parsed) {
        std::abort();
    }
    const Scenario mended = drainable(*parsed);
    if (drainable(mended) != mended) {
        std::abort();
    }
    const auto again = parse_token(to_token({"subject", "EXEC-1", false, *parsed}));
    if (!again || again->scenario != *parsed) {
        std::abort();
    }
    return 0;
}

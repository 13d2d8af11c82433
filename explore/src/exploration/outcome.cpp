// SPDX-License-Identifier: MIT
#include "exploration/outcome.hpp"

#include <sys/mman.h>

#include <algorithm>
#include <new>

namespace wakelaw::explore::exploration {

void Outcome::set_finding(Kind finding, std::string_view text) {
    const std::size_t size = std::min(text.size(), message.size() - 1);
    std::copy_n(text.begin(), size, message.begin());
    message[size] = '\0';
    std::replace(message.begin(), message.begin() + static_cast<std::ptrdiff_t>(size), '\n', ' ');
    kind = finding;
    has_finding = true;
}

bool Outcome::set_position(std::string_view text) {
    if (text.size() > position.size()) {
        return false;
    }
    std::copy(text.begin(), text.end(), position.begin());
    position_size = static_cast<std::uint32_t>(text.size());
    return true;
}

// Fresh pages are zero, which is what the members begin with, but for two; so no page is touched before its
// time.
SharedOutcome::SharedOutcome() {
    void* memory = mmap(nullptr, sizeof(Outcome), PROT_READ | PROT_WRITE,
                        MAP_SHARED | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (memory == MAP_FAILED) {
        throw std::bad_alloc();
    }
    outcome_ = static_cast<Outcome*>(memory);
}

SharedOutcome::~SharedOutcome() { munmap(outcome_, sizeof(Outcome)); }

}  // namespace wakelaw::explore::exploration

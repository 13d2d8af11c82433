// SPDX-License-Identifier: MIT
#include "runtime/foreign_threads.hpp"

#include <dirent.h>

#include <cstdlib>

#include "runtime/donor.hpp"

namespace wakelaw::explore::runtime {

std::vector<pid_t> foreign_threads() {
    std::vector<pid_t> threads;
    DIR* tasks = opendir("/proc/self/task");
    if (tasks == nullptr) {
        return threads;
    }
    while (const dirent* entry = readdir(tasks)) {
        const auto id = static_cast<pid_t>(std::strtol(entry->d_name, nullptr, 10));
        if (id != 0 && !is_donor(id)) {
            threads.push_back(id);
        }
    }
    closedir(tasks);
    return threads;
}

}  // namespace wakelaw::explore::runtime

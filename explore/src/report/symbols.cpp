// SPDX-License-Identifier: MIT
#include "report/symbols.hpp"

#include <cxxabi.h>
#include <dlfcn.h>

#include <cstdlib>

#include "runtime/thread.hpp"

namespace wakelaw::explore::report {

namespace {

std::string hexadecimal(std::uintptr_t value) {
    std::string digits;
    do {
        digits.insert(digits.begin(), "0123456789abcdef"[value % 16]);
        value /= 16;
    } while (value != 0);
    return "0x" + digits;
}

std::string demangled(const char* name) {
    int status = 0;
    char* text = abi::__cxa_demangle(name, nullptr, nullptr, &status);
    std::string result = status == 0 ? text : name;
    std::free(text);
    return result;
}

}  // namespace

std::string symbol_of(const void* where) {
    const runtime::Suspend suspend;
    Dl_info info{};
    if (where == nullptr || dladdr(where, &info) == 0 || info.dli_sname == nullptr) {
        return hexadecimal(reinterpret_cast<std::uintptr_t>(where));
    }
    const auto offset = reinterpret_cast<std::uintptr_t>(where) - reinterpret_cast<std::uintptr_t>(info.dli_saddr);
    return demangled(info.dli_sname) + "+" + hexadecimal(offset);
}

}  // namespace wakelaw::explore::report

// SPDX-License-Identifier: MIT
#include "runtime/modules.hpp"

#include <link.h>

#include <array>
#include <cstdint>
#include <cstring>
#include <string_view>

#include "runtime/verdict.hpp"

namespace wakelaw::explore::runtime {

namespace {

struct Module {
    std::uintptr_t begin = 0;
    std::uintptr_t end = 0;
    bool known = false;
    const char* name = "";
};

std::string_view file_name(std::string_view path) { return path.substr(path.rfind('/') + 1); }

bool is_system_library(std::string_view path) {
    constexpr std::array<std::string_view, 8> names{"libc.so",      "libstdc++.so", "libc++.so",
                                                    "libc++abi.so", "libgcc_s.so",  "libm.so",
                                                    "ld-linux",     "libpthread.so"};
    for (const std::string_view name : names) {
        if (file_name(path).starts_with(name)) {
            return true;
        }
    }
    return path.empty() || file_name(path).starts_with("linux-vdso");
}

const ElfW(Dyn) * dynamic_section(const dl_phdr_info& module) {
    for (int i = 0; i < module.dlpi_phnum; ++i) {
        if (module.dlpi_phdr[i].p_type == PT_DYNAMIC) {
            return reinterpret_cast<const ElfW(Dyn)*>(module.dlpi_addr + module.dlpi_phdr[i].p_vaddr);
        }
    }
    return nullptr;
}

/// Looks for a symbol of the compiler's among those that the library wants from others. With a GNU hash table
/// these come first, up to the table's first own symbol.
bool is_instrumented(const dl_phdr_info& module) {
    const ElfW(Sym)* symbols = nullptr;
    const char* strings = nullptr;
    const std::uint32_t* hash = nullptr;
    const ElfW(Dyn)* entry = dynamic_section(module);
    for (; entry != nullptr && entry->d_tag != DT_NULL; ++entry) {
        if (entry->d_tag == DT_SYMTAB) {
            symbols = reinterpret_cast<const ElfW(Sym)*>(entry->d_un.d_ptr);
        } else if (entry->d_tag == DT_STRTAB) {
            strings = reinterpret_cast<const char*>(entry->d_un.d_ptr);
        } else if (entry->d_tag == DT_GNU_HASH) {
            hash = reinterpret_cast<const std::uint32_t*>(entry->d_un.d_ptr);
        }
    }
    if (symbols == nullptr || strings == nullptr || hash == nullptr) {
        return false;
    }
    const std::uint32_t first_own = hash[1];
    for (std::uint32_t i = 1; i < first_own; ++i) {
        if (std::strncmp(strings + symbols[i].st_name, "__tsan_", 7) == 0) {
            return true;
        }
    }
    return false;
}

struct Search {
    std::uintptr_t code;
    Module found;
    bool first = true;  ///< the first module is the program itself
};

int look_at(dl_phdr_info* info, std::size_t /*size*/, void* argument) {
    auto& search = *static_cast<Search*>(argument);
    const bool is_program = search.first;
    search.first = false;
    for (int i = 0; i < info->dlpi_phnum; ++i) {
        const auto& header = info->dlpi_phdr[i];
        const std::uintptr_t begin = info->dlpi_addr + header.p_vaddr;
        if (header.p_type == PT_LOAD && search.code - begin < header.p_memsz) {
            const bool known = is_program || is_system_library(info->dlpi_name) || is_instrumented(*info);
            search.found = {begin, begin + header.p_memsz, known, info->dlpi_name};
            return 1;
        }
    }
    return 0;
}

/// The last answers: mostly the program and libstdc++ ask.
constinit std::array<Module, 4> recent{};
constinit unsigned next_recent = 0;

const Module& module_of(const void* code) {
    const auto address = reinterpret_cast<std::uintptr_t>(code);
    for (const Module& module : recent) {
        if (address - module.begin < module.end - module.begin) {
            return module;
        }
    }
    Search search{address, {}};
    dl_iterate_phdr(look_at, &search);
    Module& module = recent[next_recent++ % recent.size()];
    module = search.found;
    return module;
}

}  // namespace

void refuse_unless_known(const void* code, const char* what) {
    const Module& module = module_of(code);
    if (!module.known && module.begin != 0) {
        end_schedule(Kind::uncontrolled,
                     "the library " + std::string(file_name(module.name)) + " " + what +
                         " and is not instrumented: compile it with -fsanitize=thread, or leave it out");
    }
}

}  // namespace wakelaw::explore::runtime

// SPDX-License-Identifier: MIT
#include "report/program_text.hpp"

#include <elf.h>
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstring>

namespace wakelaw::explore::report {

namespace {

class MappedProgram {
public:
    MappedProgram() {
        const int file = open("/proc/self/exe", O_RDONLY | O_CLOEXEC);
        struct stat status {};
        if (file < 0 || fstat(file, &status) != 0) {
            return;
        }
        size_ = static_cast<std::size_t>(status.st_size);
        void* memory = mmap(nullptr, size_, PROT_READ, MAP_PRIVATE, file, 0);
        bytes_ = memory == MAP_FAILED ? nullptr : static_cast<const char*>(memory);
        close(file);
    }
    ~MappedProgram() {
        if (bytes_ != nullptr) {
            munmap(const_cast<char*>(bytes_), size_);
        }
    }
    MappedProgram(const MappedProgram&) = delete;
    MappedProgram& operator=(const MappedProgram&) = delete;

    [[nodiscard]] std::string_view text() const { return {bytes_, bytes_ == nullptr ? 0 : size_}; }

private:
    const char* bytes_ = nullptr;
    std::size_t size_ = 0;
};

template <class Header>
bool read(std::string_view file, std::size_t offset, Header& header) {
    if (offset > file.size() || file.size() - offset < sizeof header) {
        return false;
    }
    std::memcpy(&header, file.data() + offset, sizeof header);
    return true;
}

/// Whether each section lies in the file as it is. False where that cannot be told.
bool is_uncompressed(std::string_view file) {
    Elf64_Ehdr program;
    if (!read(file, 0, program) || std::memcmp(program.e_ident, ELFMAG, SELFMAG) != 0 ||
        program.e_ident[EI_CLASS] != ELFCLASS64 || program.e_shnum == 0) {
        return false;
    }
    for (std::size_t i = 0; i < program.e_shnum; ++i) {
        Elf64_Shdr section;
        if (!read(file, program.e_shoff + i * program.e_shentsize, section) ||
            (section.sh_flags & SHF_COMPRESSED) != 0) {
            return false;
        }
    }
    return true;
}

}  // namespace

bool program_may_contain(std::string_view text) {
    const MappedProgram program;
    return !is_uncompressed(program.text()) || program.text().find(text) != std::string_view::npos;
}

}  // namespace wakelaw::explore::report

// SPDX-License-Identifier: MIT
#include "runtime/donor.hpp"

#include <link.h>

#include <cstdlib>
#include <cstring>

#include "runtime/real.hpp"
#include "runtime/system_call.hpp"
#include "runtime/verdict.hpp"

namespace wakelaw::explore::runtime {

namespace {

WAKELAW_REAL(pthread_create, real_create);

constexpr std::size_t stack_size = std::size_t{1} << 20U;

/// The initial image of the program's thread-local variables.
struct Image {
    const std::byte* begin = nullptr;
    std::size_t initialised = 0;
    std::size_t size = 0;
};
constinit Image image;
constinit Donor* free_donors = nullptr;
constinit std::size_t donor_count = 0;
constexpr std::size_t most_donors = 4096;
constinit std::array<pid_t, most_donors> donor_ids{};

/// The first module is the program itself.
int find_thread_locals(dl_phdr_info* module, std::size_t /*size*/, void* block) {
    for (int i = 0; i < module->dlpi_phnum; ++i) {
        const auto& header = module->dlpi_phdr[i];
        if (header.p_type == PT_TLS) {
            image.begin = reinterpret_cast<const std::byte*>(module->dlpi_addr + header.p_vaddr);
            image.initialised = header.p_filesz;
            image.size = header.p_memsz;
            *static_cast<std::byte**>(block) = static_cast<std::byte*>(module->dlpi_tls_data);
        }
    }
    return 1;
}

void* donor_main(void* argument) {
    Donor& donor = *static_cast<Donor*>(argument);
    donor.thread_pointer = thread_pointer();
    donor.system_id = static_cast<pid_t>(system_call(SYS_gettid));
    dl_iterate_phdr(find_thread_locals, &donor.thread_locals);
    give_permit(donor.ready);
    for (;;) {
        take_permit(donor.permit);
        // From here until the next permit the storage may already serve another thread.
        const Context& next = run_thread(*donor.thread);
        give_permit(*next.permit);
    }
    return nullptr;
}

Donor& make_donor() {
    auto* donor = new Donor;
    pthread_attr_t attributes;
    pthread_attr_init(&attributes);
    pthread_attr_setstacksize(&attributes, stack_size);
    const int error = real_create(&donor->handle, &attributes, donor_main, donor);
    pthread_attr_destroy(&attributes);
    if (error != 0 || donor_count == most_donors) {
        end_schedule(Kind::unsupported, "the system gives no further thread");
    }
    take_permit(donor->ready);
    donor_ids[donor_count++] = donor->system_id;
    return *donor;
}

void reset_thread_locals(Donor& donor) {
    if (donor.thread_locals != nullptr) {
        std::memcpy(donor.thread_locals, image.begin, image.initialised);
        std::memset(donor.thread_locals + image.initialised, 0, image.size - image.initialised);
    }
}

}  // namespace

Donor& take_donor(Thread& thread) {
    Donor* donor = free_donors;
    if (donor != nullptr) {
        free_donors = donor->next;
    } else {
        donor = &make_donor();
    }
    reset_thread_locals(*donor);
    donor->thread = &thread;
    thread.donor = donor;
    thread.handle = donor->handle;
    thread.context.permit = &donor->permit;
    thread.context.thread_pointer = donor->thread_pointer;
    return *donor;
}

void return_donor(Donor& donor) {
    donor.next = free_donors;
    free_donors = &donor;
}

void forget_donors() {
    free_donors = nullptr;
    donor_count = 0;
}

bool is_donor(pid_t system_id) {
    for (std::size_t i = 0; i < donor_count; ++i) {
        if (donor_ids[i] == system_id) {
            return true;
        }
    }
    return false;
}

}  // namespace wakelaw::explore::runtime

// SPDX-License-Identifier: MIT
#include "memory/race_detector.hpp"

#include <algorithm>
#include <array>
#include <string>

#include "report/known_races.hpp"
#include "report/symbols.hpp"
#include "runtime/scheduler.hpp"
#include "runtime/verdict.hpp"

namespace wakelaw::explore::memory {

namespace {

using runtime::self;
using runtime::Thread;

constexpr std::size_t cell_size = 8;
constexpr unsigned cell_bits = 16;
constexpr unsigned most_probes = 16;
/// Of a large block that is freed, its beginning.
constexpr std::size_t most_freed_bytes = 1024;

struct Access {
    std::uint32_t epoch;
    std::uint8_t thread;
    std::uint8_t bytes;  ///< a bit for each byte of the cell
    AccessKind kind;
    bool frees;
    const void* where;
};

struct Cell {
    std::uintptr_t address;
    std::uint32_t generation;
    std::uint8_t count;
    std::uint8_t next_victim;
    bool freed;
    bool reported;  ///< one finding for a cell is enough, and one more for its release
    std::array<Access, 4> accesses;
};

constinit std::array<Cell, std::size_t{1} << cell_bits> cells{};
constinit std::uint32_t generation = 1;

bool writes(AccessKind kind) { return kind == AccessKind::plain_write || kind == AccessKind::atomic_write; }
bool is_atomic(AccessKind kind) {
    return kind == AccessKind::atomic_read || kind == AccessKind::atomic_write;
}

bool conflict(const Access& a, const Access& b) {
    return (writes(a.kind) || writes(b.kind)) && !(is_atomic(a.kind) && is_atomic(b.kind));
}

/// When the neighbourhood is full, an older cell makes room: a race may be missed, none is made up.
Cell& cell_at(std::uintptr_t address) {
    const auto home =
        static_cast<std::uint32_t>(((address >> 3U) * 0x9e3779b97f4a7c15U) >> (64U - cell_bits));
    Cell* cell = nullptr;
    for (std::uint32_t probe = 0; probe < most_probes; ++probe) {
        cell = &cells[(home + probe) % cells.size()];
        if (cell->generation != generation) {
            break;
        }
        if (cell->address == address) {
            return *cell;
        }
    }
    cell->address = address;
    cell->generation = generation;
    cell->count = 0;
    cell->next_victim = 0;
    cell->freed = false;
    cell->reported = false;
    return *cell;
}

std::string name(const Access& access) {
    std::string text = "T" + std::to_string(access.thread);
    text += access.frees ? " frees" : is_atomic(access.kind) ? " atomically" : "";
    text += access.frees ? "" : writes(access.kind) ? " writes" : " reads";
    return text + " at " + report::code(access.where);
}

void report_race(Cell& cell, const Access& now, const Access& before) {
    cell.reported = true;
    if (report::is_known_race(now.where, before.where)) {
        return;
    }
    runtime::report_sighting(Kind::data_race, cell.address,
                             name(now) + ", and nothing orders it after: " + name(before), now.frees);
}

void report_use_after_free(Cell& cell, const Access& now) {
    cell.reported = true;
    std::string message = name(now) + " memory that is freed";
    for (unsigned i = 0; i < cell.count; ++i) {
        if (cell.accesses[i].frees) {
            message += ": " + name(cell.accesses[i]);
        }
    }
    runtime::report_sighting(Kind::use_after_free, cell.address, message);
}

/// The accesses that `now` makes superfluous are its own earlier ones, and those that happen before it.
void check(Cell& cell, const Access& now) {
    const Thread& thread = *self;
    if (cell.freed && !cell.reported) {
        report_use_after_free(cell, now);
        return;
    }
    Access* place = nullptr;
    for (unsigned i = 0; i < cell.count; ++i) {
        Access& before = cell.accesses[i];
        if ((before.bytes & now.bytes) == 0) {
            continue;
        }
        if (before.thread == now.thread) {
            if (before.kind == now.kind && before.bytes == now.bytes) {
                if (before.epoch == now.epoch && !now.frees) {
                    return;
                }
                place = &before;
            }
            continue;
        }
        if (!conflict(now, before)) {
            continue;
        }
        if (!thread.clock.covers(before.thread, before.epoch)) {
            if (!cell.reported || now.frees) {
                report_race(cell, now, before);
            }
        } else if (before.bytes == now.bytes && writes(now.kind)) {
            place = &before;
        }
    }
    if (place == nullptr && cell.count < cell.accesses.size()) {
        place = &cell.accesses[cell.count++];
    } else if (place == nullptr) {
        place = &cell.accesses[cell.next_victim++ % cell.accesses.size()];
    }
    *place = now;
}

Access access_of(std::uintptr_t address, std::size_t size, AccessKind kind, const void* where) {
    const auto bytes = static_cast<std::uint8_t>(((1U << size) - 1U) << (address % cell_size));
    return {self->epoch(), static_cast<std::uint8_t>(self->id), bytes, kind, false, where};
}

/// Calls `visit(cell, begin, size)` for each cell that the memory lies in.
template <class Visit>
void for_each_cell(std::uintptr_t address, std::size_t size, Visit visit) {
    while (size > 0) {
        const std::size_t here = std::min(size, cell_size - address % cell_size);
        visit(cell_at(address - address % cell_size), address, here);
        address += here;
        size -= here;
    }
}

}  // namespace

void forget_accesses() { ++generation; }

void check_access(const volatile void* address, std::size_t size, AccessKind kind, const void* where) {
    for_each_cell(reinterpret_cast<std::uintptr_t>(address), size,
                  [&](Cell& cell, std::uintptr_t begin, std::size_t here) {
                      check(cell, access_of(begin, here, kind, where));
                  });
}

void check_free(const void* address, std::size_t size, const void* where) {
    for_each_cell(reinterpret_cast<std::uintptr_t>(address), std::min(size, most_freed_bytes),
                  [&](Cell& cell, std::uintptr_t begin, std::size_t here) {
                      Access access = access_of(begin, here, AccessKind::plain_write, where);
                      access.frees = true;
                      check(cell, access);
                      cell.freed = true;
                  });
}

void mark_allocated(const void* address, std::size_t size) {
    for_each_cell(reinterpret_cast<std::uintptr_t>(address), std::min(size, most_freed_bytes),
                  [](Cell& cell, std::uintptr_t, std::size_t) {
                      cell.freed = false;
                      cell.count = 0;
                  });
}

}  // namespace wakelaw::explore::memory

// SPDX-License-Identifier: MIT
/// \file
/// The controlled flavour: each scenario runs under schedules that the explorer decides.
#include <algorithm>
#include <charconv>
#include <cstdio>
#include <memory>
#include <new>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <wakelaw/conformance/subject.hpp>

#include "scenario/binary.hpp"
#include "worker/explorer.hpp"
#include "worker/flavour.hpp"
#include "worker/recorder.hpp"
#include "worker/subjects.hpp"

namespace wakelaw::conformance {

namespace {

constexpr int usage_error = 64;

std::optional<std::vector<std::uint8_t>> from_hex(std::string_view text) {
    std::vector<std::uint8_t> bytes;
    for (; text.size() >= 2; text.remove_prefix(2)) {
        std::uint8_t byte = 0;
        const auto [stop, error] = std::from_chars(text.data(), text.data() + 2, byte, 16);
        if (error != std::errc() || stop != text.data() + 2) {
            return std::nullopt;
        }
        bytes.push_back(byte);
    }
    return text.empty() ? std::optional(std::move(bytes)) : std::nullopt;
}

void print_events(const Lane& lane) {
    const std::uint64_t end = std::min<std::uint64_t>(lane.cursor.load(), lane_events);
    for (std::uint64_t i = 0; i < end; ++i) {
        const trace::Event event = unpack(lane.events[i].head.load(), lane.events[i].value.load());
        const std::string kind(trace::to_string(event.kind));
        std::printf("%4u  thread %u  %s", static_cast<unsigned>(i), event.thread, kind.c_str());
        if (event.task != trace::nothing) {
            std::printf("  task %u", event.task);
        }
        std::printf("\n");
    }
    std::fflush(stdout);
}

/// The words behind the choices, as `wakelaw replay --debug` writes them.
std::optional<scenario::Liberties> read_liberties(std::span<char* const> words) {
    constexpr std::string_view spurious = "spurious:";
    scenario::Liberties liberties;
    for (const std::string_view word : words) {
        if (word == "weak") {
            liberties.weak_memory = true;
        } else if (word.size() == spurious.size() + 1 && word.substr(0, spurious.size()) == spurious &&
                   word.back() >= '1' && word.back() <= '0' + scenario::Liberties::most_spurious) {
            liberties.spurious = static_cast<std::uint8_t>(word.back() - '0');
        } else {
            return std::nullopt;
        }
    }
    return liberties;
}

struct Stage {
    SharedMemory shared;
    std::optional<Case> the_case;
};

Stage* stage = nullptr;

bool debug_stalled(void*) { return stage->the_case->end_stall(); }

void debug_seen(void*, const explore::Sighting& sighting) { std::printf("%s\n", sighting.message.c_str()); }

void debug_ended(void*, explore::Kind kind, std::string_view message) {
    print_events(stage->shared.lanes[0]);
    std::printf("the schedule ended: %s: %s\n", std::string(explore::to_string(kind)).c_str(),
                std::string(message).c_str());
    std::fflush(stdout);
    std::_Exit(0);
}

/// One schedule in this process, on threads of the system, without a supervisor.
int debug(std::size_t subject, const scenario::Scenario& scenario, std::vector<std::uint8_t> choices,
          scenario::Liberties liberties) {
    const auto memory = std::make_unique<Stage>();
    stage = memory.get();
    const Subject its_subject(loaded_subjects().subjects[subject].table);
    stage->the_case.emplace(its_subject, stage->shared);
    set_running_case(&*stage->the_case);
    ExplorationOrder& order = stage->shared.exploration.order;
    order.liberties = liberties;
    stage->the_case->set_weak_memory(liberties.weak_memory);
    order.most_schedules = 1;
    explore::Options options = options_of(order);
    options.carrier = explore::Carrier::threads;
    const explore::Hooks hooks{nullptr, &debug_stalled, &debug_seen, &debug_ended};
    std::uint64_t case_number = 0;
    // The default schedule first, as a search does.
    for (std::vector<std::uint8_t> one : {std::vector<std::uint8_t>{}, std::move(choices)}) {
        explore::Controller controller(options, stage->shared.exploration.choices, hooks);
        controller.replay(std::move(one));
        stage->shared.lanes[0].cursor.store(0);
        recorder().start_case(stage->shared.lanes[0], ++case_number);
        forget_earlier_cases();
        controller.run([&] {
            Recorder::this_thread_is(0);
            stage->the_case->run(scenario);
        });
        recorder().stop();
    }
    print_events(stage->shared.lanes[0]);
    return 0;
}

}  // namespace

std::string_view flavour_name() { return "controlled"; }

void scenario_begins() { explore::begin_search(); }
void scenario_is_over() { explore::end_search(); }

void run_lane(Lane& lane, SharedMemory& shared, Case& the_case) {
    static Explorer explorer(shared, the_case);
    explorer.fill(lane);
}

int other_command(int argc, char** argv) {
    if (argc < 5 || std::string_view(argv[1]) != "--debug") {
        return -1;
    }
    std::size_t subject = 0;
    const std::string_view index(argv[2]);
    const auto [stop, error] = std::from_chars(index.data(), index.data() + index.size(), subject);
    const auto bytes = from_hex(argv[3]);
    // No argument may be empty, or a shell would lose it.
    std::optional<std::vector<std::uint8_t>> choices =
        std::string_view(argv[4]) == "default" ? std::vector<std::uint8_t>{} : from_hex(argv[4]);
    const std::optional<scenario::Liberties> liberties =
        read_liberties(std::span<char* const>(argv, static_cast<std::size_t>(argc)).subspan(5));
    std::optional<scenario::Scenario> scenario;
    if (bytes) {
        std::span<const std::uint8_t> rest(*bytes);
        scenario = scenario::decode(rest);
    }
    if (error != std::errc() || stop != index.data() + index.size() ||
        subject >= loaded_subjects().subjects.size() || !loaded_subjects().subjects[subject].faults.empty() ||
        !scenario || !choices || !liberties) {
        std::fprintf(stderr, "%s: --debug takes what `wakelaw replay TOKEN --debug` prints, unchanged\n",
                     argv[0]);
        return usage_error;
    }
    return debug(subject, *scenario, std::move(*choices), *liberties);
}

}  // namespace wakelaw::conformance

// SPDX-License-Identifier: MIT
#include "cli/selftest/seeds.hpp"

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <mutex>
#include <set>
#include <string>
#include <thread>

#include <fmt/format.h>

#include "cli/read_text.hpp"
#include "cli/selftest/tally.hpp"
#include "report/exit_code.hpp"
#include "supervisor/exploration_process.hpp"
#include "supervisor/seed_state.hpp"

namespace wakelaw::conformance::cli {

namespace {

/// One hash of the tool and of all workers.
std::uint64_t digest_of_build(const Catalog& catalog) {
    std::set<std::string> files{"/proc/self/exe"};
    for (const SubjectEntry& one : catalog.subjects) {
        files.insert({one.worker, one.tsan_worker, one.controlled_worker});
    }
    std::uint64_t digest = 0;
    for (const std::string& file : files) {
        digest = digest * 31 + (file.empty() ? 0 : digest_of(file));
    }
    return digest;
}

/// Sessions until each subject has had its seeds or the time is over, and what they found. What they have had
/// is in a file, so that the next call goes on.
class Seeds {
public:
    Seeds(const SelftestOptions& options, const Budget& budget, const Schedules& schedules,
          const Catalog& catalog, const std::vector<Expectation>& expectations)
        : options_(options),
          budget_(budget),
          schedules_(schedules),
          catalog_(catalog),
          expectations_(expectations),
          state_(digest_of_build(catalog), names_of(expectations), options.seeds),
          tallies_(expectations.size()) {}

    int run(double seconds) {
        if (std::filesystem::exists(options_.state)) {
            const auto resumed = state_.resume(read_text(options_.state).value_or(""));
            if (!resumed) {
                fmt::print(stderr, "wakelaw: {}:{}\n", options_.state, resumed.error());
                return report::exit_codes::usage;
            }
            fmt::print("{}: {}\n", options_.state,
                       *resumed ? "goes on" : "of another build; begins with the first seed");
        }
        end_ = std::chrono::steady_clock::now() +
               std::chrono::duration_cast<std::chrono::steady_clock::duration>(
                   std::chrono::duration<double>(seconds));
        std::vector<std::thread> threads;
        for (unsigned i = 1; i < options_.jobs; ++i) {
            threads.emplace_back([this] { work(); });
        }
        work();
        for (std::thread& one : threads) {
            one.join();
        }
        return summary();
    }

private:
    static std::vector<std::string> names_of(const std::vector<Expectation>& expectations) {
        std::vector<std::string> names;
        for (const Expectation& one : expectations) {
            names.push_back(one.name);
        }
        return names;
    }

    void work() {
        for (;;) {
            std::unique_lock lock(mutex_);
            // At least one session each time, however short the time is.
            if (any_begun_ && std::chrono::steady_clock::now() >= end_) {
                return;
            }
            const auto session = state_.begin();
            if (!session) {
                return;
            }
            any_begun_ = true;
            lock.unlock();
            const std::size_t which = index_of(session->name);
            SessionOptions session_options = session_of(expectations_[which], options_, schedules_, budget_);
            session_options.seed = options_.first_seed + session->seed;
            const report::SubjectResult result = judged(expectations_[which], catalog_, session_options);
            lock.lock();
            Tally& tally = tallies_[which];
            const std::size_t faults = tally.faults.size();
            judge(expectations_[which], result, options_, schedules_, tally);
            for (std::size_t i = faults; i < tally.faults.size(); ++i) {
                fmt::print("{}\n", tally.faults[i]);
            }
            std::fflush(stdout);
            state_.end(*session, tally.faults.size() != faults);
            unwritten_ = !written();
        }
    }

    [[nodiscard]] std::size_t index_of(const std::string& name) const {
        const auto found = std::find_if(expectations_.begin(), expectations_.end(),
                                        [&](const Expectation& one) { return one.name == name; });
        return static_cast<std::size_t>(found - expectations_.begin());
    }

    /// The file is there in whole at each moment: an end in between costs at most the sessions under way.
    [[nodiscard]] bool written() const {
        const std::string anew = options_.state + ".new";
        std::ofstream out(anew, std::ios::binary);
        out << state_.text();
        out.close();
        std::error_code error;
        if (out) {
            std::filesystem::rename(anew, options_.state, error);
        }
        return out && !error;
    }

    [[nodiscard]] int summary() const {
        std::uint64_t fewest = options_.seeds;
        std::uint64_t sessions = 0;
        std::size_t faults = 0;
        for (std::size_t i = 0; i < expectations_.size(); ++i) {
            const std::uint64_t had = state_.had(expectations_[i].name);
            fewest = std::min(fewest, had);
            sessions += tallies_[i].sessions;
            faults += tallies_[i].faults.size();
            fmt::print("{:<28} {:>5} of {} seeds, {} of them now{}\n", expectations_[i].name, had,
                       options_.seeds, tallies_[i].sessions, tallies_[i].faults.empty() ? "" : "  <-- FAULT");
        }
        fmt::print("{} subjects, {} sessions now, at least {} of {} seeds each: {} faults\n",
                   expectations_.size(), sessions, fewest, options_.seeds, faults);
        if (unwritten_) {
            fmt::print(stderr, "wakelaw: {}: cannot be written\n", options_.state);
        }
        return faults != 0  ? report::exit_codes::violation
               : unwritten_ ? report::exit_codes::unwritten_report
                            : report::exit_codes::conformant;
    }

    const SelftestOptions& options_;
    const Budget& budget_;
    const Schedules& schedules_;
    const Catalog& catalog_;
    const std::vector<Expectation>& expectations_;
    SeedState state_;
    std::vector<Tally> tallies_;
    std::mutex mutex_;
    std::chrono::steady_clock::time_point end_;
    bool any_begun_ = false;
    bool unwritten_ = false;
};

}  // namespace

int run_seeds(const SelftestOptions& options, const Budget& budget, const Schedules& schedules,
              const Catalog& catalog, const std::vector<Expectation>& expectations, double seconds) {
    return Seeds(options, budget, schedules, catalog, expectations).run(seconds);
}

}  // namespace wakelaw::conformance::cli

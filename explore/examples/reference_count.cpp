// SPDX-License-Identifier: MIT
//
// A reference count with two mistakes that are made often: the last release is relaxed, so that the
// destructor may run before another thread's last use is over; and the count is given up by a load and a
// store, so that two releases at the same time count as one.
//
// The first mistake shows in no interleaving and on no x86 machine; it is a data race by the rules of the
// language, and the explorer reports it in whichever schedule it sees first.
#include <atomic>
#include <string>
#include <thread>

#include <wakelaw/explore.hpp>

#include "report.hpp"

namespace {

struct RelaxedRelease {
    static bool is_last(std::atomic<int>& references) {
        return references.fetch_sub(1, std::memory_order_relaxed) == 1;
    }
};

struct TornRelease {
    static bool is_last(std::atomic<int>& references) {
        const int before = references.load(std::memory_order_acquire);
        references.store(before - 1, std::memory_order_release);
        return before == 1;
    }
};

struct CorrectRelease {
    static bool is_last(std::atomic<int>& references) {
        return references.fetch_sub(1, std::memory_order_acq_rel) == 1;
    }
};

template <class Release>
class SharedText {
public:
    void append(const std::string& more) { text_ += more; }
    void release() {
        if (Release::is_last(references_)) {
            delete this;
        }
    }

private:
    std::atomic<int> references_{2};
    std::string text_;
};

template <class Release>
void release_from_two_threads() {
    auto* text = new SharedText<Release>;
    std::thread writer([text] {
        text->append("the last use");
        text->release();
    });
    text->release();
    writer.join();
}

}  // namespace

int main() {
    using namespace wakelaw::explore;
    Options options;
    options.detect_leaks = true;
    const Result relaxed = explore(release_from_two_threads<RelaxedRelease>, options);
    print("relaxed release", relaxed);
    const Result torn = explore(release_from_two_threads<TornRelease>, options);
    print("torn release", torn);

    options.strategy = Strategy::exhaustive;
    const Result correct = explore(release_from_two_threads<CorrectRelease>, options);
    print("correct release", correct);

    return relaxed.finding && torn.finding && correct.exhausted ? 0 : 1;
}

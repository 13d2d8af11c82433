// SPDX-License-Identifier: MIT
//
// How the workers of a thread pool go to sleep, and why release and acquire are not enough. The worker
// announces that it sleeps and then looks for work; who adds work looks for sleepers afterwards. Each thread
// stores one variable and then loads the other, and with release and acquire the language lets both loads
// return the old value: the worker sleeps although there is work, and nobody wakes it.
//
// No order of the four steps does that. Options::weak_memory lets a load return an older value where C++
// allows it.
#include <atomic>
#include <thread>

#include <wakelaw/explore.hpp>

#include "report.hpp"

namespace {

template <std::memory_order store_order, std::memory_order load_order>
void go_to_sleep_while_work_is_added() {
    std::atomic<bool> work{false};
    std::atomic<bool> sleeping{false};
    std::atomic<bool> woken{false};

    std::thread worker([&] {
        sleeping.store(true, store_order);
        if (!work.load(load_order)) {
            woken.wait(false);
        }
    });
    work.store(true, store_order);
    if (sleeping.load(load_order)) {
        woken.store(true);
        woken.notify_one();
    }
    worker.join();
}

constexpr auto acquire_release =
    go_to_sleep_while_work_is_added<std::memory_order_release, std::memory_order_acquire>;
constexpr auto sequential =
    go_to_sleep_while_work_is_added<std::memory_order_seq_cst, std::memory_order_seq_cst>;

}  // namespace

int main() {
    using namespace wakelaw::explore;
    Options options;
    options.strategy = Strategy::random;
    const Result strong = explore(acquire_release, options);
    print("acquire and release, loads see the latest store", strong);

    options.weak_memory = true;
    const Result weak = explore(acquire_release, options);
    print("acquire and release, weak memory", weak);
    const Result mended = explore(sequential, options);
    print("sequentially consistent, weak memory", mended);

    return !strong.finding && weak.finding && !mended.finding ? 0 : 1;
}

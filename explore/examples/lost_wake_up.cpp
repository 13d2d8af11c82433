// SPDX-License-Identifier: MIT
//
// A queue between two threads that loses a wake-up: pop looks whether the queue is empty, and then sleeps,
// without holding the lock in between. A push that falls into the gap notifies nobody, and the consumer
// sleeps for ever.
//
// A stress test may run this for minutes and see nothing. The explorer tries the orders of the steps one
// after the other and reports the first one in which no thread can run.
#include <atomic>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <thread>

#include <wakelaw/explore.hpp>

#include "report.hpp"

namespace {

class LosesWakeUps {
public:
    void push(int number) {
        {
            const std::lock_guard lock(mutex_);
            numbers_.push_back(number);
            size_.fetch_add(1);
        }
        not_empty_.notify_one();
    }

    int pop() {
        while (size_.load() == 0) {
            std::unique_lock lock(mutex_);
            not_empty_.wait(lock);  // the queue may have been filled since it was looked at
        }
        const std::lock_guard lock(mutex_);
        return take();
    }

protected:
    int take() {
        const int number = numbers_.front();
        numbers_.pop_front();
        size_.fetch_sub(1);
        return number;
    }

    std::mutex mutex_;
    std::condition_variable not_empty_;
    std::deque<int> numbers_;
    std::atomic<int> size_{0};
};

class KeepsWakeUps : public LosesWakeUps {
public:
    int pop() {
        std::unique_lock lock(mutex_);
        not_empty_.wait(lock, [this] { return !numbers_.empty(); });
        return take();
    }
};

template <class Queue>
void pass_two_numbers() {
    Queue queue;
    std::thread producer([&] {
        queue.push(1);
        queue.push(2);
    });
    const int first = queue.pop();
    const int second = queue.pop();
    producer.join();
    wakelaw::explore::require(first == 1 && second == 2, "the numbers come in order");
}

}  // namespace

int main() {
    using namespace wakelaw::explore;
    const Result broken = explore(pass_two_numbers<LosesWakeUps>);
    print("broken queue", broken);

    Options exhaustive;
    exhaustive.strategy = Strategy::exhaustive;
    const Result mended = explore(pass_two_numbers<KeepsWakeUps>, exhaustive);
    print("mended queue", mended);

    return broken.finding && broken.finding->kind == Kind::deadlock && mended.exhausted ? 0 : 1;
}

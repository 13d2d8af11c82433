// SPDX-License-Identifier: MIT
/// \file
/// The correct vocabulary that broken ones are made from. A specimen hides one function of the waker class,
/// or replaces one class of the vocabulary.
#pragma once

#include <atomic>
#include <cstddef>
#include <optional>
#include <utility>

#include <wakelaw/conformance/vocabulary.hpp>

namespace wakelaw::specimens {

using conformance::CountedHook;

/// The words of a waker that wakes nobody.
struct Nobody {
    static RawWaker clone(const void*) { return words(); }
    static void nothing(const void*) {}
    static constexpr RawWakerVTable table{&clone, &nothing, &nothing, &nothing};
    static RawWaker words() { return {nullptr, &table}; }
};

/// A waker class as plain as possible. `Self` is the class derived from it.
template <class Self>
class PlainWaker {
public:
    static Self from_raw(RawWaker raw) { return Self(raw); }
    static Self noop() { return Self(Nobody::words()); }

    explicit PlainWaker(RawWaker raw) : words_(raw) {}
    PlainWaker(PlainWaker&& other) noexcept : words_(std::exchange(other.words_, Nobody::words())) {}
    PlainWaker& operator=(PlainWaker&& other) noexcept {
        if (this != &other) {
            Self::release(std::exchange(words_, std::exchange(other.words_, Nobody::words())));
        }
        return *this;
    }
    PlainWaker(const PlainWaker&) = delete;
    PlainWaker& operator=(const PlainWaker&) = delete;
    ~PlainWaker() { Self::release(words_); }

    [[nodiscard]] Self clone() const { return Self(words_.vtable->clone(words_.data)); }
    void clone_from(const Self& source) {
        if (!self().will_wake(source)) {
            self() = source.clone();
        }
    }
    void wake() && {
        const RawWaker taken = std::exchange(words_, Nobody::words());
        taken.vtable->wake(taken.data);
    }
    void wake_by_ref() const { words_.vtable->wake_by_ref(words_.data); }
    [[nodiscard]] bool will_wake(const Self& other) const { return words_ == other.words_; }
    [[nodiscard]] const void* data() const { return words_.data; }
    [[nodiscard]] const RawWakerVTable* vtable() const { return words_.vtable; }
    [[nodiscard]] RawWaker into_raw() && { return std::exchange(words_, Nobody::words()); }

protected:
    static void release(RawWaker words) { words.vtable->drop(words.data); }
    Self& self() { return static_cast<Self&>(*this); }

    RawWaker words_;
};

/// Its constructors, which each specimen has to name.
// NOLINTBEGIN(bugprone-macro-parentheses): names of a class
#define WAKELAW_PLAIN_WAKER(name)                    \
    explicit name(RawWaker raw) : PlainWaker(raw) {} \
    name(name&&) noexcept = default;                 \
    name& operator=(name&&) noexcept = default;      \
    ~name() = default;                               \
    friend class PlainWaker<name>;
// NOLINTEND(bugprone-macro-parentheses)

/// The class itself, without a defect.
class SoundWaker : public PlainWaker<SoundWaker> {
public:
    WAKELAW_PLAIN_WAKER(SoundWaker)
};

/// A Poll for types that can be moved.
template <class T>
class PlainPoll {
public:
    static PlainPoll ready(T value) { return PlainPoll(std::optional<T>(std::move(value))); }
    static PlainPoll pending() { return PlainPoll(std::nullopt); }
    [[nodiscard]] bool is_ready() const { return value_.has_value(); }
    [[nodiscard]] T& value() & { return *value_; }
    [[nodiscard]] T&& value() && { return *std::move(value_); }
    template <class F>
    auto map(F f) && -> PlainPoll<decltype(f(std::declval<T>()))> {
        if (!is_ready()) {
            return PlainPoll<decltype(f(std::declval<T>()))>::pending();
        }
        return PlainPoll<decltype(f(std::declval<T>()))>::ready(f(*std::move(value_)));
    }

private:
    explicit PlainPoll(std::optional<T> value) : value_(std::move(value)) {}
    std::optional<T> value_;
};

template <class W>
class PlainContext {
public:
    explicit PlainContext(const W& waker) : waker_(waker) {}
    PlainContext(const PlainContext&) = delete;
    PlainContext& operator=(const PlainContext&) = delete;
    [[nodiscard]] const W& waker() const { return waker_; }

private:
    const W& waker_;
};

/// The object behind a counted pointer, with its count.
struct CountedTask {
    explicit CountedTask(CountedHook its_hook) : hook(std::move(its_hook)) {}
    std::atomic<std::size_t> references{1};
    CountedHook hook;

    static CountedTask& of(const void* data) { return *static_cast<CountedTask*>(const_cast<void*>(data)); }
    void retain() { references.fetch_add(1, std::memory_order_relaxed); }
    void release() {
        if (references.fetch_sub(1, std::memory_order_acq_rel) == 1) {
            delete this;
        }
    }
};

class CountedPointer {
public:
    explicit CountedPointer(CountedTask* task) : task_(task) {}
    CountedPointer(CountedPointer&& other) noexcept : task_(std::exchange(other.task_, nullptr)) {}
    CountedPointer& operator=(CountedPointer&&) = delete;
    CountedPointer(const CountedPointer&) = delete;
    CountedPointer& operator=(const CountedPointer&) = delete;
    ~CountedPointer() {
        if (task_ != nullptr) {
            task_->release();
        }
    }
    [[nodiscard]] CountedPointer clone() const {
        task_->retain();
        return CountedPointer(task_);
    }
    [[nodiscard]] CountedTask& task() const { return *task_; }
    CountedTask* give_away() && { return std::exchange(task_, nullptr); }

private:
    CountedTask* task_;
};

/// The functions of a counted waker's vtable. `Self` is the struct derived from it.
template <class Self>
struct CountedTable {
    static RawWaker clone(const void* data) {
        CountedTask::of(data).retain();
        return words(&CountedTask::of(data));
    }
    static void wake(const void* data) {
        const CountedPointer held(&CountedTask::of(data));
        CountedTask::of(data).hook.woken();
    }
    static void wake_by_ref(const void* data) { CountedTask::of(data).hook.woken(); }
    static void drop(const void* data) { CountedTask::of(data).release(); }
    static RawWaker words(CountedTask* task) {
        static constexpr RawWakerVTable table{&Self::clone, &Self::wake, &Self::wake_by_ref, &Self::drop};
        return {task, &table};
    }
};
struct SoundTable : CountedTable<SoundTable> {};

/// A whole vocabulary around a waker class, a Poll, a Context and a table.
template <class W = SoundWaker, class Table = SoundTable, template <class> class P = PlainPoll,
          class C = PlainContext<W>>
struct PlainVocabulary {
    using waker = W;
    using context = C;
    template <class T>
    requires std::movable<T>
    using poll = P<T>;

    using counted = CountedPointer;
    static counted make_counted(CountedHook hook) { return counted(new CountedTask(std::move(hook))); }
    static W to_waker(counted pointer) { return W::from_raw(Table::words(std::move(pointer).give_away())); }
    static std::size_t count(const counted& pointer) { return pointer.task().references.load(); }
};

}  // namespace wakelaw::specimens

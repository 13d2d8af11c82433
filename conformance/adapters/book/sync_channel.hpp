// SPDX-License-Identifier: MIT
/// \file
/// A bounded channel with many senders and one receiver, as std::sync::mpsc::sync_channel.
#pragma once

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <memory>
#include <mutex>
#include <optional>
#include <stdexcept>
#include <utility>

namespace book {

/// The receiver is gone.
class SendError : public std::runtime_error {
public:
    SendError() : std::runtime_error("sending on a closed channel") {}
};

template <class T>
class Channel {
public:
    explicit Channel(std::size_t capacity) : capacity_(capacity) {}

    /// Waits for room. \throws SendError if the receiver is gone, or goes meanwhile.
    void send(T value) {
        std::unique_lock lock(mutex_);
        changed_.wait(lock, [&] { return closed_ || queue_.size() < capacity_; });
        if (closed_) {
            lock.unlock();  // the value may lead back here when it is destroyed
            throw SendError();
        }
        queue_.push_back(std::move(value));
        changed_.notify_all();
    }
    /// Waits for a value; nothing when all senders are gone.
    std::optional<T> recv() {
        std::unique_lock lock(mutex_);
        changed_.wait(lock, [&] { return senders_ == 0 || !queue_.empty(); });
        if (queue_.empty()) {
            return std::nullopt;
        }
        std::optional<T> value(std::move(queue_.front()));
        queue_.pop_front();
        changed_.notify_all();
        return value;
    }
    void add_sender() {
        const std::lock_guard lock(mutex_);
        ++senders_;
    }
    void remove_sender() {
        const std::lock_guard lock(mutex_);
        --senders_;
        changed_.notify_all();
    }
    /// The receiver goes, and what it has not received goes with it.
    void close() {
        std::deque<T> rest;
        const std::lock_guard lock(mutex_);
        closed_ = true;
        rest.swap(queue_);
        changed_.notify_all();
    }

private:
    const std::size_t capacity_;
    std::mutex mutex_;
    std::condition_variable changed_;
    std::deque<T> queue_;
    std::size_t senders_ = 0;
    bool closed_ = false;
};

template <class T>
class SyncSender {
public:
    explicit SyncSender(std::shared_ptr<Channel<T>> channel) : channel_(std::move(channel)) {
        channel_->add_sender();
    }
    SyncSender(const SyncSender& other) : SyncSender(other.channel_) {}
    SyncSender& operator=(const SyncSender&) = delete;
    ~SyncSender() { channel_->remove_sender(); }
    void send(T value) const { channel_->send(std::move(value)); }

private:
    std::shared_ptr<Channel<T>> channel_;
};

template <class T>
class Receiver {
public:
    explicit Receiver(std::shared_ptr<Channel<T>> channel) : channel_(std::move(channel)) {}
    Receiver(const Receiver&) = delete;
    Receiver& operator=(const Receiver&) = delete;
    ~Receiver() { channel_->close(); }
    std::optional<T> recv() const { return channel_->recv(); }

private:
    std::shared_ptr<Channel<T>> channel_;
};

}  // namespace book

// The queue and its thread, which lives while there is work.
// SPDX-License-Identifier: BSL-1.0
#include "driver/background.h"

#include <pthread.h>

#include <condition_variable>
#include <cstdio>
#include <deque>
#include <exception>
#include <fmt/format.h>
#include <mutex>
#include <system_error>
#include <thread>
#include <utility>

namespace phylanx::driver {
namespace {

struct Work {
    Digest key;
    std::function<void()> run;
};

void run(const Work& work) {
    try {
        work.run();
    } catch (const std::exception& e) {
        fmt::print(stderr, "phylanx: while compiling in the background: {}\n", e.what());
    }
}

class Background {
   public:
    void add(Work work) {
        std::unique_lock lock(mutex_);
        if (ended_) {
            lock.unlock();
            return run(work);
        }
        queue_.push_back(std::move(work));
        if (std::exchange(working_, true)) return;
        lock.unlock();
        try {
            std::thread([this] { drain(); }).detach();
        } catch (const std::system_error&) {  // no further thread is allowed
            drain();
        }
    }

    bool wait_for(const Digest& key) {
        std::unique_lock lock(mutex_);
        bool found = false;
        done_.wait(lock, [&] {
            for (const Work& work : queue_)
                if (work.key == key) return !(found = true);
            return true;
        });
        return found;
    }

    void end() {
        std::unique_lock lock(mutex_);
        ended_ = true;
        wait_until_idle(lock);
    }

    // A child has no thread but the one that forked, and what LLVM locks must not be locked for ever in it.
    void before_fork() {
        std::unique_lock lock(mutex_);
        wait_until_idle(lock);
        lock.release();
    }
    void after_fork() { mutex_.unlock(); }

   private:
    void wait_until_idle(std::unique_lock<std::mutex>& lock) {
        done_.wait(lock, [&] { return !working_; });
    }

    // What runs stays at the front of the queue, for those who wait for it.
    void drain() {
        std::unique_lock lock(mutex_);
        while (!queue_.empty()) {
            const Work& work = queue_.front();  // others only add behind it
            lock.unlock();
            run(work);
            lock.lock();
            queue_.pop_front();
            done_.notify_all();
        }
        working_ = false;
        done_.notify_all();
    }

    std::mutex mutex_;
    std::condition_variable done_;
    std::deque<Work> queue_;
    bool working_ = false;  // a thread drains the queue
    bool ended_ = false;
};

// Never destroyed: its thread may be about to end while the process does.
Background& background() {
    static Background& b = []() -> Background& {
        auto& made = *new Background;
        pthread_atfork([] { background().before_fork(); }, [] { background().after_fork(); },
                       [] { background().after_fork(); });
        return made;
    }();
    return b;
}

}  // namespace

void in_background(const Digest& key, std::function<void()> work) { background().add({key, std::move(work)}); }

bool wait_for_background(const Digest& key) { return background().wait_for(key); }

void end_background() { background().end(); }

}  // namespace phylanx::driver

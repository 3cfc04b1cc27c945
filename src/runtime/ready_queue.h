// A queue of tasks that may run: taken from the back by its owner, from the front by others.
// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <atomic>
#include <cstddef>
#include <mutex>
#include <vector>

#include "runtime/spinlock.h"

namespace phylanx::runtime {

struct Task;

class alignas(64) ReadyQueue {
   public:
    /// The size is stored with sequential consistency: who pushes and then looks for sleepers, and who goes
    /// to sleep and then looks for tasks, cannot miss each other.
    void push(Task* task) {
        std::lock_guard lock(lock_);
        std::size_t n = size_.load(std::memory_order_relaxed);
        if (n == ring_.size()) grow(n);
        ring_[(front_ + n) & (ring_.size() - 1)] = task;
        size_.store(n + 1, std::memory_order_seq_cst);
    }
    Task* pop_back() {
        if (empty()) return nullptr;
        std::lock_guard lock(lock_);
        std::size_t n = size_.load(std::memory_order_relaxed);
        if (n == 0) return nullptr;
        size_.store(n - 1, std::memory_order_relaxed);
        return ring_[(front_ + n - 1) & (ring_.size() - 1)];
    }
    Task* pop_front() {
        if (empty()) return nullptr;
        std::lock_guard lock(lock_);
        std::size_t n = size_.load(std::memory_order_relaxed);
        if (n == 0) return nullptr;
        size_.store(n - 1, std::memory_order_relaxed);
        Task* task = ring_[front_];
        front_ = (front_ + 1) & (ring_.size() - 1);
        return task;
    }
    bool empty() const { return size() == 0; }
    std::size_t size() const { return size_.load(std::memory_order_seq_cst); }

   private:
    void grow(std::size_t n) {
        std::vector<Task*> larger(n ? 2 * n : 64);
        for (std::size_t i = 0; i < n; ++i) larger[i] = ring_[(front_ + i) & (n - 1)];
        ring_.swap(larger);
        front_ = 0;
    }

    SpinLock lock_;
    std::atomic<std::size_t> size_{0};
    std::size_t front_ = 0;
    std::vector<Task*> ring_;
};

}  // namespace phylanx::runtime

// A lock for a few dozen nanoseconds of work.
// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <sched.h>

#include <atomic>

#if defined(__x86_64__)
#include <immintrin.h>
#endif

namespace phylanx::runtime {

inline void cpu_pause() {
#if defined(__x86_64__)
    _mm_pause();
#elif defined(__aarch64__)
    asm volatile("yield");
#endif
}

/// Yields the processor after some rounds: the holder may have lost its own.
class SpinLock {
   public:
    void lock() {
        for (int round = 0; locked_.exchange(true, std::memory_order_acquire); ++round) {
            for (int i = 0; i < 64 && locked_.load(std::memory_order_relaxed); ++i) cpu_pause();
            if (round > 4) sched_yield();
        }
    }
    bool try_lock() {
        return !locked_.load(std::memory_order_relaxed) &&
               !locked_.exchange(true, std::memory_order_acquire);
    }
    void unlock() { locked_.store(false, std::memory_order_release); }

   private:
    std::atomic<bool> locked_{false};
};

}  // namespace phylanx::runtime

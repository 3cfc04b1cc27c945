// One run of a program: how many tasks it has unfinished, whether it is cancelled, its first error, its warnings.
// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <atomic>
#include <cstdint>
#include <limits>
#include <mutex>
#include <string>

#include "runtime/fp_events.h"
#include "support/error.h"

namespace phylanx::runtime {

struct ErrorRecord {
    support::ErrorClass error_class = support::ErrorClass::Runtime;
    support::Span span;
    std::uint32_t file = 0;
    std::string message;
};

struct Task;

/// Owned by whoever runs the program, who waits for all its tasks before it goes (the destructor checks).
/// One thread at a time submits to it and waits on it; tasks on any thread report to it.
class RunContext {
   public:
    RunContext() = default;
    RunContext(const RunContext&) = delete;
    RunContext& operator=(const RunContext&) = delete;
    ~RunContext();

    /// Called by wait every few milliseconds where it is set; non-zero means Ctrl-C: the run is cancelled.
    int (*poll)(void* data) = nullptr;
    void* poll_data = nullptr;

    /// Tasks of this run that may be at work at once; 1: each runs in submit; 0: as many as there are
    /// threads. Set before the first task is submitted.
    int max_threads = 0;

    /// Tasks that have not begun are skipped from now on.
    void cancel() { skip_from_.store(0, std::memory_order_relaxed); }
    bool cancelled() const { return skip_from_.load(std::memory_order_relaxed) == 0; }
    /// Keeps the error that is first in program order; tasks submitted after that one are skipped.
    void record_error(std::uint64_t sequence, ErrorRecord error);
    /// All ones: there is none. For code that cannot call.
    const std::atomic<std::uint64_t>& error_at() const { return error_at_; }
    bool has_error() const { return error_at_.load(std::memory_order_acquire) != kNever; }
    /// The error, if there is one; the context then is as good as new. Only after wait_all.
    bool take_error(ErrorRecord& error);

    /// Tasks submitted so far; for the submitting thread.
    std::int64_t submitted() const { return submitted_; }

    FpEvents fp;

   private:
    friend class Runtime;
    static constexpr std::uint64_t kNever = std::numeric_limits<std::uint64_t>::max();

    bool skips(std::uint64_t sequence) const {
        return sequence > skip_from_.load(std::memory_order_relaxed);
    }
    /// For the submitting thread.
    std::int64_t unfinished() const {
        return submitted_ - finished_.load(std::memory_order_acquire) / 2;
    }
    /// In a forked child: the tasks of the parent are not here.
    void start_over(unsigned epoch);

    std::int64_t submitted_ = 0;   // of the submitting thread alone
    unsigned epoch_ = 0;           // of the process (fork) that the tasks were submitted in
    std::atomic<std::uint64_t> skip_from_{kNever};  // tasks with a higher sequence number do not run
    std::atomic<std::uint64_t> error_at_{kNever};
    // Twice the number of finished tasks. While the submitter sleeps until `target` of them are finished it is
    // 2 * (finished - target) + 1, so that the task that has to wake it is the one that finds -1.
    alignas(64) std::atomic<std::int64_t> finished_{0};
    std::mutex mutex_;
    ErrorRecord error_;
    // Where max_threads > 1: ready tasks for which there is no room, and how many are queued or at work.
    Task* parked_ = nullptr;
    Task** parked_end_ = &parked_;
    int admitted_ = 0;
};

}  // namespace phylanx::runtime

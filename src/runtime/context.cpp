// Runs: their first error in program order.
// SPDX-License-Identifier: BSL-1.0
#include "runtime/context.h"

#include <utility>

#include "runtime/runtime.h"

namespace phylanx::runtime {

RunContext::~RunContext() {
    if (unfinished() == 0) return;
    cancel();
    poll = nullptr;
    wait_all(*this);
}

void RunContext::record_error(std::uint64_t sequence, ErrorRecord error) {
    std::lock_guard lock(mutex_);
    if (sequence >= error_at_.load(std::memory_order_relaxed)) return;
    error_ = std::move(error);
    error_at_.store(sequence, std::memory_order_release);
    std::uint64_t from = skip_from_.load(std::memory_order_relaxed);
    while (sequence < from &&
           !skip_from_.compare_exchange_weak(from, sequence, std::memory_order_relaxed)) {
    }
}

bool RunContext::take_error(ErrorRecord& error) {
    std::lock_guard lock(mutex_);
    if (!has_error()) return false;
    error = std::move(error_);
    error_at_.store(kNever, std::memory_order_relaxed);
    skip_from_.store(kNever, std::memory_order_relaxed);
    return true;
}

void RunContext::start_over(unsigned epoch) {
    epoch_ = epoch;
    submitted_ = 0;
    parked_ = nullptr;
    parked_end_ = &parked_;
    admitted_ = 0;
    finished_.store(0, std::memory_order_relaxed);
}

}  // namespace phylanx::runtime

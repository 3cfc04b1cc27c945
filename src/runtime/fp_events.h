// Which ops of a run raised floating-point flags, for NumPy's warnings.
// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <algorithm>
#include <atomic>
#include <cstdint>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include "support/span.h"

namespace phylanx::runtime {

struct FpEvent {
    std::uint64_t order = 0;  // in the program
    int flags = 0;            // FE_*
    std::string name;         // of NumPy's function
    support::Span span;
    std::uint32_t file = 0;
};

/// Tasks on any thread report to it. An op that raises the same flags again (in another chunk, in a loop's next
/// round) is noted once, so that the list is never longer than the program.
class FpEvents {
   public:
    /// Flags that nobody wants to hear of, and flags that end the run, as np.errstate says; set before the run.
    int ignored = 0;
    int errors = 0;

    void add(FpEvent event) {
        std::lock_guard lock(mutex_);
        flags_.fetch_or(event.flags, std::memory_order_relaxed);
        for (FpEvent& e : events_) {
            if (e.name != event.name || e.span != event.span || e.file != event.file) continue;
            e.flags |= event.flags;
            e.order = std::min(e.order, event.order);
            return;
        }
        events_.push_back(std::move(event));
    }
    /// All flags together.
    int flags() const { return flags_.load(std::memory_order_relaxed); }
    /// In program order; when no task runs any more.
    std::vector<FpEvent> take() {
        if (flags() == 0) return {};
        std::sort(events_.begin(), events_.end(), [](auto& a, auto& b) { return a.order < b.order; });
        return std::move(events_);
    }

   private:
    std::atomic<int> flags_{0};
    std::mutex mutex_;
    std::vector<FpEvent> events_;
};

}  // namespace phylanx::runtime

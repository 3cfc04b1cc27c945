// Named counters of the process: cheap to add to, readable as a dictionary.
// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <atomic>
#include <cstdint>
#include <map>
#include <string>

namespace phylanx::trace {

enum class Counter : std::uint8_t {
    array_copies,      // copies of array arguments or results on their way in or out
    overlap_copies,    // inputs copied because a stored output overlaps them
    kernels_launched,
    launches_inline,   // kernels that ran within phx_launch
    tasks_skipped,     // by an error or a cancelled run
    library_calls,
    foreign_calls,
    python_runs,       // calls of decorated functions that Python ran, as a whole or around their parts
    waits,             // that found unfinished tasks
    worker_requests,   // wake-ups of workers
    kCount,
};

namespace detail {
struct alignas(64) Slot {
    std::atomic<std::uint64_t> value{0};
};
extern Slot slots[static_cast<int>(Counter::kCount)];
}  // namespace detail

inline void count(Counter c, std::uint64_t n = 1) {
    detail::slots[static_cast<int>(c)].value.fetch_add(n, std::memory_order_relaxed);
}
std::uint64_t value(Counter c);

/// Adds a figure that another room keeps (the memory pool's, say) to those that counters() gives.
void add_gauge(const char* name, std::uint64_t (*read)());
/// All counters and gauges by name.
std::map<std::string, std::uint64_t> counters();
/// Sets the counters (not the gauges) to zero.
void reset_counters();

}  // namespace phylanx::trace

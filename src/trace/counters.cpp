// Counters: their names and the list of gauges.
// SPDX-License-Identifier: BSL-1.0
#include "trace/counters.h"

#include <array>
#include <mutex>
#include <utility>
#include <vector>

namespace phylanx::trace {
namespace {

constexpr int kCount = static_cast<int>(Counter::kCount);
constexpr std::array<const char*, kCount> kNames{
    "array_copies", "overlap_copies", "kernels_launched", "launches_inline",
    "tasks_skipped", "library_calls", "foreign_calls", "python_runs", "waits", "worker_requests",
};

struct Gauges {
    std::mutex mutex;
    std::vector<std::pair<const char*, std::uint64_t (*)()>> list;
};
Gauges& gauges() {
    static Gauges g;
    return g;
}

}  // namespace

namespace detail {
Slot slots[kCount];
}

std::uint64_t value(Counter c) {
    return detail::slots[static_cast<int>(c)].value.load(std::memory_order_relaxed);
}

void add_gauge(const char* name, std::uint64_t (*read)()) {
    Gauges& g = gauges();
    std::lock_guard lock(g.mutex);
    g.list.emplace_back(name, read);
}

std::map<std::string, std::uint64_t> counters() {
    std::map<std::string, std::uint64_t> all;
    for (int i = 0; i < kCount; ++i) all[kNames[i]] = value(static_cast<Counter>(i));
    Gauges& g = gauges();
    std::lock_guard lock(g.mutex);
    for (auto [name, read] : g.list) all[name] = read();
    return all;
}

void reset_counters() {
    for (auto& slot : detail::slots) slot.value.store(0, std::memory_order_relaxed);
}

}  // namespace phylanx::trace

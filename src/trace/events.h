// Events of a run: what ran when on which thread, for which source line; off unless asked for.
// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <atomic>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "support/span.h"

namespace phylanx::trace {

/// What an event is about. Interned: equal labels have one address, valid for the life of the process.
struct Label {
    std::string name;  // such as a kernel's
    std::string file;
    support::Span span;
    std::string title;  // name and place, for tools that have one text for a task
};
const Label* intern(std::string_view name, std::string_view file, support::Span span);

struct Event {
    const Label* label;
    std::int64_t begin_ns;  // steady clock
    std::int64_t end_ns;
    std::uint64_t task;     // sequence number; 0: ran inline
    int worker;             // small number of the thread
};
/// Task `after` waited for task `before`.
struct Dependency {
    std::uint64_t before;
    std::uint64_t after;
};
struct Recording {
    std::vector<Event> events;  // by begin_ns
    std::vector<Dependency> dependencies;
};

namespace detail {
extern std::atomic<bool> on;
extern std::atomic<bool> naming;
}
inline bool enabled() { return detail::on.load(std::memory_order_relaxed); }
/// Whether tasks are to have labels: a recording is on, or an executor shows them to tools of its own.
inline bool labels_wanted() { return enabled() || detail::naming.load(std::memory_order_relaxed); }
/// From now on labels are wanted.
void name_steps();
/// Starts recording; forgets what was recorded before.
void start();
/// Stops and gives what was recorded.
Recording stop();

std::int64_t now_ns();
void record(const Label* label, std::int64_t begin_ns, std::int64_t end_ns, std::uint64_t task = 0);
void record_dependency(std::uint64_t before, std::uint64_t after);
/// A small number for the calling thread, in the order of first asking.
int worker_number();

}  // namespace phylanx::trace

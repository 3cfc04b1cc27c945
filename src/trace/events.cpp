// Events: labels, and a buffer for each thread.
// SPDX-License-Identifier: BSL-1.0
#include "trace/events.h"

#include <fmt/core.h>

#include <algorithm>
#include <chrono>
#include <memory>
#include <mutex>
#include <unordered_map>

namespace phylanx::trace {
namespace {

/// Written by one thread; its lock is contended only when a recording starts or stops.
struct ThreadBuffer {
    std::mutex mutex;
    std::vector<Event> events;
    std::vector<Dependency> dependencies;
};

struct State {
    std::mutex mutex;
    std::unordered_map<std::string, std::unique_ptr<Label>> labels;
    std::vector<std::shared_ptr<ThreadBuffer>> buffers;  // a buffer outlives its thread
};
State& state() {
    static State* s = new State;  // workers may record while static objects go
    return *s;
}

ThreadBuffer& my_buffer() {
    thread_local std::shared_ptr<ThreadBuffer> mine = [] {
        auto b = std::make_shared<ThreadBuffer>();
        std::lock_guard lock(state().mutex);
        state().buffers.push_back(b);
        return b;
    }();
    return *mine;
}

}  // namespace

namespace detail {
std::atomic<bool> on{false};
std::atomic<bool> naming{false};
}

void name_steps() { detail::naming.store(true, std::memory_order_relaxed); }

const Label* intern(std::string_view name, std::string_view file, support::Span span) {
    std::string key(name);
    key += '\0';
    key += file;
    for (int v : {span.line, span.column, span.end_line, span.end_column}) {
        key += '\0';
        key += std::to_string(v);
    }
    State& s = state();
    std::lock_guard lock(s.mutex);
    auto& label = s.labels[key];
    if (!label)
        label = std::make_unique<Label>(
            Label{std::string(name), std::string(file), span,
                  fmt::format("{} ({}:{}:{})", name, file, span.line, span.column)});
    return label.get();
}

void start() {
    State& s = state();
    std::lock_guard lock(s.mutex);
    std::erase_if(s.buffers, [](const auto& b) { return b.use_count() == 1; });
    for (auto& b : s.buffers) {
        std::lock_guard inner(b->mutex);
        b->events.clear();
        b->dependencies.clear();
    }
    detail::on.store(true);
}

Recording stop() {
    detail::on.store(false);
    Recording r;
    State& s = state();
    std::lock_guard lock(s.mutex);
    for (auto& b : s.buffers) {
        std::lock_guard inner(b->mutex);
        r.events.insert(r.events.end(), b->events.begin(), b->events.end());
        r.dependencies.insert(r.dependencies.end(), b->dependencies.begin(), b->dependencies.end());
        b->events.clear();
        b->dependencies.clear();
    }
    std::stable_sort(r.events.begin(), r.events.end(),
                     [](const Event& a, const Event& b) { return a.begin_ns < b.begin_ns; });
    return r;
}

std::int64_t now_ns() {
    return std::chrono::duration_cast<std::chrono::nanoseconds>(
               std::chrono::steady_clock::now().time_since_epoch())
        .count();
}

void record(const Label* label, std::int64_t begin_ns, std::int64_t end_ns, std::uint64_t task) {
    ThreadBuffer& b = my_buffer();
    std::lock_guard lock(b.mutex);
    b.events.push_back({label, begin_ns, end_ns, task, worker_number()});
}

void record_dependency(std::uint64_t before, std::uint64_t after) {
    ThreadBuffer& b = my_buffer();
    std::lock_guard lock(b.mutex);
    b.dependencies.push_back({before, after});
}

int worker_number() {
    static std::atomic<int> next{0};
    thread_local int mine = next.fetch_add(1);
    return mine;
}

}  // namespace phylanx::trace

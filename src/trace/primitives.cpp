// What the instances of PhySL's primitives have counted.
// SPDX-License-Identifier: BSL-1.0
#include "trace/primitives.h"

#include <mutex>
#include <utility>

namespace phylanx::trace {
namespace {

using Values = std::vector<std::int64_t>;

constexpr PrimitiveFigure kFigures[] = {
    {"time/eval", "time that the evaluations of each instance took, with what it called", "ns",
     [](const PrimitiveCounts& c) { return c.nanoseconds; }},
    {"count/eval", "evaluations of each instance", "",
     [](const PrimitiveCounts& c) { return c.evaluations; }},
    {"eval_direct", "whether each instance is evaluated at once (1) or as a task (0)", "",
     [](const PrimitiveCounts& c) { return Values(c.evaluations.size(), 1); }},
    {"transferred_bytes", "bytes that each instance fetched from other processes", "bytes",
     [](const PrimitiveCounts& c) { return Values(c.evaluations.size(), 0); }},
};

struct State {
    std::mutex mutex;
    std::vector<std::string> names;
    std::map<std::string, PrimitiveCounts> counts;
};
State& state() {
    static State* s = new State;  // asked while the process ends
    return *s;
}

}  // namespace

std::span<const PrimitiveFigure> primitive_figures() { return kFigures; }

void set_primitive_names(std::vector<std::string> names) {
    std::lock_guard lock(state().mutex);
    state().names = std::move(names);
}
std::vector<std::string> primitive_names() {
    std::lock_guard lock(state().mutex);
    return state().names;
}

void set_primitive_counts(std::map<std::string, PrimitiveCounts> counts) {
    std::lock_guard lock(state().mutex);
    state().counts = std::move(counts);
}
Values primitive_values(const std::string& primitive, const PrimitiveFigure& figure) {
    std::lock_guard lock(state().mutex);
    const auto it = state().counts.find(primitive);
    return it == state().counts.end() ? Values() : figure.values(it->second);
}

}  // namespace phylanx::trace

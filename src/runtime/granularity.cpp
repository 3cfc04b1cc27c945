// The granularity policy.
// SPDX-License-Identifier: BSL-1.0
#include "runtime/granularity.h"

#include <algorithm>
#include <atomic>
#include <bit>
#include <cmath>
#include <limits>
#include <utility>

#include "runtime/thread_state.h"

namespace phylanx::runtime {
namespace {

constexpr double kChunkNs = kUnsplitNs;    // a chunk is worth a task from here
constexpr double kChunkBytes = 256 << 10;  // and fills a good part of a second-level cache
constexpr std::int64_t kMaxChunks = 256;
// A lower granularity than this makes tasks of all work, of one chunk too: so tests see tasks on small arrays.
constexpr double kWholeNs = 1;

std::atomic<double> threshold{25e3};

}  // namespace

Chunks split(std::int64_t rows, double row_bytes, double row_ns) {
    Chunks c{rows, std::max<std::int64_t>(rows, 1), 1};
    if (rows < 2) return c;
    double by_cost = kChunkNs / std::max(row_ns, 1e-3);
    double by_bytes = kChunkBytes / std::max(row_bytes, 1.0);
    // Cheap rows go by bytes; costly ones (few bytes, much arithmetic) by cost alone.
    double least = std::max({by_cost, std::min(by_bytes, 4 * by_cost),
                             static_cast<double>(rows) / static_cast<double>(kMaxChunks), 1.0});
    if (least >= static_cast<double>(rows)) return c;
    c.chunk_rows = static_cast<std::int64_t>(
        std::bit_ceil(static_cast<std::uint64_t>(std::ceil(least))));
    if (c.chunk_rows >= rows) return {rows, rows, 1};
    c.count = (rows + c.chunk_rows - 1) / c.chunk_rows;
    return c;
}

SerialScope::SerialScope() : before_(std::exchange(this_thread().serial, true)) {}
SerialScope::~SerialScope() { this_thread().serial = before_; }
bool is_serial() { return this_thread().serial; }

double granularity_ns() {
    return is_serial() ? std::numeric_limits<double>::infinity() : threshold.load(std::memory_order_relaxed);
}
void set_granularity_ns(double ns) { threshold.store(ns, std::memory_order_relaxed); }
bool worth_tasks(double ns, std::int64_t chunks) {
    const double least = granularity_ns();
    return ns >= least && (chunks > 1 || least < kWholeNs);
}

}  // namespace phylanx::runtime

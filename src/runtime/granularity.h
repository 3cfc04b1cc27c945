// The granularity policy: whether work runs inline, and into which chunks it splits.
// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstdint>

namespace phylanx::runtime {

/// How the rows of an outer dimension are split. Depends on sizes and costs only, never on threads: chunk
/// boundaries decide how reductions are folded. Chunks have a power of two of rows, so that the boundaries
/// of consecutive steps over equal rows coincide or nest.
struct Chunks {
    std::int64_t rows = 0;        // of the whole
    std::int64_t chunk_rows = 0;  // of each chunk but the last
    std::int64_t count = 1;

    std::int64_t begin(std::int64_t chunk) const { return chunk * chunk_rows; }
    std::int64_t end(std::int64_t chunk) const {
        std::int64_t e = (chunk + 1) * chunk_rows;
        return e < rows ? e : rows;
    }
};

/// Work of fewer predicted nanoseconds is never split.
inline constexpr double kUnsplitNs = 15e3;

/// row_bytes: what a row touches in all operands; row_ns: predicted nanoseconds for a row.
Chunks split(std::int64_t rows, double row_bytes, double row_ns);

/// Work of fewer predicted nanoseconds runs inline where its inputs are ready.
double granularity_ns();
void set_granularity_ns(double ns);
/// While it lives, nothing that this thread does is worth tasks: the other threads are busy with work of the same kind.
class SerialScope {
   public:
    SerialScope();
    ~SerialScope();
    SerialScope(const SerialScope&) = delete;
    SerialScope& operator=(const SerialScope&) = delete;

   private:
    bool before_;
};
/// Whether this thread is in such a scope.
bool is_serial();
/// Whether work of this many predicted nanoseconds in `chunks` chunks is worth tasks.
bool worth_tasks(double ns, std::int64_t chunks);

}  // namespace phylanx::runtime

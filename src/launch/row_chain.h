// Steps over the rows of one matrix that have been called for and not begun, so that they can go through it together.
// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstdint>
#include <functional>
#include <vector>

#include "launch/abi.h"
#include "runtime/granularity.h"
#include "runtime/runtime.h"

namespace phylanx::launch {

class Job;
using AccessSink = std::function<void(const runtime::Access&)>;

/// Rows of so many bytes that stay in a near cache together.
std::int64_t rows_of_block(std::int64_t row_bytes);

/// A step whose row i of the result needs row i of some operands and the whole of others.
struct RowStep {
    std::function<void(std::int64_t begin, std::int64_t end)> run;
    /// What rows [begin, end) read and write.
    std::function<void(std::int64_t begin, std::int64_t end, const AccessSink& sink)> touches;
    /// The whole step by itself, as if it had never been put off.
    std::function<void()> submit;
    /// Row i of the result lies at data + i * stride.
    Buffer* result = nullptr;
    char* data = nullptr;
    std::int64_t stride = 0;
};

/// y = A x, then e = f(y), then A' e: three steps that read a large matrix twice. Step by step each chunk of it has left
/// the near cache before the second reading. A chain waits for the steps to come and runs them block by block.
///
/// The frame owns it. Whatever the run does next either adds to the chain or begins its steps first (Frame::begin_chain),
/// so that nobody sees the delay. A step's result is memory that no earlier step touches, and row i of a step
/// needs no other row of an earlier one.
class RowChain {
   public:
    /// The chunks of the first step, and the bytes that a row of its matrix takes.
    RowChain(const runtime::Chunks& chunks, std::int64_t row_bytes, RowStep&& first);
    RowChain(const RowChain&) = delete;
    RowChain& operator=(const RowChain&) = delete;
    ~RowChain();

    std::int64_t rows() const { return chunks_.rows; }
    const runtime::Chunks& chunks() const { return chunks_; }
    /// Whether the chain's last result has its row i at data + i * stride.
    bool ends_in(const Buffer* buffer, const char* data, std::int64_t stride) const;
    /// Whether one of its steps writes the buffer.
    bool writes(const Buffer* buffer) const;
    /// Whether one of its steps touches the buffer at all.
    bool touches(const Buffer* buffer) const;
    void add(RowStep&& step);
    /// Begins each step by itself.
    void begin();
    /// Runs all steps for rows [begin, end) in blocks that stay in a near cache, and last(begin, end) after each block.
    template <class Last>
    void run(std::int64_t begin, std::int64_t end, const Last& last) const {
        for (std::int64_t b = begin; b < end; b += block_rows_) {
            std::int64_t e = b + block_rows_ < end ? b + block_rows_ : end;
            for (const RowStep& s : steps_) s.run(b, e);
            last(b, e);
        }
    }
    void touches(std::int64_t begin, std::int64_t end, const AccessSink& sink) const {
        for (const RowStep& s : steps_) s.touches(begin, end, sink);
    }

   private:
    void keep(Buffer* buffer);

    runtime::Chunks chunks_;
    std::int64_t block_rows_;
    std::vector<RowStep> steps_;
    std::vector<Buffer*> kept_;  // the owners may let go of them before the steps have begun
};

/// Adds an elementwise job that reads the chain's last result row by row and gives one new array, which is then the last
/// result. False, and nothing has happened, where it is another kind of job.
bool extend_chain(RowChain& chain, Job& job);

}  // namespace phylanx::launch

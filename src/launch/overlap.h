// Launches whose stored arrays share memory with other operands: what has to be copied, before or after.
// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <vector>

#include "launch/job.h"
#include "launch/nest.h"
#include "launch/small_array.h"

namespace phylanx::launch {

/// Operands a and b are the very same elements in the same order.
bool same_elements(const Nest& nest, std::size_t a, std::size_t b);
/// They may share a byte.
bool may_overlap(const Nest& nest, std::size_t a, std::size_t b);

/// A kernel reads element i of its inputs and then writes element i of its outputs, in any order of i. That is
/// NumPy's result where a stored array shares no byte with an input, or is exactly that input. Otherwise
/// the input is copied first; and stored arrays that overlap each other are computed aside and then copied to
/// their places in order. Both are jobs like the launch itself.
class OverlapCopies {
   public:
    OverlapCopies(runtime::RunContext& run, const runtime::Origin& origin)
        : run_(run), origin_(origin) {}
    OverlapCopies(const OverlapCopies&) = delete;
    ~OverlapCopies();

    /// Runs or submits the copies of inputs and puts the copies in their places. The nest's dimensions are those
    /// of the iteration space still, in C order.
    void before(Nest& nest);
    /// Runs or submits the copies of results to their places.
    void after();

   private:
    void detach(Nest& nest, std::size_t operand);
    void copy(Nest&& nest);

    runtime::RunContext& run_;
    const runtime::Origin& origin_;
    std::vector<Nest> late_;  // operand 0 goes to operand 1
    bool stores_overlap_ = false;
    SmallArray<Buffer*, 4> temporaries_;
};

/// Runs the job here (true) when its operands are idle and it is small, otherwise submits it.
bool run_or_submit(Job&& job);

}  // namespace phylanx::launch

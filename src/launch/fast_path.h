// Launches of small kernels, which are most of them: without the general launcher's bookkeeping.
// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstdint>

#include "launch/frame.h"

namespace phylanx::launch {

/// Fills in kernel.small, once the rest is known.
void prepare(KernelInfo& kernel);

/// As report_kernel, for rows of a plane.
void report_plane(Frame& frame, const KernelInfo& kernel, std::int32_t status, int raised, const KernelOperand* operands,
                  std::int64_t outer, std::int64_t inner, const Cell* scalars);

/// Runs the kernel and gives true where no task touches its arrays, it is below the granularity threshold, stored arrays
/// overlap no other operand they are not equal to, and it has one or two dimensions, or arrays that lie as one line.
/// Otherwise nothing has happened. The bits are those of the general way: elements are computed alike in any order, and
/// sums go through the dimensions in the same order, in one chunk.
bool launch_small(Frame& frame, const KernelInfo& kernel, ArrayDesc** arrays, const Cell* scalars, std::uint64_t dying);

}  // namespace phylanx::launch

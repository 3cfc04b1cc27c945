// The launch of a small element-by-element kernel over whole arrays of one shape, which is most of them.
// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstdint>

#include "launch/frame.h"

namespace phylanx::launch {

/// Runs the kernel and gives true where: it reduces nothing; its arrays are C-ordered, of one shape, or 0-d
/// inputs; no task touches them; stored arrays overlap no other operand they are not equal to; it is
/// below the granularity threshold. Otherwise nothing has happened.
bool launch_small(Frame& frame, const KernelInfo& kernel, ArrayDesc** arrays, const Cell* scalars,
                  std::uint64_t dying);

}  // namespace phylanx::launch

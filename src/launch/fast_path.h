// Launches of small element-by-element kernels, which are most of them.
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

/// The same for arrays of one or two dimensions with any strides, which may broadcast. Elements are computed alike in any
/// order, so the bits are those of the general way.
bool launch_small_plane(Frame& frame, const KernelInfo& kernel, ArrayDesc** arrays, const Cell* scalars,
                        std::uint64_t dying);

}  // namespace phylanx::launch

// Assignments under a mask become assignments of whole arrays.
// SPDX-License-Identifier: BSL-1.0
#pragma once

#include "ir/graph.h"

namespace phylanx::passes {

/// What is picked by a mask, computed with, and put back under the same mask, need not be picked:
///   put(z, m, add(square(mask(z, m)), mask(c, m)))
///     =>   assign(z, select(m, add(square(select(m, z, 1)), select(m, c, 1)), z))
/// All arrays have surely the mask's shape, and the arithmetic is cheap against packing and unpacking. Where the mask is
/// false, all inputs are 1 (or another number with which the arithmetic raises no flag), so that nobody hears of elements
/// that the program does not compute.
void widen_masks(ir::Graph& g);

}  // namespace phylanx::passes

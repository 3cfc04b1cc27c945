// Which ops of a fused group raised the flags that are set after it: its elements computed once more, op by op.
// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstdint>
#include <vector>

#include "launch/abi.h"
#include "launch/nest.h"

namespace phylanx::launch {

/// For each of the kernel's sources the flags that it raises on the elements [0, extents) from `data` on (the
/// operands' first elements, with the strides of `nest`). Looks at many elements the first time for a kernel, at few
/// afterwards, when what was found before counts too. Empty where no look is needed (one op alone can raise each of
/// the flags), or none possible: the kernel's ops are not known, or have overwritten what they read.
std::vector<int> look_again(const KernelInfo& kernel, const Nest& nest, char* const* data,
                            const std::int64_t* extents, const Cell* scalars, int flags);

/// A kernel's memory of its looks.
std::shared_ptr<SecondLooks> make_second_looks();

}  // namespace phylanx::launch

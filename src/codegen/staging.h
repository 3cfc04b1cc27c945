// Strided operands of loop functions: copied through small buffers here, rather than by code written out in each.
// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstdint>
#include <span>

#include "launch/abi.h"

namespace phylanx::codegen {

/// n elements, `stride` bytes apart on the strided side and side by side in the block. Nothing need be aligned.
using StridedCopy = void (*)(void* to, const void* from, std::int64_t stride, std::int64_t n);

struct StridedCopies {
    int item_size;
    const char *gather_symbol, *scatter_symbol;
    StridedCopy gather;   // from the strided side
    StridedCopy scatter;  // to it
};
/// One for each size of an element.
std::span<const StridedCopies> strided_copies();

/// How a loop function uses one operand.
enum StagedUse : std::uint8_t { kSizeMask = 31, kReads = 32, kWrites = 64, kFolds = 128 };

/// Calls `run` with operands that are contiguous along the inner dimension (inputs may have stride 0 there): others
/// go through buffers, some hundred elements at a time. `uses` has one byte an operand: its StagedUse bits over the
/// size of an element. Outputs that are folded (kFolds) see the rows one after the other.
extern "C" std::int32_t phxm_run_staged(launch::KernelFn run, const launch::KernelOperand* operands,
                                        const launch::Cell* scalars, std::int64_t outer, std::int64_t inner,
                                        const std::uint8_t* uses, std::int64_t count);

}  // namespace phylanx::codegen

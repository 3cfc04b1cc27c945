// From the processor's flags to the op that raised them.
// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <span>
#include <string_view>
#include <vector>

#include "launch/abi.h"
#include "launch/nest.h"
#include "runtime/context.h"

namespace phylanx::launch {

/// Notes in the run which of the sources raised the flags. `found` says it for each source where a second look has
/// told. Flags that none can raise are dropped: vector code raises some on the way. Where several can and none was
/// found, the likeliest is named: a reduction after a look at all the rest, else the first that needs no infinite
/// operand. `step` is the place in the program. Throws UserError where np.errstate says so.
void report_fp(runtime::RunContext& run, std::span<const FpSource> sources, std::uint64_t step, int flags,
               const std::vector<int>& found = {}, int num_reduce_sources = 0);

/// The flag of an event of which only the first line of its name is told.
inline constexpr int kOnlyWords = 1 << 30;

/// "divide by zero encountered in log" for one flag, as NumPy says it; a name of two lines has a warning of its own in the
/// first, which np.errstate does not silence.
std::string fp_message(int flag, std::string_view name);

/// The KernelStatus of a kernel and the flags that the processor had after it ran over [0, extents) from `data` on.
void report_kernel(runtime::RunContext& run, const KernelInfo& kernel, std::uint64_t step, std::int32_t status,
                   int flags, const Nest& nest, char* const* data, const std::int64_t* extents, const Cell* scalars);

}  // namespace phylanx::launch

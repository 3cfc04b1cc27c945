// Launches that store into what they read nearby: without a copy of it.
// SPDX-License-Identifier: BSL-1.0
#pragma once

#include "launch/frame.h"
#include "launch/job.h"
#include "launch/nest.h"

namespace phylanx::launch {

/// `u[1:-1] += c * (u[:-2] - 2 * u[1:-1] + u[2:])`: the stored array overlaps inputs that lie as it does, some rows
/// away. The launch goes through the rows in blocks that fit the cache: each is computed aside, and put into its place
/// when the block behind it has been computed, which still reads it. Parts of the rows are tasks; what a neighbour reads
/// of a part, at its ends, is put into its place by a task of its own, after both.
/// False, and nothing has happened, where the operands lie otherwise.
bool run_sweep(Frame& frame, const KernelInfo& kernel, const Nest& nest, const Cell* scalars,
               const runtime::Origin& origin);

}  // namespace phylanx::launch

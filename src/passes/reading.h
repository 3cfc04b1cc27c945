// When an array can be shared or computed elsewhere: who reads it, and what happens to memory in
// between. SPDX-License-Identifier: BSL-1.0
#pragma once

#include "ir/aliases.h"
#include "ir/uses.h"

namespace phylanx::passes {

/// Whether all that happens to v is that its elements or extents are read: it is never written,
/// carried, returned or handed to Python, so two equal arrays can be one.
bool is_only_read(const ir::Graph& g, const ir::Uses& uses, ir::ValueId v);

/// Whether `by` may change what `reads` has read.
bool may_change(const ir::Effects& by, const std::vector<ir::ValueId>& reads,
                const ir::Aliases& aliases);

/// Whether all results are arrays or numbers made anew by an op that only computes.
bool is_computation(ir::OpCode code);

}  // namespace phylanx::passes

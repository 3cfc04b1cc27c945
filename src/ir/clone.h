// Copies of ops and regions, within one graph or from one graph to another.
// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <unordered_map>

#include "ir/graph.h"

namespace phylanx::ir {

/// Old value -> new value. Values that are not in the map stay as they are (defined outside).
using ValueMap = std::unordered_map<ValueId, ValueId>;

/// A copy of the op with its regions, in no region yet; enters its results into the map.
OpId clone_op(const Graph& from, OpId o, Graph& to, ValueMap& map);
/// A copy of the region with fresh arguments. `from` and `to` may be the same graph.
RegionId clone_region(const Graph& from, RegionId r, Graph& to, ValueMap& map);
/// Copies the region's ops to the end of `into` without its arguments (the map has their values):
/// how the body of a function is put where it is called. The terminator is copied too.
void clone_ops(const Graph& from, RegionId r, Graph& to, RegionId into, ValueMap& map);

}  // namespace phylanx::ir

// Which arrays of a graph are C-contiguous whatever happens.
// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <unordered_set>
#include <vector>

#include "ir/graph.h"

namespace phylanx::codegen {

/// The values that are arrays with the strides of a C-contiguous array in every dimension. `parameters`: of the array
/// leaves of the parameters, in order (what is missing is not known).
std::unordered_set<ir::ValueId> find_compact(const ir::Graph& g, const std::vector<bool>& parameters);

}  // namespace phylanx::codegen

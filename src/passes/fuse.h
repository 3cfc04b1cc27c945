// Merges element-wise ops, reductions and assignments into `fused` ops: one pass over memory each.
// SPDX-License-Identifier: BSL-1.0
#pragma once

#include "ir/graph.h"

namespace phylanx::passes {

/// After: every Elem op on arrays, Reduce op and assign lies in the region of a `fused` op (plan
/// form 2 of docs/architecture.md), together with what may run in the same pass: see
/// fusion_groups.h for when.
///   sum(a * b)   =>   fused(a, b) {roles = ["reduce_add"]} (x, y) { yield(mul(x, y)) }
void fuse(ir::Graph& g);

/// The same form with one op in each group.
void fuse_alone(ir::Graph& g);

}  // namespace phylanx::passes

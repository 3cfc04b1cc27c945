// Sums of products become products of matrices.
// SPDX-License-Identifier: BSL-1.0
#pragma once

#include "ir/graph.h"

namespace phylanx::passes {

/// A sum over products of floats whose every axis that is left belongs to one of the factors alone (the other one is
/// surely of extent 1 there) is the product of two matrices:
///   reduce_add(mul(x[:, :, None], y[None]), axes = [1])   =>   contract(x[:, :, None], y[None])
/// Each element of the factors is used many times then, which fused loops would read again and again.
void contract(ir::Graph& g);

}  // namespace phylanx::passes

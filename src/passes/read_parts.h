// Reads the parts of complex numbers where they are computed with.
// SPDX-License-Identifier: BSL-1.0
#pragma once

#include "ir/graph.h"

namespace phylanx::passes {

/// A view of parts that is only read, of an array that nobody writes, becomes arithmetic: so it may be fused with what
/// makes the complex numbers.
///   z = x * y; part(z) {imaginary = true} + 1   =>   z = x * y; imag(z) + 1
void read_parts(ir::Graph& g);

}  // namespace phylanx::passes

// What generated code may call: the phx_* runtime, C's mathematics, vector mathematics, helpers.
// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <string_view>

namespace phylanx::codegen {

/// The address of a function that generated code names; null where there is none of that name.
void* find_symbol(std::string_view name);

/// The process has a library of vector mathematics (glibc's libmvec).
bool has_vector_maths();

}  // namespace phylanx::codegen

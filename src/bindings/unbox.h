// Python objects as typed values.
// SPDX-License-Identifier: BSL-1.0
#pragma once

#include "bindings/run_scope.h"

namespace phylanx::bindings {

/// Reads `o` as a value of `type`; false with a Python exception (TypeError where it is not one).
/// For an array `result` holds the address of a descriptor to fill, whose buffer comes with a
/// reference.
bool unbox_value(const RunScope& scope, PyObject* o, const ir::Type& type, launch::Cell& result);

}  // namespace phylanx::bindings

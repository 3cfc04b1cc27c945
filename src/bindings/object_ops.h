// launch::ObjectOps: everything that a running program does with Python objects.
// SPDX-License-Identifier: BSL-1.0
#pragma once

#include "launch/object_ops.h"

namespace phylanx::bindings {

/// Installs the functions into launch/; once, at import.
void install_object_ops();

}  // namespace phylanx::bindings

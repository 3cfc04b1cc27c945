// phylanx._core.Forwarder: the decorator's base class, which passes calls on at the least cost.
// SPDX-License-Identifier: BSL-1.0
#pragma once

#include "bindings/numpy_api.h"

namespace phylanx::bindings {

/// Adds the class to the module; false with a Python exception.
bool add_forwarder_type(PyObject* module);

}  // namespace phylanx::bindings

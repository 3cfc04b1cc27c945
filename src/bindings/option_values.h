// Between Python objects and the values of options.
// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <optional>
#include <string_view>

#include "bindings/numpy_api.h"
#include "driver/options.h"

namespace phylanx::bindings {

bool is_option(std::string_view name);
/// bool, int, float or str, or a list or tuple of str; nothing with a Python exception for others.
std::optional<driver::OptionValue> option_from_python(PyObject* o);
PyObject* option_to_python(const driver::OptionValue& value);

}  // namespace phylanx::bindings

// Foreign calls: what a callee's text means in Python.
// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <span>
#include <string_view>

#include "bindings/run_scope.h"

namespace phylanx::bindings {

/// Calls what info.callee says with these operands, the last ones keywords. A new reference, or
/// null with a Python exception. Needs the GIL.
PyObject* call_foreign(const RunScope& scope, const launch::ForeignInfo& info,
                       std::span<PyObject* const> operands);

/// The object called `package.module.attribute.attribute`; imports the package.
PyObject* resolve_dotted(std::string_view path);

}  // namespace phylanx::bindings

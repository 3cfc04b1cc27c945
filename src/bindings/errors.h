// Errors on their way to Python: classes, the traceback's last line.
// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <string>

#include "bindings/numpy_api.h"
#include "driver/run.h"
#include "support/error.h"

namespace phylanx::bindings {

/// Makes the module's exception classes GuardFailed and Refused; false with a Python exception.
bool init_errors(PyObject* module);
PyObject* guard_failed_class();
PyObject* refused_class();

/// The Python exception class of an error; borrowed.
PyObject* exception_class(support::ErrorClass cls);

/// Sets the Python exception of a failed run (or keeps the one that Python holds); its traceback
/// ends at the user's line in `function`. `globals` may be null.
void raise_run_error(const driver::RunOutcome& outcome, const std::string& function, PyObject* globals);
/// Sets _core.Refused with its place; `file` is the user's.
void raise_refused(const support::UserError& error, const std::string& file);
/// To be called in a catch (...): sets the Python exception of any C++ one.
void translate_exception(const std::string& file);
/// A line at the end of the pending exception's traceback.
void add_traceback(const std::string& file, const std::string& function, int line, PyObject* globals);


}  // namespace phylanx::bindings

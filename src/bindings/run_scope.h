// What a run of a program knows of Python: the function's objects and its arguments.
// SPDX-License-Identifier: BSL-1.0
#pragma once

#include "bindings/arguments.h"
#include "launch/frame.h"

namespace phylanx::bindings {

/// Frame::user of every run that the bindings start.
struct RunScope {
    Arguments& arguments;
    PyObject* foreign = nullptr;  // dict: what the text's foreign calls name; may be null
    PyObject* globals = nullptr;  // of the Python function; may be null
};

inline RunScope& scope_of(launch::Frame* frame) { return *static_cast<RunScope*>(frame->user); }

}  // namespace phylanx::bindings

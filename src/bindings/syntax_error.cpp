// Errors of PhySL texts as Python's SyntaxError.
// SPDX-License-Identifier: BSL-1.0
#include "bindings/syntax_error.h"

#include <nanobind/nanobind.h>

#include "bindings/numpy_api.h"

namespace phylanx::bindings {
namespace nb = nanobind;
namespace {

PyObject* decode(std::string_view text) {
    return PyUnicode_DecodeUTF8(text.data(), std::ssize(text), "replace");
}

}  // namespace

void raise_syntax_error(const support::UserError& error, const std::string& text,
                                     const std::string& file) {
    const auto& span = error.span;
    std::string_view line(text);
    for (int i = 1; i < span.line; ++i) line.remove_prefix(std::min(line.find('\n'), line.size() - 1) + 1);
    line = line.substr(0, line.find('\n'));
    const bool known_end = span.end_line > 0;
    const Ref place = Ref::steal(Py_BuildValue(
        "(siiNii)", file.c_str(), span.line, span.column + 1, decode(line),
        known_end ? span.end_line : span.line, (known_end ? span.end_column : span.column + 1) + 1));
    const Ref message = Ref::steal(decode(error.what()));
    if (place && message) {
        const Ref exception = Ref::steal(
            PyObject_CallFunctionObjArgs(PyExc_SyntaxError, message.get(), place.get(), nullptr));
        if (exception) PyErr_SetObject(PyExc_SyntaxError, exception.get());
    }
    throw nb::python_error();
}

}  // namespace phylanx::bindings

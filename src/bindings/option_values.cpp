// Between Python objects and the values of options.
// SPDX-License-Identifier: BSL-1.0
#include "bindings/option_values.h"

#include <algorithm>
#include <string>

namespace phylanx::bindings {

bool is_option(std::string_view name) {
    return std::ranges::any_of(driver::option_table(),
                               [&](const driver::OptionInfo& row) { return row.name == name; });
}

std::optional<driver::OptionValue> option_from_python(PyObject* o) {
    if (PyBool_Check(o)) return driver::OptionValue(o == Py_True);
    if (PyFloat_Check(o)) return driver::OptionValue(PyFloat_AS_DOUBLE(o));
    if (PyLong_Check(o)) {
        const long long value = PyLong_AsLongLong(o);
        if (value == -1 && PyErr_Occurred()) return std::nullopt;
        return driver::OptionValue(static_cast<driver::Int>(value));
    }
    if (PyUnicode_Check(o)) {
        const char* text = PyUnicode_AsUTF8(o);
        if (!text) return std::nullopt;
        return driver::OptionValue(driver::Text(text));
    }
    if (PyList_Check(o) || PyTuple_Check(o)) {
        driver::Text joined;
        for (Py_ssize_t i = 0; i < PySequence_Fast_GET_SIZE(o); ++i) {
            const char* text = PyUnicode_AsUTF8(PySequence_Fast_GET_ITEM(o, i));
            if (!text) return std::nullopt;
            if (i > 0) joined += ',';
            joined += text;
        }
        return driver::OptionValue(std::move(joined));
    }
    const Ref path = Ref::steal(PyOS_FSPath(o));
    if (path) return option_from_python(path.get());
    PyErr_Format(PyExc_TypeError, "an option is a bool, int, float or str, not %.200s",
                 Py_TYPE(o)->tp_name);
    return std::nullopt;
}

PyObject* option_to_python(const driver::OptionValue& value) {
    if (auto* b = std::get_if<driver::Bool>(&value)) return PyBool_FromLong(*b);
    if (auto* i = std::get_if<driver::Int>(&value)) return PyLong_FromLongLong(*i);
    if (auto* f = std::get_if<driver::Float>(&value)) return PyFloat_FromDouble(*f);
    const auto& text = std::get<driver::Text>(value);
    return PyUnicode_FromStringAndSize(text.data(), std::ssize(text));
}

}  // namespace phylanx::bindings

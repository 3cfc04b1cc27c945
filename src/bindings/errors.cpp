// Errors on their way to Python.
// SPDX-License-Identifier: BSL-1.0
#include "bindings/errors.h"

#include <frameobject.h>

#include <cctype>
#include <new>

namespace phylanx::bindings {
namespace {

using support::ErrorClass;

PyObject* refused = nullptr;
PyObject* guard_failed = nullptr;

PyObject* linalg_error() {
    static PyObject* cls = nullptr;
    if (!cls) {
        const Ref module = Ref::steal(PyImport_ImportModule("numpy.linalg"));
        cls = module ? PyObject_GetAttrString(module.get(), "LinAlgError") : nullptr;
        if (!cls) PyErr_Clear();
    }
    return cls ? cls : PyExc_ValueError;
}

PyObject* axis_error() {
    static PyObject* cls = nullptr;
    if (!cls) {
        const Ref module = Ref::steal(PyImport_ImportModule("numpy.exceptions"));
        cls = module ? PyObject_GetAttrString(module.get(), "AxisError") : nullptr;
        if (!cls) PyErr_Clear();
    }
    return cls ? cls : PyExc_IndexError;
}

bool set_attribute(PyObject* o, const char* name, Ref value) {
    return value && PyObject_SetAttrString(o, name, value.get()) == 0;
}

}  // namespace

bool init_errors(PyObject* module) {
    guard_failed = PyErr_NewExceptionWithDoc(
        "phylanx._core.GuardFailed", "Something that a compiled function relies on has changed.",
        PyExc_RuntimeError, nullptr);
    refused = PyErr_NewExceptionWithDoc(
        "phylanx._core.Refused",
        "A program that cannot be compiled for these arguments: message, file, line, column, code, "
        "advice.",
        PyExc_Exception, nullptr);
    return guard_failed && refused && PyModule_AddObjectRef(module, "GuardFailed", guard_failed) == 0 &&
           PyModule_AddObjectRef(module, "Refused", refused) == 0;
}

PyObject* guard_failed_class() { return guard_failed; }
PyObject* refused_class() { return refused; }

PyObject* exception_class(ErrorClass cls) {
    switch (cls) {
        case ErrorClass::Value: return PyExc_ValueError;
        case ErrorClass::Type: return PyExc_TypeError;
        case ErrorClass::Index: return PyExc_IndexError;
        case ErrorClass::Key: return PyExc_KeyError;
        case ErrorClass::Overflow: return PyExc_OverflowError;
        case ErrorClass::ZeroDivision: return PyExc_ZeroDivisionError;
        case ErrorClass::Name: return PyExc_NameError;
        case ErrorClass::UnboundLocal: return PyExc_UnboundLocalError;
        case ErrorClass::Attribute: return PyExc_AttributeError;
        case ErrorClass::Syntax: return PyExc_SyntaxError;
        case ErrorClass::Memory: return PyExc_MemoryError;
        case ErrorClass::Assertion: return PyExc_AssertionError;
        case ErrorClass::LinAlg: return linalg_error();
        case ErrorClass::FloatingPoint: return PyExc_FloatingPointError;
        case ErrorClass::NotImplemented: return PyExc_NotImplementedError;
        case ErrorClass::Interrupted: return PyExc_KeyboardInterrupt;
        case ErrorClass::Axis: return axis_error();
        case ErrorClass::Runtime:
        case ErrorClass::Deopt:
        case ErrorClass::Foreign: break;
    }
    return PyExc_RuntimeError;
}

void add_traceback(const std::string& file, const std::string& function, int line, PyObject* globals) {
    PyObject *type, *value, *traceback;
    PyErr_Fetch(&type, &value, &traceback);
    PyCodeObject* code = PyCode_NewEmpty(file.c_str(), function.c_str(), line);
    Ref empty;
    if (!globals) {
        empty = Ref::steal(PyDict_New());
        globals = empty.get();
    }
    PyFrameObject* frame =
        code && globals ? PyFrame_New(PyThreadState_Get(), code, globals, nullptr) : nullptr;
#if PY_VERSION_HEX < 0x030b0000
    if (frame) frame->f_lineno = line;
#endif
    PyErr_Restore(type, value, traceback);  // drops what went wrong here
    if (frame) PyTraceBack_Here(frame);
    Py_XDECREF(frame);
    Py_XDECREF(code);
}

void raise_run_error(const driver::RunOutcome& outcome, const std::string& function,
                     PyObject* globals) {
    const auto& error = outcome.error;
    const bool python_holds_it = (error.error_class == ErrorClass::Foreign ||
                                  error.error_class == ErrorClass::Interrupted) &&
                                 PyErr_Occurred();
    if (!python_holds_it) {
        PyErr_Clear();
        if (error.message.empty()) PyErr_SetNone(exception_class(error.error_class));
        else PyErr_SetString(exception_class(error.error_class), error.message.c_str());
    }
    if (error.span.known()) add_traceback(outcome.file, function, error.span.line, globals);
}

void raise_refused(const support::UserError& error, const std::string& file) {
    // What to do instead follows a semicolon.
    const std::string_view whole = error.what();
    const std::size_t end = whole.find("; ");
    const std::string_view message = whole.substr(0, end);
    std::string advice;
    if (end != std::string_view::npos) {
        advice = fmt::format("{}.", whole.substr(end + 2));
        advice[0] = static_cast<char>(std::toupper(static_cast<unsigned char>(advice[0])));
    }
    const Ref text =
        Ref::steal(PyUnicode_DecodeUTF8(message.data(), std::ssize(message), "replace"));
    const Ref exception = text ? Ref::steal(PyObject_CallOneArg(refused, text.get())) : Ref();
    if (!exception) return;
    PyObject* o = exception.get();
    const auto& span = error.span;
    if (set_attribute(o, "message", Ref::share(text.get())) &&
        set_attribute(o, "file", Ref::steal(PyUnicode_FromString(file.c_str()))) &&
        set_attribute(o, "line", Ref::steal(PyLong_FromLong(span.line))) &&
        set_attribute(o, "column", Ref::steal(PyLong_FromLong(span.column))) &&
        set_attribute(o, "end_line", Ref::steal(PyLong_FromLong(span.end_line))) &&
        set_attribute(o, "end_column", Ref::steal(PyLong_FromLong(span.end_column))) &&
        set_attribute(o, "code", Ref::steal(PyUnicode_FromString("PHX100"))) &&
        set_attribute(o, "advice", Ref::steal(PyUnicode_FromString(advice.c_str()))))
        PyErr_SetObject(refused, o);
}

void translate_exception(const std::string& file) {
    try {
        throw;
    } catch (const support::UserError& e) {
        raise_refused(e, file);
    } catch (const std::bad_alloc&) {
        PyErr_NoMemory();
    } catch (const std::exception& e) {
        PyErr_SetString(PyExc_SystemError, e.what());
    }
}

}  // namespace phylanx::bindings

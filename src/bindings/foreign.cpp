// Foreign calls: functions, methods, attributes, items, operators and displays of Python.
// SPDX-License-Identifier: BSL-1.0
#include "bindings/foreign.h"

#include <charconv>
#include <string>
#include <string_view>

namespace phylanx::bindings {
namespace {

using Operands = std::span<PyObject* const>;

/// `operator.name`, kept for the process.
PyObject* operator_function(std::string_view name) {
    static PyObject* module = PyImport_ImportModule("operator");
    return module ? PyObject_GetAttrString(module, std::string(name).c_str()) : nullptr;
}

/// What the front end has noted under this key; else the object of that dotted name.
PyObject* find_callee(const RunScope& scope, std::string_view key, bool dotted) {
    if (scope.foreign) {
        const Ref name = Ref::steal(PyUnicode_FromStringAndSize(key.data(), std::ssize(key)));
        if (!name) return nullptr;
        PyObject* found = PyDict_GetItemWithError(scope.foreign, name.get());
        if (found || PyErr_Occurred()) return Py_XNewRef(found);
    }
    if (dotted) return resolve_dotted(key);
    PyErr_Format(PyExc_NameError, "nothing is known as '%.200s'", std::string(key).c_str());
    return nullptr;
}

/// The names of keyword arguments as a tuple; null without an exception where there are none.
bool keyword_names(const launch::ForeignInfo& info, Ref& names) {
    if (info.keywords.empty()) return true;
    names = Ref::steal(PyTuple_New(std::ssize(info.keywords)));
    if (!names) return false;
    for (std::size_t i = 0; i < info.keywords.size(); ++i) {
        PyObject* name = PyUnicode_InternFromString(info.keywords[i].c_str());
        if (!name) return false;
        PyTuple_SET_ITEM(names.get(), static_cast<Py_ssize_t>(i), name);
    }
    return true;
}

PyObject* call(PyObject* callee, const launch::ForeignInfo& info, Operands operands) {
    const Ref function = Ref::steal(callee);
    Ref names;
    if (!function || !keyword_names(info, names)) return nullptr;
    return PyObject_Vectorcall(function.get(), operands.data(), operands.size() - info.keywords.size(),
                               names.get());
}

PyObject* call_method(std::string_view name, const launch::ForeignInfo& info, Operands operands) {
    const Ref method = Ref::steal(PyUnicode_FromStringAndSize(name.data(), std::ssize(name)));
    Ref names;
    if (!method || !keyword_names(info, names)) return nullptr;
    return PyObject_VectorcallMethod(method.get(), operands.data(),
                                     operands.size() - info.keywords.size(), names.get());
}

PyObject* make_tuple(Operands items) {
    PyObject* tuple = PyTuple_New(std::ssize(items));
    for (std::size_t i = 0; tuple && i < items.size(); ++i)
        PyTuple_SET_ITEM(tuple, static_cast<Py_ssize_t>(i), Py_NewRef(items[i]));
    return tuple;
}

PyObject* make_list(Operands items) {
    PyObject* list = PyList_New(std::ssize(items));
    for (std::size_t i = 0; list && i < items.size(); ++i)
        PyList_SET_ITEM(list, static_cast<Py_ssize_t>(i), Py_NewRef(items[i]));
    return list;
}

/// One index as it is, several as a tuple.
Ref index_of(Operands indices) {
    return indices.size() == 1 ? Ref::share(indices[0]) : Ref::steal(make_tuple(indices));
}

PyObject* none_if(bool ok) { return ok ? Py_NewRef(Py_None) : nullptr; }

/// operands: object, indices..., value
PyObject* set_item(Operands operands) {
    const Ref index = index_of(operands.subspan(1, operands.size() - 2));
    return none_if(index && PyObject_SetItem(operands[0], index.get(), operands.back()) == 0);
}

PyObject* get_item(Operands operands) {
    const Ref index = index_of(operands.subspan(1));
    return index ? PyObject_GetItem(operands[0], index.get()) : nullptr;
}

/// An iterable as a list of n items, with Python's errors where it has more or fewer.
PyObject* unpack(PyObject* iterable, Py_ssize_t n) {
    Ref iterator = Ref::steal(PyObject_GetIter(iterable));
    if (!iterator) {
        if (PyErr_ExceptionMatches(PyExc_TypeError))
            PyErr_Format(PyExc_TypeError, "cannot unpack non-iterable %.200s object",
                         Py_TYPE(iterable)->tp_name);
        return nullptr;
    }
    Ref list = Ref::steal(PyList_New(0));
    for (Py_ssize_t i = 0; list && i <= n; ++i) {
        const Ref item = Ref::steal(PyIter_Next(iterator.get()));
        if (!item && PyErr_Occurred()) return nullptr;
        if (!item && i < n) {
            PyErr_Format(PyExc_ValueError, "not enough values to unpack (expected %zd, got %zd)", n, i);
            return nullptr;
        }
        if (item && i == n) {
            PyErr_Format(PyExc_ValueError, "too many values to unpack (expected %zd)", n);
            return nullptr;
        }
        if (item && PyList_Append(list.get(), item.get()) < 0) return nullptr;
    }
    return list.release();
}

PyObject* make_slice(Operands parts) {
    auto part = [&](std::size_t i) { return i < parts.size() ? parts[i] : Py_None; };
    return PySlice_New(part(0), part(1), part(2));
}

PyObject* make_dtype(std::string_view name) {
    const Ref text = Ref::steal(PyUnicode_FromStringAndSize(name.data(), std::ssize(name)));
    PyArray_Descr* descr = nullptr;
    if (!text || !PyArray_DescrConverter(text.get(), &descr)) return nullptr;
    return reinterpret_cast<PyObject*>(descr);
}

Py_ssize_t to_count(std::string_view digits) {
    Py_ssize_t n = 0;
    std::from_chars(digits.data(), digits.data() + digits.size(), n);
    return n;
}

}  // namespace

PyObject* resolve_dotted(std::string_view path) {
    const std::size_t dot = path.find('.');
    Ref object = Ref::steal(PyImport_ImportModule(std::string(path.substr(0, dot)).c_str()));
    std::size_t at = dot;
    while (object && at != std::string_view::npos) {
        const std::size_t end = path.find('.', at + 1);
        const std::string name(path.substr(at + 1, end == std::string_view::npos ? end : end - at - 1));
        object = Ref::steal(PyObject_GetAttrString(object.get(), name.c_str()));
        at = end;
    }
    return object.release();
}

PyObject* call_foreign(const RunScope& scope, const launch::ForeignInfo& info, Operands operands) {
    const std::string_view callee = info.callee;
    const std::size_t colon = callee.find(':');
    const std::string_view kind = callee.substr(0, colon);
    const std::string_view name = callee.substr(colon + 1);
    if (kind == "call") return call(find_callee(scope, name, true), info, operands);
    if (kind == "expr") return call(find_callee(scope, name, false), info, operands);
    if (kind == "method") return call_method(name, info, operands);
    if (kind == "attr") return PyObject_GetAttrString(operands[0], std::string(name).c_str());
    if (kind == "setattr")
        return none_if(PyObject_SetAttrString(operands[0], std::string(name).c_str(), operands[1]) == 0);
    if (kind == "item") return get_item(operands);
    if (kind == "setitem") return set_item(operands);
    if (kind == "op" || kind == "iop") return call(operator_function(name), info, operands);
    if (kind == "tuple") return make_tuple(operands);
    if (kind == "list") return make_list(operands);
    if (kind == "slice") return make_slice(operands);
    if (kind == "ellipsis") return Py_NewRef(Py_Ellipsis);
    if (kind == "dtype") return make_dtype(name);
    if (kind == "unpack") return unpack(operands[0], to_count(name));
    PyErr_Format(PyExc_SystemError, "bug in phylanx, please report: foreign callee '%.200s'",
                 info.callee.c_str());
    return nullptr;
}

}  // namespace phylanx::bindings

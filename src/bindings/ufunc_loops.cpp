// Inner loops of ufuncs, found by name: "numpy.gcd:ll->l".
// SPDX-License-Identifier: BSL-1.0
#include "bindings/ufunc_loops.h"

#include <cstring>

#include "bindings/foreign.h"
#include "launch/library_registry.h"

namespace phylanx::bindings {
namespace {

constexpr std::string_view kScipySpecial = "scipy.special.";

/// The number of a dtype by its character; -1.
int type_number(char c) {
    PyArray_Descr* found = PyArray_DescrFromType(c);
    if (!found) return PyErr_Clear(), -1;
    const int number = found->type_num;
    Py_DECREF(found);
    return number;
}

/// The number of the loop with these type characters, such as "dd->d"; -1.
int loop_of(const PyUFuncObject& ufunc, std::string_view types) {
    std::string numbers;  // as the ufunc has them
    for (char c : types)
        if (c != '-' && c != '>') numbers += static_cast<char>(type_number(c));
    const auto count = static_cast<std::size_t>(ufunc.nargs);
    if (numbers.size() != count) return -1;
    for (int i = 0; i < ufunc.ntypes; ++i)
        if (std::memcmp(ufunc.types + static_cast<std::size_t>(i) * count, numbers.data(), count) == 0)
            return ufunc.functions[i] ? i : -1;
    return -1;
}

launch::UfuncLoop find_loop(const std::string& where) {
    const std::size_t colon = where.find(':');
    const WithGil gil;
    Ref object = Ref::steal(resolve_dotted(std::string_view(where).substr(0, colon)));
    if (!object) PyErr_Clear();
    if (!object || !PyObject_TypeCheck(object.get(), &PyUFunc_Type)) return {};
    const auto& ufunc = *reinterpret_cast<PyUFuncObject*>(object.get());
    const int i = loop_of(ufunc, std::string_view(where).substr(colon + 1));
    if (i < 0) return {};
    object.release();  // it stays, as its loop may be called at any time
    return {reinterpret_cast<launch::UfuncLoop::Fn>(ufunc.functions[i]), ufunc.data ? ufunc.data[i] : nullptr,
            where.starts_with(kScipySpecial)};
}

/// scipy.special.errstate is a state of the thread, or of the process, that only its module can read.
bool raises() {
    static PyObject* geterr = nullptr;
    const WithGil gil;
    if (!geterr) geterr = resolve_dotted("scipy.special.geterr");
    Ref state = Ref::steal(geterr ? PyObject_CallNoArgs(geterr) : nullptr);
    if (!state || !PyDict_Check(state.get())) return PyErr_Clear(), true;
    PyObject *key, *value;
    for (Py_ssize_t at = 0; PyDict_Next(state.get(), &at, &key, &value);)
        if (!PyUnicode_Check(key) || !PyUnicode_Check(value) ||
            (PyUnicode_CompareWithASCIIString(value, "ignore") != 0 &&
             PyUnicode_CompareWithASCIIString(key, "memory") != 0))
            return true;
    return false;
}

/// Without the GIL: nobody else touches what this thread has raised.
bool has_raised() {
    const PyThreadState* thread = PyGILState_GetThisThreadState();
#if PY_VERSION_HEX >= 0x030C0000
    return thread && thread->current_exception;
#else
    return thread && thread->curexc_type;
#endif
}

}  // namespace

void install_ufunc_loops() { launch::set_ufunc_hooks({find_loop, raises, has_raised}); }

}  // namespace phylanx::bindings

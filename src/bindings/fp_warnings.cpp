// Floating-point events as warnings, errors or calls, by np.errstate.
// SPDX-License-Identifier: BSL-1.0
#include "bindings/fp_warnings.h"

#include <cfenv>
#include <cstring>
#include <utility>

#include "bindings/errors.h"
#include "launch/fp_report.h"

namespace phylanx::bindings {
namespace {

struct Kind {
    int flag;           // FE_*
    int numpy;          // NPY_FPE_*
    const char* key;    // of np.geterr()
};
constexpr Kind kKinds[] = {  // in NumPy's order
    {FE_DIVBYZERO, NPY_FPE_DIVIDEBYZERO, "divide"},
    {FE_OVERFLOW, NPY_FPE_OVERFLOW, "over"},
    {FE_INVALID, NPY_FPE_INVALID, "invalid"},
};

PyObject* numpy_attribute(const char* module, const char* name) {
    const Ref m = Ref::steal(PyImport_ImportModule(module));
    PyObject* found = m ? PyObject_GetAttrString(m.get(), name) : nullptr;
    if (!found) PyErr_Clear();
    return found;
}

Ref error_modes() {
    static PyObject* const geterr = numpy_attribute("numpy", "geterr");
    return geterr ? Ref::steal(PyObject_CallNoArgs(geterr)) : Ref();
}

/// "warn", "ignore", "raise", "call", "print" or "log".
std::string mode_of(const Ref& modes, const Kind& kind) {
    PyObject* mode = modes ? PyDict_GetItemString(modes.get(), kind.key) : nullptr;
    const char* text = mode ? PyUnicode_AsUTF8(mode) : nullptr;
    return text ? text : "warn";
}

/// Where NumPy keeps np.errstate. Its value is another object after each change, so that it tells cheaply
/// whether what is known still holds.
PyObject* errstate_variable() {
    return numpy_attribute("numpy._core.umath", "_extobj_contextvar");
}

bool warn(const std::string& text, const std::string& file, int line, PyObject* globals) {
    if (line <= 0) return PyErr_WarnEx(PyExc_RuntimeWarning, text.c_str(), 1) == 0;
    PyObject* registry = nullptr;
    PyObject* module = nullptr;
    if (globals) {
        module = PyDict_GetItemString(globals, "__name__");
        registry = PyDict_GetItemString(globals, "__warningregistry__");
        if (!registry) {
            const Ref made = Ref::steal(PyDict_New());
            if (!made || PyDict_SetItemString(globals, "__warningregistry__", made.get()) < 0) return false;
            registry = made.get();
        }
    }
    const char* name = module && PyUnicode_Check(module) ? PyUnicode_AsUTF8(module) : nullptr;
    return PyErr_WarnExplicit(PyExc_RuntimeWarning, text.c_str(), file.c_str(), line, name, registry) == 0;
}

}  // namespace

driver::FpModes current_fp_modes() {
    static PyObject* known = nullptr;  // owned, so that no other object has its address
    static driver::FpModes modes;
    static PyObject* const variable = errstate_variable();
    PyObject* now = nullptr;
    if (!variable) return {};
    if (PyContextVar_Get(variable, nullptr, &now) < 0) PyErr_Clear();
    if (now == known) {
        Py_XDECREF(now);
        return modes;
    }
    const Ref texts = error_modes();
    if (!texts) PyErr_Clear();
    driver::FpModes fresh;
    for (const Kind& kind : kKinds) {
        const std::string mode = mode_of(texts, kind);
        if (mode == "ignore") fresh.ignored |= kind.flag;
        if (mode == "raise") fresh.errors |= kind.flag;
    }
    Py_XSETREF(known, now);
    return modes = fresh;
}

bool report_fp_events(const std::vector<runtime::FpEvent>& events, const std::vector<std::string>& files,
                      const std::string& file, const std::string& function, PyObject* globals) {
    if (events.empty()) return true;
    const Ref modes = error_modes();
    if (!modes) return false;
    std::string told;  // of the event before, with its place: a variance says one thing at two steps
    for (const runtime::FpEvent& e : events) {
        const std::string& where = e.file < files.size() ? files[e.file] : file;
        PyObject* own = where == file ? globals : nullptr;
        const std::size_t end = e.name.find('\n');
        if (end != std::string::npos) {
            const std::string words = e.name.substr(0, end);
            const std::string placed = fmt::format("{}:{}:{}:{}", e.file, e.span.line, e.span.column, words);
            if (std::exchange(told, placed) != placed && !warn(words, where, e.span.line, own)) {
                if (e.span.known()) add_traceback(where, function, e.span.line, own);
                return false;
            }
        }
        for (const Kind& kind : kKinds) {
            if (!(e.flags & kind.flag)) continue;
            const std::string mode = mode_of(modes, kind);
            if (mode == "ignore") continue;
            const std::string text = launch::fp_message(kind.flag, e.name);
            bool fine = true;
            if (mode == "warn") fine = warn(text, where, e.span.line, own);
            else if (mode == "raise") PyErr_SetString(PyExc_FloatingPointError, text.c_str()), fine = false;
            else fine = PyUFunc_GiveFloatingpointErrors(e.name.c_str(), kind.numpy) == 0;
            if (fine) continue;
            if (e.span.known()) add_traceback(where, function, e.span.line, own);
            return false;
        }
    }
    return true;
}

}  // namespace phylanx::bindings

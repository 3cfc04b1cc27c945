// Calling a Function: guards, binding, the specialization, the run, the result.
// SPDX-License-Identifier: BSL-1.0
#include "bindings/errors.h"
#include "bindings/fp_warnings.h"
#include "bindings/function.h"
#include "bindings/main_thread.h"
#include "bindings/results.h"
#include "bindings/run_scope.h"
#include "driver/run.h"

namespace phylanx::bindings {
namespace {

struct Call {
    PyObject* self;
    PyObject* const* args;
    std::size_t nargsf;
    PyObject* kwnames;

    PyObject* forward(PyObject* to) const {
        // The caller's PY_VECTORCALL_ARGUMENTS_OFFSET may be used only once: not passed on.
        return PyObject_Vectorcall(to, args, static_cast<std::size_t>(PyVectorcall_NARGS(nargsf)),
                                   kwnames);
    }
};

PyObject* run_python(const FunctionState& f, const Call& call) {
    if (f.python_function) return call.forward(f.python_function.get());
    PyErr_Format(PyExc_TypeError, "%s(): these arguments do not fit", f.name.c_str());
    return nullptr;
}

/// Something outside has changed: the subclass converts the function again.
PyObject* guard_failed(const Call& call) {
    const Ref core = Ref::steal(PyObject_CallMethod(call.self, "on_guard_failure", nullptr));
    if (core) return call.forward(core.get());
    if (PyErr_ExceptionMatches(PyExc_AttributeError)) {
        PyErr_Clear();
        PyErr_SetString(guard_failed_class(), "a name that the function was compiled with has changed");
    }
    return nullptr;
}

/// A pending Refused: the subclass may know what to call instead.
PyObject* refused(const Call& call) {
    if (!PyErr_ExceptionMatches(refused_class())) return nullptr;
    PyObject *type, *value, *traceback;
    PyErr_Fetch(&type, &value, &traceback);
    if (!PyObject_HasAttrString(call.self, "on_refused")) {
        PyErr_Restore(type, value, traceback);
        return nullptr;
    }
    PyErr_NormalizeException(&type, &value, &traceback);
    const Ref owned_type = Ref::steal(type), error = Ref::steal(value);
    const Ref owned_traceback = Ref::steal(traceback);
    const Ref instead = Ref::steal(PyObject_CallMethod(call.self, "on_refused", "O", error.get()));
    return instead ? call.forward(instead.get()) : nullptr;
}

bool writes_read_only(const driver::Compiled& compiled, const Arguments& arguments) {
    if (!arguments.has_read_only()) return false;
    for (int parameter : compiled.facts.written)
        if (arguments.is_read_only(parameter)) return true;
    return false;
}

PyObject* run(FunctionState& f, const driver::Compiled& compiled, Arguments& arguments, const Call& call) {
    const launch::Program& program = *compiled.program;
    if (!arguments.lend()) return nullptr;
    Results results(program.result);
    RunScope scope{arguments, f.foreign.get(), f.globals.get()};
    driver::RunOutcome outcome;
    {
        const bool on_main_thread = is_main_thread();
        const driver::FpModes fp_modes = program.may_raise_flags() ? current_fp_modes() : driver::FpModes();
        WithoutGil without(!compiled.facts.brief);
        outcome = driver::run(program, arguments.cells(), results.cells(), &scope,
                              {.main_thread = on_main_thread, .max_threads = f.max_threads, .fp = fp_modes});
    }
    drain_releases();
    if (!outcome.ok && outcome.error.error_class == support::ErrorClass::Deopt && f.python_function) {
        // An assumption about types did not hold, and nothing outside has seen the run yet.
        arguments.give_back();
        // The subclass tells the user, who would see nothing but a slow call.
        const auto& error = outcome.error;
        const char* file = error.file < program.files.size() ? program.files[error.file].c_str() : "";
        const Ref told = Ref::steal(PyObject_CallMethod(call.self, "on_python_run", "sii", file, error.span.line, error.span.column));
        if (!told && !PyErr_ExceptionMatches(PyExc_AttributeError)) return nullptr;
        PyErr_Clear();
        return run_python(f, call);
    }
    if (!outcome.ok) {
        raise_run_error(outcome, f.name, f.globals.get());
        return nullptr;
    }
    PyObject* value = results.to_python(program.result, compiled.facts, arguments);
    arguments.give_back();
    if (value && !outcome.fp_events.empty() &&
        !report_fp_events(outcome.fp_events, program.files, f.source->file(), f.name, f.globals.get()))
        Py_CLEAR(value);
    return value;
}

/// 1 all guards hold, 0 one does not, -1 a Python exception.
int check_guards(const FunctionState& f) {
    for (const Guard& guard : f.guards)
        if (const int holds = guard.check(); holds != 1) return holds;
    return 1;
}

/// A class with __phylanx_future__: its objects stand for their results.
bool is_future_class(PyTypeObject* type) {
    if (!(type->tp_flags & Py_TPFLAGS_HEAPTYPE)) return false;
    static PyObject* const name = PyUnicode_InternFromString("__phylanx_future__");
    return name && PyObject_HasAttr(reinterpret_cast<PyObject*>(type), name) == 1;
}

/// Waits for futures among the values and puts their results in their place.
bool await_futures(BoundArguments& bound) {
    for (PyObject*& value : bound.values) {
        if (!is_future_class(Py_TYPE(value))) continue;
        Ref result = Ref::steal(PyObject_CallMethod(value, "result", nullptr));
        if (!result) return false;
        value = result.get();
        bound.owned.push_back(std::move(result));
    }
    return true;
}

PyObject* call_compiled(FunctionState& f, const Call& call) {
    switch (check_guards(f)) {
        case 1: break;
        case 0: return guard_failed(call);
        default: return nullptr;
    }
    BoundArguments bound;
    switch (bind_arguments(f, call.args, PyVectorcall_NARGS(call.nargsf), call.kwnames, bound)) {
        case Bound::Yes: break;
        case Bound::No: return run_python(f, call);
        case Bound::Error: return nullptr;
    }
    if (!await_futures(bound)) return nullptr;
    Arguments arguments;
    const driver::Specialization* s = resolve(f, bound, arguments);
    if (!s) return refused(call);
    // An array that must not be written: Python's own run raises where it is written, if it is.
    if (writes_read_only(*s->compiled, arguments)) {
        if (f.python_function) return run_python(f, call);
        PyErr_SetString(PyExc_ValueError, "assignment destination is read-only");
        return nullptr;
    }
    return run(f, *s->compiled, arguments, call);
}

}  // namespace

Bound bind_arguments(const FunctionState& f, PyObject* const* args, Py_ssize_t nargs, PyObject* kwnames,
                     BoundArguments& bound) {
    const Py_ssize_t n = f.num_parameters;
    if (nargs > n - f.num_keyword_only) return Bound::No;
    bound.values.append(args, static_cast<std::size_t>(nargs));
    for (Py_ssize_t i = nargs; i < n; ++i) bound.values.push_back(nullptr);
    const Py_ssize_t num_keywords = kwnames ? PyTuple_GET_SIZE(kwnames) : 0;
    for (Py_ssize_t k = 0; k < num_keywords; ++k) {
        PyObject* name = PyTuple_GET_ITEM(kwnames, k);
        Py_ssize_t i = 0;
        auto parameter = [&] { return PyTuple_GET_ITEM(f.parameter_names.get(), i); };
        while (i < n && parameter() != name) ++i;  // names are interned
        if (i == n)
            for (i = 0; i < n && PyUnicode_Compare(parameter(), name) != 0;) ++i;
        if (i == n || i < f.num_positional_only || bound.values[static_cast<std::size_t>(i)])
            return Bound::No;
        bound.values[static_cast<std::size_t>(i)] = args[nargs + k];
    }
    for (std::size_t i = static_cast<std::size_t>(nargs); i < bound.values.size(); ++i) {
        if (!bound.values[i]) bound.values[i] = f.defaults[i].get();
        if (!bound.values[i]) return Bound::No;
    }
    for (const Place& place : f.extra) {
        PyObject* value = place.read();
        if (!value) return PyErr_Occurred() ? Bound::Error : Bound::No;
        bound.owned.push_back(Ref::share(value));
        bound.values.push_back(value);
    }
    return Bound::Yes;
}

PyObject* call_function(PyObject* self, PyObject* const* args, std::size_t nargsf, PyObject* kwnames) {
    FunctionState* state = state_of(self);
    if (!state) return nullptr;
    const StateRef f(state);
    const Call call{self, args, nargsf, kwnames};
    try {
        refresh_options(*f);
        return f->runs_python ? run_python(*f, call) : call_compiled(*f, call);
    } catch (...) {
        translate_exception(f->source->file());
        return nullptr;
    }
}

}  // namespace phylanx::bindings

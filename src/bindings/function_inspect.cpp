// Looking into a Function: the texts of its stages, what became native and what did not.
// SPDX-License-Identifier: BSL-1.0
#include "bindings/errors.h"
#include "bindings/function.h"

namespace phylanx::bindings {
namespace {

PyObject* text_to_python(const std::string& text) {
    return PyUnicode_DecodeUTF8(text.data(), std::ssize(text), "replace");
}

bool put(PyObject* dict, const char* key, PyObject* value) {
    const Ref owned = Ref::steal(value);
    return owned && PyDict_SetItemString(dict, key, owned.get()) == 0;
}

/// The specialization for the arguments of a METH_FASTCALL | METH_KEYWORDS method.
const driver::Specialization* specialization_for(FunctionState& f, PyObject* const* args,
                                                 Py_ssize_t nargs, PyObject* kwnames) {
    refresh_options(f);
    BoundArguments bound;
    switch (bind_arguments(f, args, nargs, kwnames, bound)) {
        case Bound::Yes: break;
        case Bound::No:
            PyErr_Format(PyExc_TypeError, "%s(): these arguments do not fit", f.name.c_str());
            return nullptr;
        case Bound::Error: return nullptr;
    }
    Arguments arguments;
    return resolve(f, bound, arguments);
}

/// One stage's text; `member` of what show_stages gives.
PyObject* show(PyObject* self, PyObject* const* args, Py_ssize_t nargs, PyObject* kwnames,
               std::string_view last, std::string driver::Stages::*member) {
    FunctionState* state = state_of(self);
    if (!state) return nullptr;
    const StateRef f(state);
    try {
        const driver::Specialization* s = specialization_for(*f, args, nargs, kwnames);
        if (!s) return nullptr;
        const driver::Options options = f->options;
        driver::Stages stages;
        {
            const WithoutGil without;
            stages = driver::show_stages(*f->source, f->function, s->signature, options, last);
        }
        return text_to_python(stages.*member);
    } catch (...) {
        translate_exception(f->source->file());
        return nullptr;
    }
}

PyObject* graph(PyObject* self, PyObject* const* args, Py_ssize_t nargs, PyObject* kwnames) {
    return show(self, args, nargs, kwnames, "graph", &driver::Stages::graph);
}
PyObject* plan(PyObject* self, PyObject* const* args, Py_ssize_t nargs, PyObject* kwnames) {
    return show(self, args, nargs, kwnames, "plan", &driver::Stages::plan);
}
PyObject* llvm(PyObject* self, PyObject* const* args, Py_ssize_t nargs, PyObject* kwnames) {
    return show(self, args, nargs, kwnames, "llvm", &driver::Stages::llvm);
}
PyObject* assembly(PyObject* self, PyObject* const* args, Py_ssize_t nargs, PyObject* kwnames) {
    return show(self, args, nargs, kwnames, "assembly", &driver::Stages::assembly);
}

/// (file, line, column, name, reason)
bool append_entry(PyObject* list, const std::string& file, support::Span span, const std::string& name,
                  const std::string& reason) {
    const Ref entry = Ref::steal(Py_BuildValue("(siiss)", file.c_str(), span.line, span.column,
                                               name.c_str(), reason.c_str()));
    return entry && PyList_Append(list, entry.get()) == 0;
}

std::string file_of(const launch::Program& program, std::uint32_t index) {
    return index < program.files.size() ? program.files[index] : std::string();
}

PyObject* kernels_of(const launch::Program& program) {
    Ref list = Ref::steal(PyList_New(0));
    for (const auto& k : program.kernels)
        if (!list || !append_entry(list.get(), file_of(program, k.file), k.span, k.name, "")) return nullptr;
    return list.release();
}

PyObject* library_calls_of(const launch::Program& program) {
    Ref list = Ref::steal(PyList_New(0));
    for (const auto& c : program.calls)
        if (!list || !append_entry(list.get(), file_of(program, c.op.file), c.op.span,
                                   std::string(ops::info(c.code).name), ""))
            return nullptr;
    return list.release();
}

PyObject* foreign_calls_of(const driver::Compiled& compiled, const std::string& file) {
    Ref list = Ref::steal(PyList_New(0));
    for (const auto& finding : compiled.findings)
        if (!list || !append_entry(list.get(), file, finding.span, finding.callee, finding.reason))
            return nullptr;
    return list.release();
}

PyObject* account(const FunctionState& f, const driver::Specialization& s) {
    Ref dict = Ref::steal(PyDict_New());
    if (!dict || !put(dict.get(), "signature", text_to_python(s.signature.to_string()))) return nullptr;
    if (!s.compiled) return dict.release();
    const driver::Compiled& c = *s.compiled;
    const launch::Program& program = *c.program;
    PyObject* d = dict.get();
    const bool ok = put(d, "result", text_to_python(driver::user_result(program.result, c.facts.identity).to_string())) &&
                    put(d, "seconds", PyFloat_FromDouble(c.seconds)) &&
                    put(d, "from_disk", PyBool_FromLong(c.from_disk)) &&
                    put(d, "kernels", kernels_of(program)) &&
                    put(d, "library_calls", library_calls_of(program)) &&
                    put(d, "foreign_calls", foreign_calls_of(c, f.source->file()));
    return ok ? dict.release() : nullptr;
}

PyObject* explain(PyObject* self, PyObject* const* args, Py_ssize_t nargs, PyObject* kwnames) {
    FunctionState* state = state_of(self);
    if (!state) return nullptr;
    const StateRef f(state);
    try {
        const driver::Specialization* s = specialization_for(*f, args, nargs, kwnames);
        return s ? account(*f, *s) : nullptr;
    } catch (...) {
        translate_exception(f->source->file());
        return nullptr;
    }
}

PyObject* specializations(PyObject* self, PyObject*) {
    const FunctionState* f = state_of(self);
    if (!f) return nullptr;
    Ref list = Ref::steal(PyList_New(0));
    for (const driver::Specialization* s : f->specializations.list()) {
        if (!s->compiled) continue;
        const Ref entry = Ref::steal(account(*f, *s));
        if (!list || !entry || PyList_Append(list.get(), entry.get()) < 0) return nullptr;
    }
    return list.release();
}

template <class F>
PyCFunction method(F* function) {
    return reinterpret_cast<PyCFunction>(reinterpret_cast<void*>(function));
}

constexpr int kFlags = METH_FASTCALL | METH_KEYWORDS;

}  // namespace

PyMethodDef inspect_methods[] = {
    {"graph", method(graph), kFlags, "The typed graph for these arguments, as text."},
    {"plan", method(plan), kFlags, "The graph after all passes for these arguments, as text."},
    {"llvm", method(llvm), kFlags, "The LLVM code for these arguments, as text."},
    {"assembly", method(assembly), kFlags, "The machine code for these arguments, as text."},
    {"explain", method(explain), kFlags,
     "What these arguments are compiled to, as a dict: signature, result, seconds, from_disk, and kernels, "
     "library_calls, foreign_calls as lists of (file, line, column, name, reason)."},
    {"specializations", specializations, METH_NOARGS, "The same for all that has been compiled, as a list."},
    {}};

}  // namespace phylanx::bindings

// phylanx._core.Function as a Python class: life, attributes, binding to instances, subclassing.
// SPDX-License-Identifier: BSL-1.0
#include "bindings/function.h"

#include <structmember.h>

#include <cstddef>

#include "bindings/errors.h"

namespace phylanx::bindings {
namespace {

FunctionObject* as_function(PyObject* o) { return reinterpret_cast<FunctionObject*>(o); }

PyObject* function_new(PyTypeObject* type, PyObject*, PyObject*) {
    PyObject* self = type->tp_alloc(type, 0);
    if (self) as_function(self)->vectorcall = call_function;
    return self;
}

int function_init(PyObject* self, PyObject* args, PyObject* kwargs) {
    try {
        FunctionState* state = make_state(args, kwargs);
        if (!state) return -1;
        StateRef::drop(std::exchange(as_function(self)->state, state));
        return 0;
    } catch (...) {
        translate_exception({});
        return -1;
    }
}

int function_traverse(PyObject* self, visitproc visit, void* arg) {
    Py_VISIT(Py_TYPE(self));
    Py_VISIT(as_function(self)->dict);
    const FunctionState* f = as_function(self)->state;
    if (!f) return 0;
    for (const Place& place : f->extra) Py_VISIT(place.owner.get());
    for (const Guard& guard : f->guards) {
        Py_VISIT(guard.place.owner.get());
        Py_VISIT(guard.expected.get());
    }
    for (const Ref& value : f->defaults) Py_VISIT(value.get());
    Py_VISIT(f->foreign.get());
    Py_VISIT(f->python_function.get());
    Py_VISIT(f->globals.get());
    return 0;
}

int function_clear(PyObject* self) {
    Py_CLEAR(as_function(self)->dict);
    StateRef::drop(std::exchange(as_function(self)->state, nullptr));
    return 0;
}

void function_dealloc(PyObject* self) {
    PyTypeObject* type = Py_TYPE(self);
    PyObject_GC_UnTrack(self);
    if (as_function(self)->weak_references) PyObject_ClearWeakRefs(self);
    function_clear(self);
    type->tp_free(self);
    Py_DECREF(type);
}

PyObject* function_get(PyObject* self, PyObject* instance, PyObject*) {
    if (!instance || instance == Py_None) return Py_NewRef(self);
    return PyMethod_New(self, instance);
}

/// Python before 3.12 does not hand the flags for fast calls down to classes written in Python.
PyObject* function_init_subclass(PyObject* cls, PyObject*, PyObject*) {
    auto* type = reinterpret_cast<PyTypeObject*>(cls);
    if (type->tp_call == PyVectorcall_Call) type->tp_flags |= Py_TPFLAGS_HAVE_VECTORCALL;
    if (type->tp_descr_get == function_get) type->tp_flags |= Py_TPFLAGS_METHOD_DESCRIPTOR;
    Py_RETURN_NONE;
}

PyObject* get_text(PyObject* self, void*) {
    const FunctionState* f = state_of(self);
    if (!f) return nullptr;
    const std::string& text = f->source->text();
    return PyUnicode_FromStringAndSize(text.data(), std::ssize(text));
}

PyObject* get_python_function(PyObject* self, void*) {
    const FunctionState* f = state_of(self);
    if (!f) return nullptr;
    return Py_NewRef(f->python_function ? f->python_function.get() : Py_None);
}

PyGetSetDef kGetSet[] = {
    {"__dict__", PyObject_GenericGetDict, PyObject_GenericSetDict, nullptr, nullptr},
    {"text", get_text, nullptr, "the function as PhySL text", nullptr},
    {"python_function", get_python_function, nullptr, "the function as Python runs it", nullptr},
    {}};

PyMemberDef kMembers[] = {
    {"__vectorcalloffset__", T_PYSSIZET, offsetof(FunctionObject, vectorcall), READONLY, nullptr},
    {"__dictoffset__", T_PYSSIZET, offsetof(FunctionObject, dict), READONLY, nullptr},
    {"__weaklistoffset__", T_PYSSIZET, offsetof(FunctionObject, weak_references), READONLY, nullptr},
    {}};

template <class F>
void* slot(F* function) {
    return reinterpret_cast<void*>(function);
}

/// The methods of function_inspect.cpp and __init_subclass__.
std::vector<PyMethodDef>& methods() {
    static std::vector<PyMethodDef> all = [] {
        std::vector<PyMethodDef> m;
        for (const PyMethodDef* d = inspect_methods; d->ml_name; ++d) m.push_back(*d);
        m.push_back({"__init_subclass__",
                     reinterpret_cast<PyCFunction>(reinterpret_cast<void*>(function_init_subclass)),
                     METH_CLASS | METH_VARARGS | METH_KEYWORDS, nullptr});
        m.push_back({});
        return m;
    }();
    return all;
}

}  // namespace

bool add_function_type(PyObject* module) {
    PyType_Slot slots[] = {
        {Py_tp_doc, const_cast<char*>(
             "Function(text, filename, name, n_user_params, defaults=None, param_names=(), extra=(), "
             "guards=(), foreign=None, python_function=None, options=None, define=None, positional_only=0, keyword_only=0)\n--\n\n"
             "A PhySL text that is compiled for the types of the arguments when it is called.")},
        {Py_tp_new, slot(function_new)},
        {Py_tp_init, slot(function_init)},
        {Py_tp_dealloc, slot(function_dealloc)},
        {Py_tp_traverse, slot(function_traverse)},
        {Py_tp_clear, slot(function_clear)},
        {Py_tp_call, slot(PyVectorcall_Call)},
        {Py_tp_descr_get, slot(function_get)},
        {Py_tp_getset, kGetSet},
        {Py_tp_members, kMembers},
        {Py_tp_methods, methods().data()},
        {0, nullptr}};
    PyType_Spec spec = {"phylanx._core.Function", sizeof(FunctionObject), 0,
                        Py_TPFLAGS_DEFAULT | Py_TPFLAGS_BASETYPE | Py_TPFLAGS_HAVE_GC |
                            Py_TPFLAGS_HAVE_VECTORCALL | Py_TPFLAGS_METHOD_DESCRIPTOR,
                        slots};
    const Ref type = Ref::steal(PyType_FromSpec(&spec));
    return type && PyModule_AddObjectRef(module, "Function", type.get()) == 0;
}

FunctionState* state_of(PyObject* function) {
    FunctionState* state = as_function(function)->state;
    if (!state) PyErr_SetString(PyExc_RuntimeError, "Function.__init__ has not been called");
    return state;
}

}  // namespace phylanx::bindings

// phylanx._core.Forwarder: calls `target`; after GuardFailed or Refused `recover(error, args,
// kwargs)`.
// SPDX-License-Identifier: BSL-1.0
#include "bindings/forwarder.h"

#include <structmember.h>

#include <cstddef>

#include "bindings/errors.h"

namespace phylanx::bindings {
namespace {

struct Forwarder {
    PyObject_HEAD
    vectorcallfunc vectorcall;
    PyObject* dict;
    PyObject* weak_references;
    PyObject* target;
};

Forwarder* as_forwarder(PyObject* o) { return reinterpret_cast<Forwarder*>(o); }

Ref positional(PyObject* const* args, Py_ssize_t n) {
    Ref tuple = Ref::steal(PyTuple_New(n));
    for (Py_ssize_t i = 0; tuple && i < n; ++i)
        PyTuple_SET_ITEM(tuple.get(), i, Py_NewRef(args[i]));
    return tuple;
}

Ref keywords(PyObject* const* values, PyObject* names) {
    Ref dict = Ref::steal(PyDict_New());
    const Py_ssize_t n = names ? PyTuple_GET_SIZE(names) : 0;
    for (Py_ssize_t i = 0; dict && i < n; ++i)
        if (PyDict_SetItem(dict.get(), PyTuple_GET_ITEM(names, i), values[i]) < 0) return {};
    return dict;
}

PyObject* recover(PyObject* self, PyObject* const* args, Py_ssize_t nargs, PyObject* names) {
    PyObject *type, *value, *traceback;
    PyErr_Fetch(&type, &value, &traceback);
    PyErr_NormalizeException(&type, &value, &traceback);
    const Ref owned_type = Ref::steal(type), error = Ref::steal(value);
    const Ref owned_traceback = Ref::steal(traceback);
    const Ref args_tuple = positional(args, nargs), kwargs = keywords(args + nargs, names);
    if (!args_tuple || !kwargs) return nullptr;
    return PyObject_CallMethod(self, "recover", "OOO", error.get(), args_tuple.get(), kwargs.get());
}

PyObject* forward(PyObject* self, PyObject* const* args, std::size_t nargsf, PyObject* names) {
    if (!as_forwarder(self)->target) {
        PyErr_SetString(PyExc_AttributeError, "target");
        return nullptr;
    }
    const Ref target = Ref::share(as_forwarder(self)->target);  // it may be replaced meanwhile
    PyObject* result = PyObject_Vectorcall(target.get(), args, nargsf, names);
    if (result || !(PyErr_ExceptionMatches(guard_failed_class()) || PyErr_ExceptionMatches(refused_class())))
        return result;
    return recover(self, args, PyVectorcall_NARGS(nargsf), names);
}

PyObject* forwarder_new(PyTypeObject* type, PyObject*, PyObject*) {
    PyObject* self = type->tp_alloc(type, 0);
    if (self) as_forwarder(self)->vectorcall = forward;
    return self;
}

int forwarder_traverse(PyObject* self, visitproc visit, void* arg) {
    Py_VISIT(Py_TYPE(self));
    Py_VISIT(as_forwarder(self)->dict);
    Py_VISIT(as_forwarder(self)->target);
    return 0;
}

int forwarder_clear(PyObject* self) {
    Py_CLEAR(as_forwarder(self)->dict);
    Py_CLEAR(as_forwarder(self)->target);
    return 0;
}

void forwarder_dealloc(PyObject* self) {
    PyTypeObject* type = Py_TYPE(self);
    PyObject_GC_UnTrack(self);
    if (as_forwarder(self)->weak_references) PyObject_ClearWeakRefs(self);
    forwarder_clear(self);
    type->tp_free(self);
    Py_DECREF(type);
}

/// Python before 3.12 does not hand the flag for fast calls down to classes written in Python.
PyObject* init_subclass(PyObject* cls, PyObject*, PyObject*) {
    auto* type = reinterpret_cast<PyTypeObject*>(cls);
    if (type->tp_call == PyVectorcall_Call) type->tp_flags |= Py_TPFLAGS_HAVE_VECTORCALL;
    Py_RETURN_NONE;
}

PyGetSetDef get_set[] = {
    {"__dict__", PyObject_GenericGetDict, PyObject_GenericSetDict, nullptr, nullptr}, {}};

PyMemberDef members[] = {
    {"target", T_OBJECT_EX, offsetof(Forwarder, target), 0, "what is called"},
    {"__vectorcalloffset__", T_PYSSIZET, offsetof(Forwarder, vectorcall), READONLY, nullptr},
    {"__dictoffset__", T_PYSSIZET, offsetof(Forwarder, dict), READONLY, nullptr},
    {"__weaklistoffset__", T_PYSSIZET, offsetof(Forwarder, weak_references), READONLY, nullptr},
    {}};

PyMethodDef methods[] = {
    {"__init_subclass__", reinterpret_cast<PyCFunction>(reinterpret_cast<void*>(init_subclass)),
     METH_CLASS | METH_VARARGS | METH_KEYWORDS, nullptr},
    {}};

}  // namespace

bool add_forwarder_type(PyObject* module) {
    PyType_Slot slots[] = {
        {Py_tp_doc, const_cast<char*>("Passes calls on to `target`; where that raises GuardFailed or "
                                      "Refused, to `recover(error, args, kwargs)`.")},
        {Py_tp_new, reinterpret_cast<void*>(forwarder_new)},
        {Py_tp_dealloc, reinterpret_cast<void*>(forwarder_dealloc)},
        {Py_tp_traverse, reinterpret_cast<void*>(forwarder_traverse)},
        {Py_tp_clear, reinterpret_cast<void*>(forwarder_clear)},
        {Py_tp_call, reinterpret_cast<void*>(PyVectorcall_Call)},
        {Py_tp_getset, get_set},
        {Py_tp_members, members},
        {Py_tp_methods, methods},
        {0, nullptr}};
    PyType_Spec spec = {"phylanx._core.Forwarder", sizeof(Forwarder), 0,
                        Py_TPFLAGS_DEFAULT | Py_TPFLAGS_BASETYPE | Py_TPFLAGS_HAVE_GC |
                            Py_TPFLAGS_HAVE_VECTORCALL,
                        slots};
    const Ref type = Ref::steal(PyType_FromSpec(&spec));
    return type && PyModule_AddObjectRef(module, "Forwarder", type.get()) == 0;
}

}  // namespace phylanx::bindings

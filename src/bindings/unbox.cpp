// Python objects as typed values.
// SPDX-License-Identifier: BSL-1.0
#include "bindings/unbox.h"

#include <algorithm>
#include <string>

namespace phylanx::bindings {
namespace {

bool wrong_type(PyObject* o, const ir::Type& type) {
    PyErr_Format(PyExc_TypeError, "expected %s, but got %.200s", type.to_string().c_str(),
                 Py_TYPE(o)->tp_name);
    return false;
}

bool unbox_int(PyObject* o, launch::Cell& result) {
    const Ref index = Ref::steal(PyNumber_Index(o));
    if (!index) return false;
    result.i64 = PyLong_AsLongLong(index.get());  // OverflowError beyond 64 bits
    return !(result.i64 == -1 && PyErr_Occurred());
}

bool unbox_bool(PyObject* o, launch::Cell& result) {
    if (!PyBool_Check(o) && !PyArray_IsScalar(o, Bool)) return wrong_type(o, ir::Type::py_bool());
    const int truth = PyObject_IsTrue(o);
    result.u8 = truth == 1;
    return truth >= 0;
}

bool unbox_complex(PyObject* o, launch::Cell& result) {
    const Py_complex c = PyComplex_AsCComplex(o);
    result.c128[0] = c.real;
    result.c128[1] = c.imag;
    return !(c.real == -1 && PyErr_Occurred());
}

bool unbox_scalar(PyObject* o, const ir::Type& type, launch::Cell& result) {
    if (dtype_from_scalar_class(Py_TYPE(o)) != type.dtype()) return wrong_type(o, type);
    PyArray_ScalarAsCtype(o, &result);
    return true;
}

/// One memory, one buffer: the one that the arguments have, or the pool's, or a new one over all
/// that the array's base holds, so that tasks on it see each other.
arrays::Buffer* buffer_of(const RunScope& scope, PyArrayObject* array) {
    if (arrays::Buffer* b = scope.arguments.buffer_over(extent_of(array))) {
        arrays::retain(b);
        return b;
    }
    if (arrays::Buffer* b = pooled_buffer_of(array)) {
        arrays::retain(b);
        return b;
    }
    const Extent root = root_extent_of(array);
    return lend({&array, 1}, root.lo, root.hi);
}

bool unbox_array(const RunScope& scope, PyObject* o, const ir::Type& type, launch::Cell& result) {
    if (!PyArray_Check(o)) return wrong_type(o, type);
    auto* array = reinterpret_cast<PyArrayObject*>(o);
    if (!is_usable(array) || dtype_from_typenum(PyArray_TYPE(array)) != type.dtype() ||
        PyArray_NDIM(array) != type.ndim())
        return wrong_type(o, type);
    describe(array, *result.array);
    result.array->buffer = buffer_of(scope, array);
    return true;
}

}  // namespace

bool unbox_value(const RunScope& scope, PyObject* o, const ir::Type& type, launch::Cell& result) {
    switch (type.kind()) {
        case ir::TypeKind::PyBool: return unbox_bool(o, result);
        case ir::TypeKind::PyInt: return unbox_int(o, result);
        case ir::TypeKind::PyFloat:
            result.f64 = PyFloat_AsDouble(o);
            return !(result.f64 == -1 && PyErr_Occurred());
        case ir::TypeKind::PyComplex: return unbox_complex(o, result);
        case ir::TypeKind::Scalar: return unbox_scalar(o, type, result);
        case ir::TypeKind::Array: return unbox_array(scope, o, type, result);
        case ir::TypeKind::Any:
            result.object = Py_NewRef(o);
            return true;
        default: return wrong_type(o, type);
    }
}

}  // namespace phylanx::bindings

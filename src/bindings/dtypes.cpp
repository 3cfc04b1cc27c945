// Tables between NumPy's types and Phylanx's dtypes.
// SPDX-License-Identifier: BSL-1.0
#include "bindings/dtypes.h"

namespace phylanx::bindings {
namespace {

struct Row {
    int typenum;
    DType dtype;
    PyTypeObject* scalar_class;
};
constexpr int kNumRows = 16;
Row rows[kNumRows];  // the usual ones first; two C types of 64 bits are one dtype
constexpr int kNumTypenums = NPY_HALF + 1;
signed char row_of_typenum[kNumTypenums];
int row_of_dtype[arrays::kNumDTypes];

DType integer_of(std::size_t bytes, bool is_signed) {
    using enum DType;
    switch (bytes) {
        case 1: return is_signed ? I8 : U8;
        case 2: return is_signed ? I16 : U16;
        case 4: return is_signed ? I32 : U32;
        default: return is_signed ? I64 : U64;
    }
}

}  // namespace

void init_dtypes() {
    const Row table[kNumRows] = {
        {NPY_DOUBLE, DType::F64, &PyDoubleArrType_Type},
        {NPY_LONG, integer_of(sizeof(long), true), &PyLongArrType_Type},
        {NPY_BOOL, DType::Bool, &PyBoolArrType_Type},
        {NPY_FLOAT, DType::F32, &PyFloatArrType_Type},
        {NPY_INT, DType::I32, &PyIntArrType_Type},
        {NPY_CDOUBLE, DType::C128, &PyCDoubleArrType_Type},
        {NPY_CFLOAT, DType::C64, &PyCFloatArrType_Type},
        {NPY_HALF, DType::F16, &PyHalfArrType_Type},
        {NPY_ULONG, integer_of(sizeof(long), false), &PyULongArrType_Type},
        {NPY_UBYTE, DType::U8, &PyUByteArrType_Type},
        {NPY_BYTE, DType::I8, &PyByteArrType_Type},
        {NPY_USHORT, DType::U16, &PyUShortArrType_Type},
        {NPY_SHORT, DType::I16, &PyShortArrType_Type},
        {NPY_UINT, DType::U32, &PyUIntArrType_Type},
        {NPY_LONGLONG, DType::I64, &PyLongLongArrType_Type},
        {NPY_ULONGLONG, DType::U64, &PyULongLongArrType_Type},
    };
    for (signed char& r : row_of_typenum) r = -1;
    for (int i = kNumRows - 1; i >= 0; --i) {  // backwards: a dtype gets the usual one of its rows
        rows[i] = table[i];
        row_of_typenum[table[i].typenum] = static_cast<signed char>(i);
        row_of_dtype[static_cast<int>(table[i].dtype)] = i;
    }
}

std::optional<DType> dtype_from_typenum(int typenum) {
    if (typenum < 0 || typenum >= kNumTypenums || row_of_typenum[typenum] < 0) return std::nullopt;
    return rows[row_of_typenum[typenum]].dtype;
}

int to_typenum(DType dtype) { return rows[row_of_dtype[static_cast<int>(dtype)]].typenum; }

std::optional<DType> dtype_from_scalar_class(const PyTypeObject* type) {
    for (const Row& row : rows)
        if (row.scalar_class == type) return row.dtype;
    return std::nullopt;
}

std::optional<DType> dtype_from_object(PyObject* o) {
    if (PyType_Check(o)) {
        const auto* type = reinterpret_cast<const PyTypeObject*>(o);
        if (type == &PyFloat_Type) return DType::F64;
        if (type == &PyLong_Type) return DType::I64;
        if (type == &PyBool_Type) return DType::Bool;
        if (type == &PyComplex_Type) return DType::C128;
        return dtype_from_scalar_class(type);
    }
    if (!PyArray_DescrCheck(o)) return std::nullopt;
    const auto* descr = reinterpret_cast<const PyArray_Descr*>(o);
    if (!PyArray_ISNBO(descr->byteorder)) return std::nullopt;
    return dtype_from_typenum(descr->type_num);
}

PyObject* make_scalar(DType dtype, const void* data) {
    if (dtype == DType::F64) {
        PyObject* o = PyDoubleArrType_Type.tp_alloc(&PyDoubleArrType_Type, 0);
        if (o) PyArrayScalar_ASSIGN(o, Double, *static_cast<const double*>(data));
        return o;
    }
    PyArray_Descr* descr = PyArray_DescrFromType(to_typenum(dtype));
    if (!descr) return nullptr;
    PyObject* scalar = PyArray_Scalar(const_cast<void*>(data), descr, nullptr);
    Py_DECREF(descr);
    return scalar;
}

}  // namespace phylanx::bindings

// Classifying arguments and turning them into cells, in one go.
// SPDX-License-Identifier: BSL-1.0
#include "bindings/arguments.h"

#include <algorithm>
#include <cstring>

#include "bindings/key_codes.h"

namespace phylanx::bindings {
namespace {

constexpr int kMaxDepth = 4;          // of tuples in tuples
constexpr Py_ssize_t kMaxItems = 64;  // a longer tuple or list is an object

bool lies_as(PyArrayObject* array, const launch::ArrayDesc& desc, int ndim) {
    const std::size_t bytes = sizeof(npy_intp) * static_cast<std::size_t>(ndim);
    return PyArray_BYTES(array) == desc.data && PyArray_NDIM(array) == ndim &&
           std::memcmp(PyArray_DIMS(array), desc.dims, bytes) == 0 &&
           std::memcmp(PyArray_STRIDES(array), desc.dims + ndim, bytes) == 0;
}

/// Whether the strides are those of a C-contiguous array, in dimensions of size 1 too.
bool is_compact(PyArrayObject* array) {
    npy_intp stride = PyArray_ITEMSIZE(array);
    for (int i = PyArray_NDIM(array) - 1; i >= 0; --i) {
        if (PyArray_STRIDES(array)[i] != stride) return false;
        stride *= std::max<npy_intp>(PyArray_DIMS(array)[i], 1);
    }
    return true;
}

}  // namespace

Arguments::~Arguments() { give_back(); }

void Arguments::clear() {
    key_.clear();
    cells_.clear();
    arrays_.clear();
    values_.clear();
    has_read_only_ = false;
    room_used_ = 0;
    more_room_.clear();
}

launch::Cell& Arguments::new_cell() {
    cells_.resize(cells_.size() + 1);
    launch::Cell& cell = cells_[cells_.size() - 1];
    cell.i64 = 0;
    return cell;
}

launch::ArrayDesc* Arguments::new_desc(int ndim) {
    const std::size_t bytes = sizeof(launch::ArrayDesc) + 16 * static_cast<std::size_t>(ndim);
    if (room_used_ + bytes > sizeof room_) {
        more_room_.push_back(std::make_unique<std::byte[]>(bytes));
        return reinterpret_cast<launch::ArrayDesc*>(more_room_.back().get());
    }
    auto* desc = reinterpret_cast<launch::ArrayDesc*>(room_ + room_used_);
    room_used_ += bytes;
    return desc;
}

void Arguments::add(PyObject* o, bool is_static, Detail detail) {
    if (detail == Detail::Objects) {
        add_object(o);
    } else if (detail == Detail::Full && PyUnicode_CheckExact(o)) {
        if (!add_text(o)) add_object(o);
    } else if (detail == Detail::Full && (PyType_Check(o) || PyArray_DescrCheck(o))) {
        const auto dtype = dtype_from_object(o);
        add_object(o);
        if (dtype) {
            code(key::kStatic);
            code(key::kDType);
            code(static_cast<char>(*dtype));
        }
    } else {
        add_value(o, detail, 0);
        if (is_static && detail == Detail::Full) add_static(o);
    }
    values_.push_back(o);
}

void Arguments::add_value(PyObject* o, Detail detail, int depth) {
    PyTypeObject* const type = Py_TYPE(o);
    if (type == &PyFloat_Type) {
        code(key::kFloat);
        new_cell().f64 = PyFloat_AS_DOUBLE(o);
    } else if (type == &PyArray_Type) {
        add_array(reinterpret_cast<PyArrayObject*>(o));
    } else if (type == &PyLong_Type) {
        if (!add_int(o)) add_object(o);
    } else if (type == &PyBool_Type) {
        code(key::kBool);
        new_cell().u8 = o == Py_True;
    } else if (o == Py_None) {
        code(key::kNone);
    } else if (type == &PyComplex_Type) {
        code(key::kComplex);
        const Py_complex c = PyComplex_AsCComplex(o);
        launch::Cell& cell = new_cell();
        cell.c128[0] = c.real;
        cell.c128[1] = c.imag;
    } else if (const auto dtype = dtype_from_scalar_class(type)) {
        code(key::kScalar);
        code(static_cast<char>(*dtype));
        PyArray_ScalarAsCtype(o, &new_cell());
    } else if (!add_sequence(o, detail, depth)) {
        add_object(o);
    }
}

bool Arguments::add_int(PyObject* o) {
    int overflow = 0;
    const long long value = PyLong_AsLongLongAndOverflow(o, &overflow);
    if (overflow) return false;
    code(key::kInt);
    new_cell().i64 = value;
    return true;
}

void Arguments::add_array(PyArrayObject* array) {
    if (!is_usable(array)) return add_object(reinterpret_cast<PyObject*>(array));
    const int ndim = PyArray_NDIM(array);
    code(key::kArray);
    code(static_cast<char>(*dtype_from_typenum(PyArray_TYPE(array))));
    code(static_cast<char>(is_compact(array) ? ndim : ndim | key::kStrided));
    launch::ArrayDesc* desc = new_desc(ndim);
    describe(array, *desc);
    const Extent extent = root_extent_of(array);
    arrays_.push_back({array, desc, static_cast<int>(values_.size()), static_cast<int>(cells_.size()), extent.lo,
                       extent.hi});
    new_cell().array = desc;
    if (!PyArray_ISWRITEABLE(array)) has_read_only_ = true;
}

void Arguments::add_object(PyObject* o) {
    code(key::kObject);
    new_cell().object = o;
}

bool Arguments::add_sequence(PyObject* o, Detail detail, int depth) {
    const bool is_tuple = PyTuple_CheckExact(o);
    if (detail != Detail::Full || depth >= kMaxDepth || (!is_tuple && !PyList_CheckExact(o)))
        return false;
    const Py_ssize_t n = PySequence_Fast_GET_SIZE(o);
    if (n > kMaxItems) return false;
    code(is_tuple ? key::kTuple : key::kList);
    code(static_cast<char>(n));
    for (Py_ssize_t i = 0; i < n; ++i) add_value(PySequence_Fast_GET_ITEM(o, i), detail, depth + 1);
    return true;
}

bool Arguments::add_text(PyObject* o) {
    Py_ssize_t size;
    const char* text = PyUnicode_AsUTF8AndSize(o, &size);
    if (!text) {  // lone surrogates
        PyErr_Clear();
        return false;
    }
    code(key::kText);
    code(key::kStatic);
    code(key::kText);
    raw<std::uint32_t>(static_cast<std::uint32_t>(size));
    key_.append(text, static_cast<std::size_t>(size));
    return true;
}

/// What may matter of an array at compile time: the number of the first parameter that is the same object,
/// then its dimensions of extent 1.
void Arguments::add_static_array(PyArrayObject* array) {
    std::int64_t first = 0;
    auto* o = reinterpret_cast<PyObject*>(array);
    while (static_cast<std::size_t>(first) < values_.size() && values_[static_cast<std::size_t>(first)] != o) ++first;
    SmallVector<std::int64_t, 8> ones;
    for (int d = 0; d < PyArray_NDIM(array); ++d)
        if (PyArray_DIM(array, d) == 1) ones.push_back(d);
    code(key::kTuple);
    code(static_cast<char>(1 + ones.size()));
    raw(first);
    for (std::int64_t d : ones) raw(d);
}

/// Behind a parameter's type: its value, or that it has none which could be compiled in.
void Arguments::add_static(PyObject* o) {
    code(key::kStatic);
    if (PyArray_CheckExact(o)) {
        add_static_array(reinterpret_cast<PyArrayObject*>(o));
    } else if (PyBool_Check(o)) {
        code(key::kBool);
        code(o == Py_True);
    } else if (PyLong_CheckExact(o) || PyArray_IsScalar(o, Integer)) {
        const Ref index = Ref::steal(PyNumber_Index(o));
        const long long value = index ? PyLong_AsLongLong(index.get()) : -1;
        if (value == -1 && PyErr_Occurred()) {
            PyErr_Clear();
            return code(key::kNoValue);
        }
        code(key::kInt);
        raw<std::int64_t>(value);
    } else if (PyFloat_Check(o)) {
        code(key::kFloat);
        raw(PyFloat_AS_DOUBLE(o));
    } else if (o == Py_None) {
        code(key::kNone);
    } else if (!add_static_ints(o)) {
        code(key::kNoValue);
    }
}

bool Arguments::add_static_ints(PyObject* o) {
    if (!PyTuple_CheckExact(o) && !PyList_CheckExact(o)) return false;
    const Py_ssize_t n = PySequence_Fast_GET_SIZE(o);
    std::int64_t values[kMaxItems];
    if (n > kMaxItems) return false;
    for (Py_ssize_t i = 0; i < n; ++i) {
        PyObject* item = PySequence_Fast_GET_ITEM(o, i);
        int overflow = 1;
        if (PyLong_CheckExact(item)) values[i] = PyLong_AsLongLongAndOverflow(item, &overflow);
        if (overflow) return false;
    }
    code(key::kTuple);
    code(static_cast<char>(n));
    for (Py_ssize_t i = 0; i < n; ++i) raw(values[i]);
    return true;
}

bool Arguments::lend() {
    const std::size_t n = arrays_.size();
    if (n == 0) return true;
    if (n > 1) std::ranges::sort(arrays_, {}, &Array::lo);
    for (std::size_t first = 0; first < n;) {
        char* hi = arrays_[first].hi;
        std::size_t last = first + 1;
        while (last < n && arrays_[last].lo < hi) hi = std::max(hi, arrays_[last++].hi);
        if (!lend_together(first, last, arrays_[first].lo, hi)) return false;
        first = last;
    }
    return true;
}

bool Arguments::lend_together(std::size_t first, std::size_t last, char* lo, char* hi) {
    SmallVector<PyArrayObject*, 8> owners;
    for (std::size_t i = first; i < last; ++i) owners.push_back(arrays_[i].array);
    arrays::Buffer* buffer = bindings::lend({owners.data(), owners.size()}, lo, hi);
    if (!buffer) return false;
    buffers_.push_back(buffer);
    for (std::size_t i = first; i < last; ++i) arrays_[i].desc->buffer = buffer;
    return true;
}

void Arguments::give_back() {
    for (arrays::Buffer* b : buffers_) arrays::release(b);
    buffers_.clear();
}

bool Arguments::is_read_only(int parameter) const {
    return has_read_only_ && std::ranges::any_of(arrays_, [&](const Array& a) {
        return a.parameter == parameter && !PyArray_ISWRITEABLE(a.array);
    });
}

PyObject* Arguments::array_at(int leaf) const {
    for (const Array& a : arrays_)
        if (a.leaf == leaf) return reinterpret_cast<PyObject*>(a.array);
    return nullptr;
}

PyObject* Arguments::same_array(const launch::ArrayDesc& desc, DType dtype, int ndim) const {
    for (const Array& a : arrays_)
        if (lies_as(a.array, desc, ndim) && dtype_from_typenum(PyArray_TYPE(a.array)) == dtype)
            return reinterpret_cast<PyObject*>(a.array);
    return nullptr;
}

arrays::Buffer* Arguments::buffer_over(Extent extent) const {
    for (arrays::Buffer* b : buffers_)
        if (b->data <= extent.lo && extent.hi <= b->data + b->bytes) return b;
    return nullptr;
}

driver::Signature Arguments::signature() const { return signature_from_key(key()); }

}  // namespace phylanx::bindings

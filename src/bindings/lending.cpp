// Memory across the border between Python and programs.
// SPDX-License-Identifier: BSL-1.0
#include "bindings/lending.h"

#include <algorithm>
#include <atomic>
#include <cstring>
#include <mutex>
#include <vector>

namespace phylanx::bindings {
namespace {

constexpr const char* kCapsule = "phylanx.buffer";

std::atomic<bool> any_released{false};
std::mutex released_mutex;
std::vector<PyObject*>& released() {
    static auto* objects = new std::vector<PyObject*>;  // lives as long as any thread
    return *objects;
}

void release_lender(void* lender) { release_later(static_cast<PyObject*>(lender)); }

void release_capsule(PyObject* capsule) {
    arrays::release(static_cast<arrays::Buffer*>(PyCapsule_GetPointer(capsule, kCapsule)));
}

/// The lending ndarray whose memory holds `data`; null where the buffer is not lent by NumPy.
PyArrayObject* lender_of(const arrays::Buffer* buffer, const char* data) {
    if (!buffer || buffer->release != release_lender) return nullptr;
    auto* lender = static_cast<PyObject*>(buffer->lender);
    if (!PyTuple_CheckExact(lender)) return reinterpret_cast<PyArrayObject*>(lender);
    for (Py_ssize_t i = 0; i < PyTuple_GET_SIZE(lender); ++i) {
        auto* array = reinterpret_cast<PyArrayObject*>(PyTuple_GET_ITEM(lender, i));
        const Extent e = extent_of(array);
        if (e.lo <= data && data < e.hi) return array;
    }
    return reinterpret_cast<PyArrayObject*>(PyTuple_GET_ITEM(lender, 0));
}

/// Several elements in one place: read-only, as np.broadcast_to gives it.
bool is_broadcast(const launch::ArrayDesc& desc, int ndim) {
    for (int d = 0; d < ndim; ++d)
        if (desc.dims[d] > 1 && desc.dims[ndim + d] == 0) return true;
    return false;
}

/// What keeps the memory alive: the lender, or a capsule with a reference to the buffer. New
/// reference.
PyObject* base_for(arrays::Buffer* buffer, PyArrayObject* lender) {
    if (lender) return Py_NewRef(reinterpret_cast<PyObject*>(lender));
    PyObject* capsule = PyCapsule_New(buffer, kCapsule, release_capsule);
    if (capsule) arrays::retain(buffer);
    return capsule;
}

}  // namespace

Extent extent_of(PyArrayObject* array) {
    char* lo = PyArray_BYTES(array);
    char* hi = lo;
    const int ndim = PyArray_NDIM(array);
    for (int d = 0; d < ndim; ++d) {
        const npy_intp n = PyArray_DIM(array, d);
        if (n == 0) return {lo, lo};
        const npy_intp reach = (n - 1) * PyArray_STRIDE(array, d);
        (reach < 0 ? lo : hi) += reach;
    }
    return {lo, hi + PyArray_ITEMSIZE(array)};
}

Extent root_extent_of(PyArrayObject* array) {
    Extent extent = extent_of(array);
    PyObject* base = PyArray_BASE(array);
    if (!base) return extent;
    PyArrayObject* root = array;
    for (; base && PyArray_Check(base); base = PyArray_BASE(root))
        root = reinterpret_cast<PyArrayObject*>(base);
    const Extent whole = extent_of(root);
    if (whole.lo != whole.hi && extent.lo != extent.hi)
        extent = {std::min(extent.lo, whole.lo), std::max(extent.hi, whole.hi)};
    return extent;
}

arrays::Buffer* pooled_buffer_of(PyArrayObject* array) {
    PyObject* base = PyArray_BASE(array);
    while (base && PyArray_Check(base)) base = PyArray_BASE(reinterpret_cast<PyArrayObject*>(base));
    return base && PyCapsule_IsValid(base, kCapsule)
               ? static_cast<arrays::Buffer*>(PyCapsule_GetPointer(base, kCapsule))
               : nullptr;
}

arrays::Buffer* lend(std::span<PyArrayObject* const> owners, char* lo, char* hi) {
    PyObject* lender = reinterpret_cast<PyObject*>(owners[0]);
    if (owners.size() == 1) {
        Py_INCREF(lender);
    } else {
        lender = PyTuple_New(static_cast<Py_ssize_t>(owners.size()));
        if (!lender) return nullptr;
        for (std::size_t i = 0; i < owners.size(); ++i)
            PyTuple_SET_ITEM(lender, static_cast<Py_ssize_t>(i),
                             Py_NewRef(reinterpret_cast<PyObject*>(owners[i])));
    }
    return arrays::borrow(lo, static_cast<std::size_t>(hi - lo), lender, release_lender);
}

PyObject* wrap(const launch::ArrayDesc& desc, DType dtype, int ndim, bool read_only) {
    PyArrayObject* lender = lender_of(desc.buffer, desc.data);
    PyArray_Descr* descr = PyArray_DescrFromType(to_typenum(dtype));
    if (!descr) return nullptr;
    static_assert(sizeof(npy_intp) == sizeof(std::int64_t));
    npy_intp dims[2 * NPY_MAXDIMS];
    std::memcpy(dims, desc.dims, sizeof(npy_intp) * 2 * static_cast<std::size_t>(ndim));
    const bool writeable =
        !read_only && !(lender && !PyArray_ISWRITEABLE(lender)) && !is_broadcast(desc, ndim);
    const int flags = writeable ? NPY_ARRAY_WRITEABLE : 0;
    PyObject* array = PyArray_NewFromDescr(&PyArray_Type, descr, ndim, dims, dims + ndim, desc.data,
                                           flags, nullptr);
    if (!array || !desc.buffer) return array;
    PyObject* base = base_for(desc.buffer, lender);
    if (!base || PyArray_SetBaseObject(reinterpret_cast<PyArrayObject*>(array), base) < 0) {
        Py_DECREF(array);
        return nullptr;
    }
    return array;
}

bool is_usable(PyArrayObject* array) {
    return PyArray_CheckExact(array) && PyArray_ISALIGNED(array) && PyArray_ISNOTSWAPPED(array) &&
           dtype_from_typenum(PyArray_TYPE(array)).has_value();
}

void describe(PyArrayObject* array, launch::ArrayDesc& desc) {
    const auto ndim = static_cast<std::size_t>(PyArray_NDIM(array));
    desc.data = PyArray_BYTES(array);
    desc.buffer = nullptr;
    std::memcpy(desc.dims, PyArray_DIMS(array), ndim * sizeof(npy_intp));
    std::memcpy(desc.dims + ndim, PyArray_STRIDES(array), ndim * sizeof(npy_intp));
}

void release_later(PyObject* o) {
    if (PyGILState_Check()) {
        Py_DECREF(o);
        return;
    }
    std::lock_guard lock(released_mutex);
    released().push_back(o);
    any_released.store(true, std::memory_order_release);
}

void drain_releases() {
    if (!any_released.load(std::memory_order_relaxed)) return;
    std::vector<PyObject*> objects;
    {
        std::lock_guard lock(released_mutex);
        objects.swap(released());
        any_released.store(false, std::memory_order_relaxed);
    }
    PyObject *type, *value, *traceback;
    PyErr_Fetch(&type, &value, &traceback);
    for (PyObject* o : objects) Py_DECREF(o);
    PyErr_Restore(type, value, traceback);
}

}  // namespace phylanx::bindings

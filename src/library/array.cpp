// Array operands: sizes, layouts and sub-arrays.
// SPDX-License-Identifier: BSL-1.0
#include "library/array.h"

#include <algorithm>

namespace phylanx::library {

Array& Array::operator=(const Array& other) {
    data = other.data;
    buffer = other.buffer;
    dtype = other.dtype;
    ndim = other.ndim;
    item = other.item;
    std::copy_n(other.shape, other.ndim, shape);  // only what is there: 64 dimensions are the exception
    std::copy_n(other.strides, other.ndim, strides);
    return *this;
}

int64_t Array::size() const {
    int64_t n = 1;
    for (int d = 0; d < ndim; ++d) n *= shape[d];
    return n;
}

bool Array::is_contiguous() const {
    int64_t expected = item;
    bool contiguous = true;
    for (int d = ndim - 1; d >= 0; --d) {
        if (shape[d] == 0) return true;
        if (shape[d] != 1 && strides[d] != expected) contiguous = false;
        expected *= shape[d];
    }
    return contiguous;
}

Array::Interval Array::interval() const {
    const int64_t base = buffer ? data - buffer->data : 0;
    int64_t first = base, last = base + item;
    for (int d = 0; d < ndim; ++d) {
        if (shape[d] == 0) return {base, base};
        const int64_t reach = (shape[d] - 1) * strides[d];
        (reach < 0 ? first : last) += reach;
    }
    return {first, last};
}

Array make_array(const launch::ArrayDesc& desc, const ir::Type& type) {
    Array a;
    a.data = desc.data;
    a.buffer = desc.buffer;
    a.dtype = type.dtype();
    a.ndim = type.ndim();
    a.item = static_cast<int64_t>(arrays::item_size(a.dtype));
    std::copy_n(desc.dims, a.ndim, a.shape);
    std::copy_n(desc.dims + a.ndim, a.ndim, a.strides);
    return a;
}

Array make_array(char* data, Buffer* buffer, DType dtype, std::span<const int64_t> shape) {
    Array a;
    a.data = data;
    a.buffer = buffer;
    a.dtype = dtype;
    a.ndim = static_cast<int>(shape.size());
    a.item = static_cast<int64_t>(arrays::item_size(dtype));
    int64_t stride = a.item;
    for (int d = a.ndim - 1; d >= 0; --d) {
        a.shape[d] = shape[d];
        a.strides[d] = stride;
        stride *= std::max<int64_t>(shape[d], 1);
    }
    return a;
}

Array element(const Array& a, int64_t i) {
    Array e;
    e.data = a.data + i * a.strides[0];
    e.buffer = a.buffer;
    e.dtype = a.dtype;
    e.ndim = a.ndim - 1;
    e.item = a.item;
    std::copy_n(a.shape + 1, e.ndim, e.shape);
    std::copy_n(a.strides + 1, e.ndim, e.strides);
    return e;
}

Array rows(const Array& a, int64_t begin, int64_t end) {
    Array r = a;
    r.data += begin * a.strides[0];
    r.shape[0] = end - begin;
    return r;
}

std::string shape_text(std::span<const int64_t> shape) {
    std::size_t first = 0;  // NumPy leaves out negative extents at the front
    while (first < shape.size() && shape[first] < 0) ++first;
    if (first == shape.size()) return "()";
    std::string text = "(" + std::to_string(shape[first]);
    for (std::size_t d = first + 1; d < shape.size(); ++d)
        text += shape[d] < 0 ? ",newaxis" : "," + std::to_string(shape[d]);
    return text + (shape.size() == 1 ? ",)" : ")");
}

}  // namespace phylanx::library

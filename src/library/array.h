// An array operand by value: what a descriptor and its type say together; tasks keep copies of these.
// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstdint>
#include <span>
#include <string>

#include "arrays/buffer.h"
#include "arrays/dtype.h"
#include "ir/type.h"
#include "launch/abi.h"

namespace phylanx::library {

using arrays::Buffer;
using arrays::DType;
using std::int64_t;

inline constexpr int kMaxDims = 64;  // NumPy's limit

struct Array {
    char* data = nullptr;
    Buffer* buffer = nullptr;
    DType dtype = DType::F64;
    int ndim = 0;
    int64_t item = 8;  // bytes of an element
    int64_t shape[kMaxDims];
    int64_t strides[kMaxDims];  // bytes

    Array() = default;
    Array(const Array& other) { *this = other; }
    Array& operator=(const Array& other);

    int64_t size() const;
    /// Without holes and in C order (an empty array is; dimensions of extent 1 do not count).
    bool is_contiguous() const;
    /// The bytes [first, last) that elements may lie in, as offsets from the buffer's first byte.
    struct Interval {
        int64_t first;
        int64_t last;
    };
    Interval interval() const;
    template <class T>
    T* as() const {
        return reinterpret_cast<T*>(data);
    }
};

/// The operand of a call.
Array make_array(const launch::ArrayDesc& desc, const ir::Type& type);
/// A C-ordered array at `data` (which may be null: only shape and strides are wanted).
Array make_array(char* data, Buffer* buffer, DType dtype, std::span<const int64_t> shape);
/// Index `i` of dimension 0 as an array of one dimension less; rows [begin, end) of dimension 0.
Array element(const Array& a, int64_t i);
Array rows(const Array& a, int64_t begin, int64_t end);

/// "(2,3)", "(4,)" as NumPy's messages print a shape; negative extents as "newaxis".
std::string shape_text(std::span<const int64_t> shape);
inline std::span<const int64_t> shape_of(const Array& a) {
    return {a.shape, static_cast<std::size_t>(a.ndim)};
}

}  // namespace phylanx::library

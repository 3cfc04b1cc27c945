// Short ways of routines for small arrays that nobody is writing: what they share, and which there are.
// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <span>

#include "launch/desc.h"
#include "launch/frame.h"
#include "launch/library_registry.h"
#include "library/dispatch.h"

namespace phylanx::library {

using launch::ArrayDesc;
using launch::CallInfo;
using launch::Cell;
using launch::Frame;
using launch::QuickFn;
using std::int64_t;

/// More elements than this are worth the general way, which may use tasks.
inline constexpr int64_t kQuickElements = 2048;

/// Each gives the short way for calls of these types, or null (launch::ChooseQuickFn). Results have the bits of the
/// general way. Whatever is an error is left to that too.
QuickFn quick_zeros(CallInfo&);         // quick_memory.cpp
QuickFn quick_empty(CallInfo&);
QuickFn quick_full(CallInfo&);
QuickFn quick_eye(CallInfo&);
QuickFn quick_arange(CallInfo&);
QuickFn quick_copy(CallInfo&);
QuickFn quick_reshape(CallInfo&);
QuickFn quick_concatenate(CallInfo&);
QuickFn quick_take(CallInfo&);          // quick_gather.cpp
QuickFn quick_put(CallInfo&);
QuickFn quick_argmax(CallInfo&);        // quick_axis.cpp
QuickFn quick_argmin(CallInfo&);
QuickFn quick_cumsum(CallInfo&);
QuickFn quick_sort(CallInfo&);
QuickFn quick_matmul(CallInfo&);        // quick_matrix.cpp
QuickFn quick_contract(CallInfo&);      // contract.cpp
QuickFn quick_solve(CallInfo&);
QuickFn quick_inv(CallInfo&);
QuickFn quick_det(CallInfo&);
QuickFn quick_cholesky(CallInfo&);

inline bool is_ready(const ArrayDesc& a) { return launch::is_untouched(a.buffer); }

/// Strides and place are multiples of T's size: a view of other bytes may not be.
template <class T>
bool is_aligned(const ArrayDesc& a, int ndim) {
    auto bits = reinterpret_cast<std::uintptr_t>(a.data);
    for (int d = ndim; d < 2 * ndim; ++d) bits |= static_cast<std::uintptr_t>(a.dims[d]);
    return bits % sizeof(T) == 0;
}

/// Result 0 as a new C-ordered array of elements of Item bytes; where they lie. The extents are not negative, and few.
inline char* quick_result(Frame& frame, const CallInfo& call, Cell* out, int64_t item, std::span<const int64_t> shape) {
    ArrayDesc& a = *out[0].array;
    const int ndim = static_cast<int>(shape.size());
    if (ndim == 0 && call.local) {
        a.buffer = nullptr;
        return a.data;
    }
    int64_t size = item;
    for (int d = ndim - 1; d >= 0; --d) {
        const int64_t extent = shape[static_cast<std::size_t>(d)];
        a.dims[d] = extent;
        a.dims[ndim + d] = size;
        size *= std::max<int64_t>(extent, 1);
    }
    const bool empty = std::find(shape.begin(), shape.end(), 0) != shape.end();
    arrays::Buffer* buffer = launch::allocate_bytes(frame, empty ? 0 : static_cast<std::size_t>(size));
    a.data = buffer->data;
    a.buffer = buffer;
    frame.own(call.slots[0], buffer);
    return buffer->data;
}

/// Operands from k on are extents: Python's or NumPy's 64-bit ints.
inline bool are_integers(const CallInfo& call, std::size_t k) {
    for (; k < call.operands.size(); ++k)
        if (!call.operands[k].is_scalar() || call.operands[k].dtype() != arrays::DType::I64) return false;
    return true;
}

/// Elements by their size alone: fn(std::integral_constant<int, bytes>).
template <class Fn>
QuickFn with_item(arrays::DType dtype, const Fn& fn) {
    switch (arrays::item_size(dtype)) {
        case 1: return fn(std::integral_constant<int, 1>());
        case 2: return fn(std::integral_constant<int, 2>());
        case 4: return fn(std::integral_constant<int, 4>());
        case 8: return fn(std::integral_constant<int, 8>());
        default: return fn(std::integral_constant<int, 16>());
    }
}

/// dst[i] = src[i] for n elements of Item bytes, strides in bytes.
template <int Item>
inline void copy_line(char* dst, int64_t dst_stride, const char* src, int64_t src_stride, int64_t n) {
    if (dst_stride == Item && src_stride == Item && n > 8) {
        std::memcpy(dst, src, static_cast<std::size_t>(n) * Item);
        return;
    }
    for (int64_t i = 0; i < n; ++i) std::memcpy(dst + i * dst_stride, src + i * src_stride, Item);
}

/// A 1-d operand with its elements side by side: itself, or gathered into `room` (of kQuickElements).
template <class T>
const T* as_line(const ArrayDesc& a, T* room) {
    if (a.dims[1] == sizeof(T) || a.dims[0] <= 1) return reinterpret_cast<const T*>(a.data);
    copy_line<sizeof(T)>(reinterpret_cast<char*>(room), sizeof(T), a.data, a.dims[1], a.dims[0]);
    return room;
}

}  // namespace phylanx::library

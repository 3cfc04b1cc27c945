// Reading and filling array descriptors: shapes, strides, extents in memory, overlap, new results.
// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstdint>
#include <span>
#include <string>

#include "launch/abi.h"
#include "runtime/runtime.h"
#include "runtime/task.h"

namespace phylanx::launch {

struct Frame;

using Shape = std::span<const std::int64_t>;

inline Shape shape(const ArrayDesc& a, int ndim) { return {a.dims, static_cast<std::size_t>(ndim)}; }
inline Shape strides(const ArrayDesc& a, int ndim) {
    return {a.dims + ndim, static_cast<std::size_t>(ndim)};
}
inline std::span<std::int64_t> shape(ArrayDesc& a, int ndim) {
    return {a.dims, static_cast<std::size_t>(ndim)};
}
inline std::span<std::int64_t> strides(ArrayDesc& a, int ndim) {
    return {a.dims + ndim, static_cast<std::size_t>(ndim)};
}

/// Results from so many bytes on count when the host runs ahead of its tasks.
inline constexpr std::size_t kResultAhead = std::size_t{16} << 10;

/// Number of elements: the product of the extents (1 for a 0-d array).
inline std::int64_t num_elements(Shape shape) {
    std::int64_t n = 1;
    for (std::int64_t e : shape) n *= e;
    return n;
}
/// Elements lie in C order without gaps (always true where there is at most one element).
bool is_contiguous(const ArrayDesc& a, int ndim, std::int64_t item_size);

/// The half-open range of addresses that the array's elements lie in; empty where it has no element.
struct ByteRange {
    char* lo = nullptr;
    char* hi = nullptr;
    bool empty() const { return lo == hi; }
};
ByteRange byte_range(const ArrayDesc& a, int ndim, std::int64_t item_size);
inline bool overlap(ByteRange a, ByteRange b) { return a.lo < b.hi && b.lo < a.hi; }

/// What a task that touches all of the array states to the runtime; a.buffer must not be null.
runtime::Access access(const ArrayDesc& a, int ndim, std::int64_t item_size, runtime::Mode mode);

/// Makes `a` a new C-ordered array of the given shape, not initialised. The frame's owner slot gets the
/// buffer's only reference and lets go of what it held.
void allocate(Frame& frame, int slot, ArrayDesc& a, DType dtype, Shape shape);
/// The same for memory that is already there: the slot takes over the caller's reference to `buffer`.
void adopt(Frame& frame, int slot, ArrayDesc& a, DType dtype, Shape shape, Buffer* buffer);

/// The buffer alone: memory for an array, the caller's reference.
Buffer* allocate_result(Frame& frame, DType dtype, Shape shape);
Buffer* allocate_ahead(Frame& frame, std::size_t bytes);
/// The same where the size is known to be possible.
inline Buffer* allocate_bytes(Frame& frame, std::size_t bytes) {
    return bytes < kResultAhead ? arrays::allocate(bytes) : allocate_ahead(frame, bytes);
}

/// No unfinished task touches the buffer, as is mostly seen at once.
inline bool is_untouched(const Buffer* buffer) {
    return !buffer || !buffer->log.load(std::memory_order_acquire) || runtime::is_idle(buffer);
}

/// "(3,4)", "(3,)", "()": as NumPy prints a shape.
std::string shape_text(Shape shape);

}  // namespace phylanx::launch

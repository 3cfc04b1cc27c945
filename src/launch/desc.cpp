// Array descriptors: extents, ranges, new results.
// SPDX-License-Identifier: BSL-1.0
#include "launch/desc.h"

#include <algorithm>
#include <fmt/format.h>

#include "launch/frame.h"
#include "runtime/runtime.h"

namespace phylanx::launch {
namespace {

constexpr std::size_t kLargeResult = std::size_t{1} << 20;
// How much memory for results the host may take before the tasks have caught up: what they let go in the meantime is
// still in the cache, while new memory has to come from the system page by page.
constexpr std::size_t kAheadBytes = std::size_t{16} << 20;
constexpr std::size_t kAheadResults = 2;
constexpr std::int64_t kLeftUnfinished = 8;

}  // namespace

bool is_contiguous(const ArrayDesc& a, int ndim, std::int64_t item_size) {
    std::int64_t expected = item_size;
    bool dense = true;
    for (int d = ndim - 1; d >= 0; --d) {
        std::int64_t extent = a.dims[d];
        if (extent == 0) return true;
        if (extent != 1 && a.dims[ndim + d] != expected) dense = false;
        expected *= extent;
    }
    return dense;
}

ByteRange byte_range(const ArrayDesc& a, int ndim, std::int64_t item_size) {
    ByteRange r{a.data, a.data + item_size};
    for (int d = 0; d < ndim; ++d) {
        std::int64_t extent = a.dims[d];
        if (extent == 0) return {a.data, a.data};
        std::int64_t reach = (extent - 1) * a.dims[ndim + d];
        (reach < 0 ? r.lo : r.hi) += reach;
    }
    return r;
}

runtime::Access access(const ArrayDesc& a, int ndim, std::int64_t item_size, runtime::Mode mode) {
    ByteRange r = byte_range(a, ndim, item_size);
    return {a.buffer, r.lo - a.buffer->data, r.hi - a.buffer->data, mode};
}

Buffer* allocate_result(Frame& frame, DType dtype, Shape shape) {
    auto bytes = static_cast<std::int64_t>(arrays::item_size(dtype));
    bool negative = false, too_big = false, empty = false;
    for (std::int64_t e : shape) {
        negative |= e < 0;
        empty |= e == 0;
        too_big |= __builtin_mul_overflow(bytes, e, &bytes);
    }
    if (negative)
        throw support::UserError(support::ErrorClass::Value, {}, "negative dimensions are not allowed");
    if (too_big && !empty)
        throw support::UserError(support::ErrorClass::Value, {},
                                 "array is too big; `arr.size * arr.dtype.itemsize` is larger than the "
                                 "maximum possible size.");
    return allocate_bytes(frame, empty ? std::size_t{0} : static_cast<std::size_t>(bytes));
}

Buffer* allocate_ahead(Frame& frame, std::size_t size) {
    // A host that runs far ahead of its tasks must not fill the memory with results that wait to be computed.
    if (size >= kLargeResult && arrays::live_bytes() + size > arrays::memory_goal())
        runtime::wait_all(frame.run);
    frame.ahead_bytes += size;
    if (frame.ahead_bytes > std::max(kAheadBytes, kAheadResults * size)) {
        runtime::catch_up(frame.run, kLeftUnfinished);
        frame.ahead_bytes = size;
    }
    return arrays::allocate(size);
}

void allocate(Frame& frame, int slot, ArrayDesc& a, DType dtype, Shape shape) {
    adopt(frame, slot, a, dtype, shape, allocate_result(frame, dtype, shape));
}

void adopt(Frame& frame, int slot, ArrayDesc& a, DType dtype, Shape shape, Buffer* buffer) {
    int ndim = static_cast<int>(shape.size());
    auto stride = static_cast<std::int64_t>(arrays::item_size(dtype));
    for (int d = ndim - 1; d >= 0; --d) {
        a.dims[d] = shape[static_cast<std::size_t>(d)];
        a.dims[ndim + d] = stride;
        stride *= a.dims[d] == 0 ? 1 : a.dims[d];
    }
    a.data = buffer->data;
    a.buffer = buffer;
    frame.own(slot, buffer);
}

std::string shape_text(Shape shape) {
    if (shape.size() == 1) return fmt::format("({},)", shape[0]);
    std::string text = "(";
    for (std::size_t d = 0; d < shape.size(); ++d)
        text += fmt::format("{}{}", d ? "," : "", shape[d]);
    return text + ')';
}

}  // namespace phylanx::launch

// Short ways of what makes or moves elements: zeros, empty, full, eye, arange, copy, reshape, concatenate.
// SPDX-License-Identifier: BSL-1.0
#include "library/quick.h"

namespace phylanx::library {
namespace {

constexpr int kMost = 4;  // dimensions

/// The operands from `first` on as extents; the number of elements, or -1 where that is too great or an error.
int64_t read_extents(const CallInfo& call, const Cell* in, std::size_t first, int64_t* shape) {
    int64_t size = 1;
    for (std::size_t k = first; k < call.operands.size(); ++k) {
        const int64_t extent = in[k].i64;
        if (extent < 0 || extent > kQuickElements) return -1;
        shape[k - first] = extent;
        size *= extent;
    }
    return size <= kQuickElements ? size : -1;
}

template <int Item, bool Clear>
bool zeros(Frame& frame, const CallInfo& call, const Cell* in, Cell* out) {
    int64_t shape[kMost];
    const int64_t size = read_extents(call, in, 0, shape);
    if (size < 0) return false;
    char* to = quick_result(frame, call, out, Item, {shape, call.operands.size()});
    if (Clear) std::memset(to, 0, static_cast<std::size_t>(size) * Item);
    return true;
}

template <bool Clear>
QuickFn choose_zeros(const CallInfo& call) {
    if (!are_integers(call, 0) || call.operands.size() > kMost) return nullptr;
    return with_item(call.results[0].dtype(), [](auto item) -> QuickFn { return zeros<item(), Clear>; });
}

template <int Item>
bool full(Frame& frame, const CallInfo& call, const Cell* in, Cell* out) {
    int64_t shape[kMost];
    const int64_t size = read_extents(call, in, 1, shape);
    if (size < 0) return false;
    char* to = quick_result(frame, call, out, Item, {shape, call.operands.size() - 1});
    for (int64_t i = 0; i < size; ++i) std::memcpy(to + i * Item, &in[0], Item);
    return true;
}

template <class T>
bool eye(Frame& frame, const CallInfo& call, const Cell* in, Cell* out) {
    const int64_t shape[2] = {in[0].i64, in[1].i64}, k = in[2].i64;
    if (shape[0] < 0 || shape[1] < 0 || shape[0] > 64 || shape[1] > 32) return false;
    T* to = reinterpret_cast<T*>(quick_result(frame, call, out, sizeof(T), shape));
    std::fill_n(to, shape[0] * shape[1], T(0));
    if (k > -shape[0] && k < shape[1])
        for (int64_t i = std::max<int64_t>(0, -k); i < shape[0] && i + k < shape[1]; ++i) to[i * shape[1] + i + k] = T(1);
    return true;
}

bool arange(Frame& frame, const CallInfo& call, const Cell* in, Cell* out) {
    const int64_t start = in[0].i64, stop = in[1].i64, step = in[2].i64;
    constexpr int64_t kFar = int64_t{1} << 40;
    if (step <= 0 || start < -kFar || stop > kFar || step > kFar || stop - start > kQuickElements) return false;
    const int64_t n = stop > start ? (stop - start + step - 1) / step : 0;
    auto* to = reinterpret_cast<int64_t*>(quick_result(frame, call, out, sizeof(int64_t), {&n, 1}));
    for (int64_t i = 0; i < n; ++i) to[i] = start + i * step;
    return true;
}

template <int Item>
bool copy(Frame& frame, const CallInfo& call, const Cell* in, Cell* out) {
    const ArrayDesc& a = *in[0].array;
    const int ndim = call.operands[0].ndim();
    const int64_t rows = ndim == 2 ? a.dims[0] : 1, n = ndim ? a.dims[ndim - 1] : 1;
    if (!is_ready(a) || rows * n > kQuickElements) return false;
    const char* from = a.data;
    const int64_t row = ndim == 2 ? a.dims[2] : 0, stride = ndim ? a.dims[2 * ndim - 1] : Item;
    const int64_t shape[2] = {ndim ? a.dims[0] : 1, ndim == 2 ? a.dims[1] : 1};
    char* to = quick_result(frame, call, out, Item, {shape, static_cast<std::size_t>(ndim)});
    for (int64_t i = 0; i < rows; ++i) copy_line<Item>(to + i * n * Item, Item, from + i * row, stride, n);
    return true;
}

/// C-ordered arrays alone: what comes out is a view.
bool reshape(Frame& frame, const CallInfo& call, const Cell* in, Cell* out) {
    const ArrayDesc& a = *in[0].array;
    const int ndim = call.operands[0].ndim(), wanted = call.results[0].ndim();
    const auto item = static_cast<int64_t>(arrays::item_size(call.results[0].dtype()));
    if (!launch::is_contiguous(a, ndim, item)) return false;
    const int64_t size = launch::num_elements(launch::shape(a, ndim));
    int64_t shape[kMost], known = 1;
    int unknown = -1;
    for (int d = 0; d < wanted; ++d) {
        shape[d] = in[1 + d].i64;
        if (shape[d] >= 0 && shape[d] <= size) known *= shape[d];
        else if (shape[d] < 0 && unknown < 0) unknown = d;
        else return false;
        if (known > size) return false;
    }
    if (known == 0 || (unknown < 0 ? known != size : size % known != 0)) return false;
    if (unknown >= 0) shape[unknown] = size / known;
    ArrayDesc& to = *out[0].array;
    arrays::Buffer* buffer = a.buffer;
    to.data = a.data;
    to.buffer = buffer;
    int64_t stride = item;
    for (int d = wanted - 1; d >= 0; --d) {
        to.dims[d] = shape[d];
        to.dims[wanted + d] = stride;
        stride *= std::max<int64_t>(shape[d], 1);
    }
    if (call.slots[0] >= 0) {
        arrays::retain(buffer);
        frame.own(call.slots[0], buffer);
    }
    return true;
}

template <int Item>
bool concatenate(Frame& frame, const CallInfo& call, const Cell* in, Cell* out) {
    int64_t n = 0;
    for (std::size_t k = 0; k < call.operands.size(); ++k) {
        const ArrayDesc& a = *in[k].array;
        if (!is_ready(a)) return false;
        n += a.dims[0];
    }
    if (n > kQuickElements) return false;
    char* to = quick_result(frame, call, out, Item, {&n, 1});
    for (std::size_t k = 0; k < call.operands.size(); ++k) {
        const ArrayDesc& a = *in[k].array;
        copy_line<Item>(to, Item, a.data, a.dims[1], a.dims[0]);
        to += a.dims[0] * Item;
    }
    return true;
}

}  // namespace

QuickFn quick_zeros(CallInfo& call) { return choose_zeros<true>(call); }
QuickFn quick_empty(CallInfo& call) { return choose_zeros<false>(call); }

QuickFn quick_full(CallInfo& call) {
    if (!are_integers(call, 1) || call.operands.size() > kMost + 1 || call.operands[0].dtype() != call.results[0].dtype())
        return nullptr;
    return with_item(call.results[0].dtype(), [](auto item) -> QuickFn { return full<item()>; });
}

QuickFn quick_eye(CallInfo& call) {
    if (!are_integers(call, 0)) return nullptr;
    return with_type(call.results[0].dtype(), [](auto tag) -> QuickFn { return eye<typename decltype(tag)::type>; });
}

QuickFn quick_arange(CallInfo& call) {
    return are_integers(call, 0) && call.results[0].dtype() == arrays::DType::I64 ? arange : nullptr;
}

QuickFn quick_copy(CallInfo& call) {
    if (call.operands[0].ndim() > 2) return nullptr;
    return with_item(call.results[0].dtype(), [](auto item) -> QuickFn { return copy<item()>; });
}

QuickFn quick_reshape(CallInfo& call) {
    return are_integers(call, 1) && call.results[0].ndim() >= 1 && call.results[0].ndim() <= kMost ? reshape : nullptr;
}

QuickFn quick_concatenate(CallInfo& call) {
    const auto axis = ir::attr_or<int64_t>(call.op, "axis", 0);
    if (axis != 0 && axis != -1) return nullptr;
    for (const ir::Type& t : call.operands)
        if (t.ndim() != 1 || t.dtype() != call.results[0].dtype()) return nullptr;
    return with_item(call.results[0].dtype(), [](auto item) -> QuickFn { return concatenate<item()>; });
}

}  // namespace phylanx::library

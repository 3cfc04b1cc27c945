// Short ways of picking and placing elements by one line of indices: take, put.
// SPDX-License-Identifier: BSL-1.0
#include "library/quick.h"

namespace phylanx::library {
namespace {

/// The index counted from the front, or -1 where it is out of bounds.
inline int64_t counted(int64_t index, int64_t extent) {
    if (index < 0) index += extent;
    return index < extent ? index : -1;
}

inline int64_t index_at(const ArrayDesc& indices, int64_t i) {
    int64_t index;
    std::memcpy(&index, indices.data + i * indices.dims[1], sizeof index);
    return index;
}

/// Elements of a line, or rows of a matrix.
template <int Item>
bool take(Frame& frame, const CallInfo& call, const Cell* in, Cell* out) {
    const ArrayDesc &a = *in[0].array, &indices = *in[1].array;
    const int ndim = call.operands[0].ndim();
    const int64_t n = indices.dims[0], width = ndim == 2 ? a.dims[1] : 1;
    if (!is_ready(a) || !is_ready(indices) || n > kQuickElements || n * width > kQuickElements) return false;
    for (int64_t i = 0; i < n; ++i)
        if (counted(index_at(indices, i), a.dims[0]) < 0) return false;
    const char* from = a.data;
    const int64_t stride = a.dims[ndim], column = ndim == 2 ? a.dims[3] : Item, extent = a.dims[0], shape[2] = {n, width};
    char* to = quick_result(frame, call, out, Item, {shape, static_cast<std::size_t>(ndim)});
    for (int64_t i = 0; i < n; ++i) {
        const char* row = from + counted(index_at(indices, i), extent) * stride;
        if (ndim == 1) std::memcpy(to + i * Item, row, Item);
        else copy_line<Item>(to + i * width * Item, Item, row, column, width);
    }
    return true;
}

/// Elements of a line: all get one number, or each its own. Values and indices in the line itself are left to the general
/// way.
template <int Item>
bool put(Frame&, const CallInfo& call, const Cell* in, Cell*) {
    const ArrayDesc &a = *in[0].array, &indices = *in[1].array;
    const int64_t n = indices.dims[0];
    if (!is_ready(a) || !is_ready(indices) || n > kQuickElements || indices.buffer == a.buffer) return false;
    const char* value = reinterpret_cast<const char*>(&in[2]);
    int64_t step = 0;
    if (call.operands[2].is_array()) {
        const ArrayDesc& values = *in[2].array;
        if (!is_ready(values) || values.buffer == a.buffer) return false;
        value = values.data;
        if (call.operands[2].ndim() == 1 && values.dims[0] != 1) {
            if (values.dims[0] != n) return false;
            step = values.dims[1];
        }
    }
    for (int64_t i = 0; i < n; ++i)
        if (counted(index_at(indices, i), a.dims[0]) < 0) return false;
    for (int64_t i = 0; i < n; ++i)
        std::memcpy(a.data + counted(index_at(indices, i), a.dims[0]) * a.dims[1], value + i * step, Item);
    return true;
}

bool is_line_of_indices(const ir::Type& t) { return t.is_array() && t.ndim() == 1 && t.dtype() == arrays::DType::I64; }

}  // namespace

QuickFn quick_take(CallInfo& call) {
    const int ndim = call.operands[0].ndim();
    if (call.operands.size() != 2 || !is_line_of_indices(call.operands[1]) || ndim < 1 || ndim > 2) return nullptr;
    return with_item(call.results[0].dtype(), [](auto item) -> QuickFn { return take<item()>; });
}

QuickFn quick_put(CallInfo& call) {
    if (call.operands.size() != 3 || !is_line_of_indices(call.operands[1]) || call.operands[0].ndim() != 1 ||
        call.operands[2].dtype() != call.operands[0].dtype() || (call.operands[2].is_array() && call.operands[2].ndim() > 1))
        return nullptr;
    return with_item(call.operands[0].dtype(), [](auto item) -> QuickFn { return put<item()>; });
}

}  // namespace phylanx::library

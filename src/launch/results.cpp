// Memory for the new arrays of a launch.
// SPDX-License-Identifier: BSL-1.0
#include "launch/results.h"

#include <algorithm>

#include "runtime/runtime.h"

namespace phylanx::launch {
namespace {

bool same_view(const ArrayDesc& a, const ArrayDesc& b, int ndim) {
    return a.data == b.data && std::equal(a.dims, a.dims + 2 * ndim, b.dims);
}

std::size_t item_size(const OperandInfo& o) { return arrays::item_size(o.dtype); }

}  // namespace

Results::~Results() {
    for (const Made& m : made_) arrays::release(m.buffer);
}

/// What the slot held before goes first where nothing here needs it: its memory, still warm, is then what the
/// new array gets.
void Results::drop_unused(int slot) {
    Buffer* old = frame_.slots[slot];
    if (!old) return;
    for (std::size_t i = 0; i < k_.operands.size(); ++i)
        if ((k_.operands[i].role == Role::Input || k_.operands[i].role == Role::Store) &&
            arrays_[i]->buffer == old)
            return;
    frame_.own(slot, nullptr);
}

/// The input is a whole array of this shape that only its slot owns, and no operand looks at its memory in
/// another way.
bool Results::can_take(std::size_t i, std::size_t bytes, Shape shape) const {
    const OperandInfo& o = k_.operands[i];
    const ArrayDesc& a = *arrays_[i];
    if (o.role != Role::Input || !a.buffer || a.buffer->release || a.data != a.buffer->data ||
        a.buffer->bytes < bytes || a.buffer->bytes > 2 * bytes + 64 ||
        o.ndim != static_cast<int>(shape.size()) || !std::equal(shape.begin(), shape.end(), a.dims) ||
        !is_contiguous(a, o.ndim, static_cast<std::int64_t>(item_size(o))))
        return false;
    for (std::size_t j = 0; j < k_.operands.size(); ++j) {
        const OperandInfo& other = k_.operands[j];
        if (other.role == Role::Fresh || other.role == Role::Reduce) continue;
        if (j == i || arrays_[j]->buffer != a.buffer) continue;
        if (other.role == Role::Store || other.dtype != o.dtype || other.ndim != o.ndim ||
            !same_view(*arrays_[j], a, o.ndim))
            return false;
    }
    for (const Made& m : made_)
        if (m.buffer == a.buffer) return false;
    return runtime::is_sole_owner(a.buffer);
}

Buffer* Results::take_over(std::size_t out, Shape shape, std::uint64_t dying) const {
    if (!dying) return nullptr;
    std::size_t item = item_size(k_.operands[out]);
    std::size_t bytes = item * static_cast<std::size_t>(num_elements(shape));
    for (std::size_t i = 0; i < k_.operands.size() && i < 64; ++i)
        if ((dying >> i & 1) && item_size(k_.operands[i]) == item && can_take(i, bytes, shape)) {
            arrays::retain(arrays_[i]->buffer);
            return arrays_[i]->buffer;
        }
    return nullptr;
}

Buffer* Results::make(std::size_t i, Shape shape, std::uint64_t dying) {
    const OperandInfo& o = k_.operands[i];
    Buffer* buffer = take_over(i, shape, dying);
    if (!buffer) {
        drop_unused(o.slot);
        buffer = allocate_result(frame_, o.dtype, shape);
    }
    made_.push_back({i, buffer, static_cast<int>(shape.size()), extents_.size()});
    for (std::int64_t e : shape) extents_.push_back(e);
    return buffer;
}

void Results::install() {
    for (Made& m : made_) {
        const OperandInfo& o = k_.operands[m.operand];
        Shape shape{extents_.data() + m.extents, static_cast<std::size_t>(m.ndim)};
        adopt(frame_, o.slot, *arrays_[m.operand], o.dtype, shape, m.buffer);
        m.buffer = nullptr;
    }
}

}  // namespace phylanx::launch

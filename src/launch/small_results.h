// The new arrays of one small launch: memory of their owner slots, of a dying input, of the caller, or of the pool.
// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <algorithm>

#include "launch/desc.h"
#include "launch/frame.h"

namespace phylanx::launch {

class SmallResults {
   public:
    SmallResults(Frame& frame, const SmallPlan& plan, ArrayDesc** arrays, std::uint64_t dying)
        : frame_(frame), s_(plan), arrays_(arrays), dying_(dying) {}
    SmallResults(const SmallResults&) = delete;
    SmallResults& operator=(const SmallResults&) = delete;
    /// Gives back what has not been installed.
    ~SmallResults() {
        for (int m = 0; m < count_; ++m) arrays::release(made_[m].buffer);
    }

    /// Memory for output i, of the given shape, which `install` makes an array of.
    char* make(int i, Shape shape) {
        const SmallOperand& o = s_.operands[i];
        ArrayDesc& a = *arrays_[i];
        const int ndim = static_cast<int>(shape.size());
        std::int64_t bytes = o.item;
        for (int d = ndim - 1; d >= 0; --d) {
            a.dims[d] = shape[static_cast<std::size_t>(d)];
            a.dims[ndim + d] = bytes;
            bytes *= a.dims[d];
        }
        if (o.local && ndim == 0) {  // the caller's descriptor points to room of its own
            a.buffer = nullptr;
            return a.data;
        }
        Buffer* buffer = dying_ && o.role == Role::Fresh ? take_over(i, static_cast<std::size_t>(bytes), shape) : nullptr;
        if (!buffer) buffer = allocate(o.slot, static_cast<std::size_t>(bytes));
        made_[count_++] = {i, buffer};
        return buffer->data;
    }

    /// Puts the buffers into their slots. Comes last: an old buffer of such a slot may be an input of this launch.
    void install() {
        for (int m = 0; m < count_; ++m) {
            ArrayDesc& a = *arrays_[made_[m].operand];
            a.data = made_[m].buffer->data;
            a.buffer = made_[m].buffer;
            frame_.own(s_.operands[made_[m].operand].slot, made_[m].buffer);
        }
        count_ = 0;
    }

   private:
    struct Made {
        int operand;
        Buffer* buffer;
    };
    static bool is_given(const SmallOperand& o) { return o.role == Role::Input || o.role == Role::Store; }

    /// What the slot held before goes first where nothing here needs it: its memory, still warm, is then what the new
    /// array gets.
    Buffer* allocate(int slot, std::size_t bytes) {
        if (Buffer* old = frame_.slots[slot]) {
            bool used = false;
            for (int i = 0; i < s_.count; ++i) used |= is_given(s_.operands[i]) && arrays_[i]->buffer == old;
            if (!used) frame_.own(slot, nullptr);
        }
        return allocate_bytes(frame_, bytes);
    }

    /// The buffer of a dying input that is a whole array of the same shape and size of elements, that only its slot owns,
    /// and that no other operand looks at.
    Buffer* take_over(int out, std::size_t bytes, Shape shape) const {
        const int ndim = static_cast<int>(shape.size());
        for (int i = 0; i < s_.count; ++i) {
            const SmallOperand& o = s_.operands[i];
            const ArrayDesc& a = *arrays_[i];
            if (!(dying_ >> i & 1) || o.role != Role::Input || o.item != s_.operands[out].item || o.ndim != ndim ||
                !a.buffer || a.data != a.buffer->data || a.buffer->release || a.buffer->bytes != bytes ||
                a.buffer->references.load(std::memory_order_acquire) != 1 ||
                !std::equal(shape.begin(), shape.end(), a.dims) || !is_contiguous(a, ndim, o.item))
                continue;
            bool alone = true;
            for (int k = 0; k < s_.count; ++k) alone &= k == i || !is_given(s_.operands[k]) || arrays_[k]->buffer != a.buffer;
            for (int m = 0; m < count_; ++m) alone &= made_[m].buffer != a.buffer;
            if (!alone) continue;
            arrays::retain(a.buffer);
            return a.buffer;
        }
        return nullptr;
    }

    Frame& frame_;
    const SmallPlan& s_;
    ArrayDesc** arrays_;
    std::uint64_t dying_;
    Made made_[SmallPlan::kMost];
    int count_ = 0;
};

}  // namespace phylanx::launch

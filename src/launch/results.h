// The new arrays of one launch: where their memory comes from, and when it gets to its owner slots.
// SPDX-License-Identifier: BSL-1.0
#pragma once

#include "launch/desc.h"
#include "launch/frame.h"
#include "launch/small_array.h"

namespace phylanx::launch {

class Results {
   public:
    Results(Frame& frame, const KernelInfo& kernel, ArrayDesc** arrays)
        : frame_(frame), k_(kernel), arrays_(arrays) {}
    Results(const Results&) = delete;
    Results& operator=(const Results&) = delete;
    /// Gives back what has not been installed: the launch has failed.
    ~Results();

    /// The buffer of output `i`: that of a dying input of the same elements, or a new one.
    Buffer* make(std::size_t i, Shape shape, std::uint64_t dying);
    /// Fills the descriptors and puts the buffers into their slots. Comes last: an old buffer of such a slot
    /// may be an input of this launch.
    void install();

   private:
    struct Made {
        std::size_t operand;
        Buffer* buffer;
        int ndim;
        std::size_t extents;  // where in extents_
    };
    Buffer* take_over(std::size_t i, Shape shape, std::uint64_t dying) const;
    bool can_take(std::size_t input, std::size_t bytes, Shape shape) const;
    void drop_unused(int slot);

    Frame& frame_;
    const KernelInfo& k_;
    ArrayDesc** arrays_;
    SmallArray<Made, 4> made_;
    SmallArray<std::int64_t, 8> extents_;
};

}  // namespace phylanx::launch

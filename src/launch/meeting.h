// Whether two strided operands share a byte: exact where that takes few steps.
// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstdint>

#include "launch/small_array.h"

namespace phylanx::launch {

/// The places of two operands of one iteration space, a's and b's, dimension by dimension. An element of b lies behind
/// one of a by the distance of their data and a multiple of each stride, of which as many occur as the extents say; so
/// the question is whether such a sum falls within an element. It is answered stride by stride, the largest first: what
/// the smaller ones can still add leaves few multiples to try. A general solution is that of linear Diophantine
/// equations with bounds, which takes exponential time; here the answer after some steps is "perhaps".
class Meeting {
   public:
    void add_dim(std::int64_t extent, std::int64_t a_stride, std::int64_t b_stride);
    /// b's data lies `distance` bytes behind a's.
    bool is_possible(std::int64_t distance, std::int64_t a_item, std::int64_t b_item);

   private:
    struct Multiples {
        std::int64_t stride;     // positive
        std::int64_t low, high;  // of it
    };
    void add(std::int64_t stride, std::int64_t low, std::int64_t high);
    bool reaches(std::size_t next, std::int64_t distance);
    SmallArray<Multiples, 8> multiples_;
    SmallArray<std::int64_t, 8> most_down_, most_up_;  // what the multiples from there on can add
    std::int64_t a_item_ = 0, b_item_ = 0;
    int steps_left_ = 0;
};

}  // namespace phylanx::launch

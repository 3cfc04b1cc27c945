// Two operands of a contraction seen as matrices: (rows, terms) and (terms, columns).
// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstdint>
#include <span>

#include "launch/desc.h"

namespace phylanx::library {

/// A loop over one axis of an operand; strides in bytes, 0 where the operand is repeated.
struct AxisLoop {
    std::int64_t extent;
    std::int64_t stride;
};

/// An operand among `rank` common axes: it may lack the first ones, as in broadcasting.
struct ContractSide {
    const std::int64_t* dims;
    int ndim;
    int rank;

    ContractSide(const launch::ArrayDesc& a, int ndim_, int rank_) : dims(a.dims), ndim(ndim_), rank(rank_) {}
    std::int64_t extent(int axis) const {
        const int d = axis - (rank - ndim);
        return d < 0 ? 1 : dims[d];
    }
    std::int64_t stride(int axis) const { return extent(axis) == 1 ? 0 : dims[ndim + axis - (rank - ndim)]; }
};

/// The loops of some axes, outermost first, merged where they are one; none where all extents are 1.
class AxisLoops {
   public:
    static constexpr int kMost = 64;
    void add(std::int64_t extent, std::int64_t stride) {
        size_ *= extent;
        if (extent == 1) return;
        if (count_ > 0 && loops_[count_ - 1].stride == stride * extent) {
            loops_[count_ - 1] = {loops_[count_ - 1].extent * extent, stride};
            return;
        }
        loops_[count_++] = {extent, stride};
    }
    void add(const AxisLoops& inner) {
        for (const AxisLoop& l : inner.get()) add(l.extent, l.stride);
    }
    std::span<const AxisLoop> get() const { return {loops_, static_cast<std::size_t>(count_)}; }
    std::int64_t size() const { return size_; }
    /// Whether one stride leads through all.
    bool is_line() const { return count_ <= 1; }
    /// That stride; for a single element `item`.
    std::int64_t stride(std::int64_t item) const { return count_ == 0 ? item : loops_[0].stride; }

   private:
    AxisLoop loops_[kMost];
    int count_ = 0;
    std::int64_t size_ = 1;
};

/// What becomes of an axis.
enum class AxisKind : std::uint8_t { Folded, Left, Right };
using AxisKinds = std::span<const AxisKind>;

/// The loops of both operands over what is kept of each and over what is summed.
struct Contraction {
    AxisLoops rows, a_terms, b_terms, columns;
    /// False where an axis that is summed has two lengths, neither of them 1.
    bool fits = true;

    Contraction(const ContractSide& a, const ContractSide& b, AxisKinds kinds) {
        for (int axis = 0; axis < static_cast<int>(kinds.size()); ++axis) {
            const std::int64_t x = a.extent(axis), y = b.extent(axis), both = x == 1 ? y : x;
            switch (kinds[static_cast<std::size_t>(axis)]) {
                case AxisKind::Left: rows.add(x, a.stride(axis)); break;
                case AxisKind::Right: columns.add(y, b.stride(axis)); break;
                case AxisKind::Folded:
                    fits &= y == 1 || y == both;
                    a_terms.add(both, x == both ? a.stride(axis) : 0);
                    b_terms.add(both, y == both ? b.stride(axis) : 0);
                    break;
            }
        }
    }
};

}  // namespace phylanx::library

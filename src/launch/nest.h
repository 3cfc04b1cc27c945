// A launch's iteration space: its dimensions in the order of the loops, and how each operand lies in it.
// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstdint>
#include <span>

#include "launch/abi.h"
#include "launch/desc.h"
#include "launch/small_array.h"

namespace phylanx::launch {

inline constexpr int kMaxDims = 64;

struct NestOperand {
    char* data;
    Buffer* buffer;
    std::int64_t item_size;
    Role role;
};

struct NestDim {
    std::int64_t extent;
    bool reduced;
    /// Chunks begin at multiples of this many indices: the elements of a row of the original arrays, so that
    /// chunks of steps over equal rows coincide whether or not their dimensions could be merged.
    std::int64_t unit;
};

struct Nest {
    SmallArray<NestDim, 4> dims;             // the outermost first
    SmallArray<NestOperand, 8> operands;
    SmallArray<std::int64_t, 32> strides;    // in bytes: of all operands for dims[0], then for dims[1] ...

    int ndim() const { return static_cast<int>(dims.size()); }
    std::int64_t* strides_of(int dim) { return strides.data() + static_cast<std::size_t>(dim) * operands.size(); }
    const std::int64_t* strides_of(int dim) const {
        return strides.data() + static_cast<std::size_t>(dim) * operands.size();
    }
    std::int64_t stride(int dim, std::size_t operand) const { return strides_of(dim)[operand]; }
    std::int64_t total() const {
        std::int64_t n = 1;
        for (const NestDim& d : dims) n *= d.extent;
        return n;
    }

    /// Adds an innermost dimension; the caller fills its strides.
    std::int64_t* add_dim(std::int64_t extent, bool reduced);
    /// Drops dimensions of one index, puts the loops into the order in which memory is walked best (ties: C
    /// order), merges neighbours that are one dimension to all operands.
    void simplify();
    /// Moves the innermost dimension of the given kind to the end; false where there is none.
    bool make_innermost(bool reduced);

   private:
    void drop_ones();
    void sort();
    void merge();
    void copy_dim(int to, int from);
};

/// The shape of the iteration space: the stored arrays', else the inputs' broadcast to each other. Throws
/// UserError with NumPy's words where an operand does not fit. Returns the number of dimensions.
int iteration_shape(const KernelInfo& kernel, ArrayDesc* const* arrays, std::int64_t* shape);

/// The strides of an input in an iteration space that it is broadcast to.
void broadcast_strides(const ArrayDesc& a, int ndim, Shape space, std::int64_t* strides);

}  // namespace phylanx::launch

// Loop order: dimensions dropped, sorted and merged.
// SPDX-License-Identifier: BSL-1.0
#include "launch/nest.h"

#include <algorithm>
#include <cstdlib>
#include <limits>

namespace phylanx::launch {
namespace {

// A unit of rows is kept as long as there are at least so many rows to make chunks of.
constexpr std::int64_t kMinRows = 64;

/// How far apart in memory consecutive indices lie, over all operands; outputs count twice, since
/// scattered writes cost more than gathered reads.
double distance(const Nest& n, int dim) {
    double sum = 0;
    for (std::size_t o = 0; o < n.operands.size(); ++o) {
        Role role = n.operands[o].role;
        double weight = role == Role::Fresh || role == Role::Store ? 2 : 1;
        sum += weight * static_cast<double>(std::abs(n.stride(dim, o)));
    }
    // A dimension that all operands are broadcast along is folded last: sums are accurate along the others.
    return sum == 0 ? std::numeric_limits<double>::infinity() : sum;
}

}  // namespace

std::int64_t* Nest::add_dim(std::int64_t extent, bool reduced) {
    dims.push_back({extent, reduced, 1});
    strides.resize(dims.size() * operands.size());
    return strides_of(ndim() - 1);
}

void Nest::copy_dim(int to, int from) {
    if (to == from) return;
    dims[to] = dims[from];
    std::copy_n(strides_of(from), operands.size(), strides_of(to));
}

void Nest::drop_ones() {
    int kept = 0;
    for (int d = 0; d < ndim(); ++d)
        if (dims[d].extent != 1) copy_dim(kept++, d);
    dims.resize(static_cast<std::size_t>(kept));
    strides.resize(dims.size() * operands.size());
}

void Nest::sort() {
    double keys[kMaxDims];
    for (int d = 0; d < ndim(); ++d) keys[d] = distance(*this, d);
    for (int d = 1; d < ndim(); ++d)
        for (int i = d; i > 0 && keys[i - 1] < keys[i]; --i) {
            std::swap(keys[i - 1], keys[i]);
            std::swap(dims[i - 1], dims[i]);
            std::swap_ranges(strides_of(i - 1), strides_of(i - 1) + operands.size(), strides_of(i));
        }
}

void Nest::merge() {
    int kept = 0;  // the dimension that later ones may join
    for (int d = 1; d < ndim(); ++d) {
        NestDim& outer = dims[kept];
        const NestDim& inner = dims[d];
        bool one = outer.reduced == inner.reduced;
        for (std::size_t o = 0; one && o < operands.size(); ++o)
            one = stride(kept, o) == stride(d, o) * inner.extent;
        if (!one) {
            copy_dim(++kept, d);
            continue;
        }
        bool enough = outer.extent / outer.unit >= kMinRows;
        outer.unit = enough ? outer.unit * inner.extent : inner.unit;
        outer.extent *= inner.extent;
        std::copy_n(strides_of(d), operands.size(), strides_of(kept));
    }
    if (ndim() > 1) dims.resize(static_cast<std::size_t>(kept) + 1);
    strides.resize(dims.size() * operands.size());
}

void Nest::simplify() {
    drop_ones();
    sort();
    merge();
}

bool Nest::make_innermost(bool reduced) {
    int d = ndim() - 1;
    while (d >= 0 && dims[d].reduced != reduced) --d;
    if (d < 0) return false;
    for (; d + 1 < ndim(); ++d) {
        std::swap(dims[d], dims[d + 1]);
        std::swap_ranges(strides_of(d), strides_of(d) + operands.size(), strides_of(d + 1));
    }
    return true;
}

}  // namespace phylanx::launch

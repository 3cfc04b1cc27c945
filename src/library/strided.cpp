// Strided copies in cache-friendly order, and views by broadcasting and reshaping.
// SPDX-License-Identifier: BSL-1.0
#include "library/strided.h"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <cstring>

namespace phylanx::library {
namespace {

/// One dimension of a copy: its extent and both strides in bytes.
struct Loop {
    int64_t n;
    int64_t dst;
    int64_t src;
};

struct Loops {
    Loop at[kMaxDims];
    int count = 0;
};

/// Outermost first by the destination's strides; neighbours that step alike become one.
Loops order_loops(const Array& dst, const Array& src) {
    Loops loops;
    for (int d = 0; d < dst.ndim; ++d)
        if (dst.shape[d] != 1)
            loops.at[loops.count++] = {dst.shape[d], dst.strides[d], src.strides[d]};
    std::stable_sort(loops.at, loops.at + loops.count,
                     [](const Loop& a, const Loop& b) { return std::abs(a.dst) > std::abs(b.dst); });
    Loops merged;
    for (int d = 0; d < loops.count; ++d) {
        const Loop& inner = loops.at[d];
        if (merged.count > 0) {
            Loop& outer = merged.at[merged.count - 1];
            if (outer.dst == inner.n * inner.dst && outer.src == inner.n * inner.src) {
                outer = {outer.n * inner.n, inner.dst, inner.src};
                continue;
            }
        }
        merged.at[merged.count++] = inner;
    }
    return merged;
}

template <int Bytes>
struct alignas(1) Element {
    char bytes[Bytes];
};

template <class E>
void copy_line(char* dst, const char* src, const Loop& line) {
    if (line.dst == sizeof(E) && line.src == sizeof(E)) {
        std::memcpy(dst, src, line.n * sizeof(E));
        return;
    }
    for (int64_t i = 0; i < line.n; ++i) std::memcpy(dst + i * line.dst, src + i * line.src, sizeof(E));
}

/// Two dimensions of which the source wants the other order: square tiles serve both.
template <class E>
void copy_tiles(char* dst, const char* src, const Loop& outer, const Loop& inner) {
    constexpr int64_t kTile = 256 / sizeof(E);
    for (int64_t i = 0; i < outer.n; i += kTile)
        for (int64_t j = 0; j < inner.n; j += kTile) {
            const int64_t rows = std::min(kTile, outer.n - i);
            const Loop line{std::min(kTile, inner.n - j), inner.dst, inner.src};
            for (int64_t r = i; r < i + rows; ++r)
                copy_line<E>(dst + r * outer.dst + j * inner.dst, src + r * outer.src + j * inner.src,
                             line);
        }
}

template <class E>
void copy_loops(char* dst, const char* src, const Loop* loops, int count) {
    if (count == 0) {
        std::memcpy(dst, src, sizeof(E));
    } else if (count == 1) {
        copy_line<E>(dst, src, loops[0]);
    } else if (count == 2 && std::abs(loops[0].src) < std::abs(loops[1].src)) {
        copy_tiles<E>(dst, src, loops[0], loops[1]);
    } else {
        for (int64_t i = 0; i < loops[0].n; ++i)
            copy_loops<E>(dst + i * loops[0].dst, src + i * loops[0].src, loops + 1, count - 1);
    }
}

}  // namespace

void copy_elements(const Array& dst, const Array& src) {
    if (dst.size() == 0) return;
    Loops loops = order_loops(dst, src);
    if (loops.count > 2) {  // the dimension in which the source is densest goes beside the innermost
        auto end = loops.at + loops.count - 1;
        auto dense = std::min_element(loops.at, end, [](const Loop& a, const Loop& b) {
            return std::abs(a.src) < std::abs(b.src);
        });
        if (std::abs(dense->src) < std::abs(end->src)) std::rotate(dense, dense + 1, end);
    }
    switch (dst.item) {
        case 1: return copy_loops<Element<1>>(dst.data, src.data, loops.at, loops.count);
        case 2: return copy_loops<Element<2>>(dst.data, src.data, loops.at, loops.count);
        case 4: return copy_loops<Element<4>>(dst.data, src.data, loops.at, loops.count);
        case 8: return copy_loops<Element<8>>(dst.data, src.data, loops.at, loops.count);
        default: return copy_loops<Element<16>>(dst.data, src.data, loops.at, loops.count);
    }
}

std::optional<Array> broadcast_view(const Array& src, std::span<const int64_t> shape) {
    const int ndim = static_cast<int>(shape.size());
    const int extra = ndim - src.ndim;
    for (int d = 0; d < -extra; ++d)  // more dimensions than wanted: fine as long as they are 1
        if (src.shape[d] != 1) return std::nullopt;
    Array view = src;
    view.ndim = ndim;
    for (int d = 0; d < ndim; ++d) {
        view.shape[d] = shape[d];
        const int from = d - extra;
        if (from < 0 || (src.shape[from] == 1 && shape[d] != 1))
            view.strides[d] = 0;
        else if (src.shape[from] == shape[d])
            view.strides[d] = src.strides[from];
        else
            return std::nullopt;
    }
    return view;
}

std::optional<Array> reshape_view(const Array& a, std::span<const int64_t> shape) {
    Array view = make_array(a.data, a.buffer, a.dtype, shape);
    if (a.is_contiguous()) return view;
    // Dimensions are matched in groups of equal size from the left: within a group the old strides must
    // step like one dimension, which the new extents then divide.
    Loop old[kMaxDims];
    int count = 0;
    for (int d = 0; d < a.ndim; ++d)
        if (a.shape[d] != 1) old[count++] = {a.shape[d], a.strides[d], 0};
    int from = 0, to = 0;
    while (from < count) {
        int from_end = from + 1, to_end = to + 1;
        int64_t old_size = old[from].n, new_size = shape[to];
        while (old_size != new_size) {
            if (old_size < new_size)
                old_size *= old[from_end++].n;
            else
                new_size *= shape[to_end++];
        }
        for (int d = from; d + 1 < from_end; ++d)
            if (old[d].dst != old[d + 1].n * old[d + 1].dst) return std::nullopt;
        int64_t stride = old[from_end - 1].dst;
        for (int d = to_end - 1; d >= to; --d) {
            view.strides[d] = stride;
            stride *= shape[d];
        }
        from = from_end;
        to = to_end;
    }
    const int64_t last = to > 0 ? view.strides[to - 1] : a.item;
    for (int d = to; d < view.ndim; ++d) view.strides[d] = last;  // extents of 1 that are left over
    return view;
}

}  // namespace phylanx::library

// Values of the graph interpreter: numbers, strided arrays over shared memory, tuples.
// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <algorithm>
#include <cmath>
#include <memory>
#include <numeric>
#include <optional>
#include <stdexcept>

namespace phylanx::test {

using Extents = std::vector<std::int64_t>;

/// A number, a strided array over shared memory, or a tuple.
struct Val {
    double number = 0;
    std::shared_ptr<std::vector<double>> memory;
    std::int64_t offset = 0;
    Extents shape, strides;
    std::vector<Val> elements;

    double& at(const Extents& index) const {
        std::int64_t p = offset;
        for (std::size_t d = 0; d < shape.size(); ++d) p += index[d] * strides[d];
        return (*memory)[static_cast<std::size_t>(p)];
    }
};

/// A Python exception: its class's name.
struct Raised : std::runtime_error {
    using std::runtime_error::runtime_error;
};

inline Val new_array(Extents shape) {
    Val v;
    v.strides.resize(shape.size());
    std::int64_t n = 1;
    for (std::size_t d = shape.size(); d-- > 0; n *= shape[d]) v.strides[d] = n;
    v.memory = std::make_shared<std::vector<double>>(static_cast<std::size_t>(n));
    v.shape = std::move(shape);
    return v;
}

inline Extents broadcast(const Extents& a, const Extents& b) {
    const Extents& shorter = a.size() < b.size() ? a : b;
    Extents out = a.size() < b.size() ? b : a;
    std::size_t shift = out.size() - shorter.size();
    for (std::size_t i = 0; i < shorter.size(); ++i) {
        std::int64_t& x = out[shift + i];
        if (x != shorter[i] && x != 1 && shorter[i] != 1)
            throw Raised("ValueError");
        if (x == 1)
            x = shorter[i];
    }
    return out;
}

/// v seen with the given shape; ValueError where it does not broadcast to it.
inline Val stretch(Val v, const Extents& shape) {
    if (!v.memory)
        return v;
    if (v.shape.size() > shape.size())
        throw Raised("ValueError");
    std::size_t shift = shape.size() - v.shape.size();
    Extents strides(shape.size(), 0);
    for (std::size_t d = 0; d < v.shape.size(); ++d) {
        if (v.shape[d] != shape[shift + d] && v.shape[d] != 1)
            throw Raised("ValueError");
        if (v.shape[d] == shape[shift + d])
            strides[shift + d] = v.strides[d];
    }
    v.shape = shape;
    v.strides = std::move(strides);
    return v;
}

template <class Fn>
void each_index(const Extents& shape, Fn&& fn) {
    if (std::count(shape.begin(), shape.end(), 0))
        return;
    Extents index(shape.size(), 0);
    while (true) {
        fn(index);
        std::size_t d = shape.size();
        while (d > 0 && ++index[d - 1] == shape[d - 1]) index[--d] = 0;
        if (d == 0)
            return;
    }
}

}  // namespace phylanx::test

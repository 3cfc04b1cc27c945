// Broadcasting by NumPy's rule, with NumPy's words where operands do not fit.
// SPDX-License-Identifier: BSL-1.0
#include <fmt/format.h>

#include <algorithm>

#include "launch/nest.h"

namespace phylanx::launch {
namespace {

using support::ErrorClass;
using support::UserError;

/// An array's shape without the leading ones that exceed ndim: NumPy lets them pass in assignments.
Shape fitted(const ArrayDesc& a, int ndim, int most) {
    Shape s = shape(a, ndim);
    while (static_cast<int>(s.size()) > most && s.front() == 1) s = s.subspan(1);
    return s;
}

/// Joins `s` into `space`, which has ndim dimensions; false where they do not fit.
bool join(std::int64_t* space, int ndim, Shape s) {
    int offset = ndim - static_cast<int>(s.size());
    if (offset < 0) return false;
    for (std::size_t d = 0; d < s.size(); ++d) {
        std::int64_t& e = space[static_cast<std::size_t>(offset) + d];
        if (e == 1)
            e = s[d];
        else if (s[d] != 1 && s[d] != e)
            return false;
    }
    return true;
}

bool same_view(const ArrayDesc& a, const ArrayDesc& b, int ndim) {
    return a.data == b.data && std::equal(a.dims, a.dims + 2 * ndim, b.dims);
}

/// The stored array that some input is exactly: the kernel is an in-place operation such as `a += b`.
const ArrayDesc* in_place_target(const KernelInfo& k, ArrayDesc* const* arrays, int& ndim) {
    for (std::size_t o = 0; o < k.operands.size(); ++o) {
        if (k.operands[o].role != Role::Store) continue;
        for (std::size_t i = 0; i < k.operands.size(); ++i)
            if (k.operands[i].role == Role::Input && k.operands[i].ndim == k.operands[o].ndim &&
                same_view(*arrays[i], *arrays[o], k.operands[o].ndim)) {
                ndim = k.operands[o].ndim;
                return arrays[o];
            }
    }
    return nullptr;
}

[[noreturn]] void cannot_broadcast(const KernelInfo& k, ArrayDesc* const* arrays) {
    std::string text = "operands could not be broadcast together with shapes ";
    for (std::size_t i = 0; i < k.operands.size(); ++i)
        if (k.operands[i].role == Role::Input)
            text += shape_text(shape(*arrays[i], k.operands[i].ndim)) + ' ';
    int ndim = 0;
    if (const ArrayDesc* target = in_place_target(k, arrays, ndim))
        text += shape_text(shape(*target, ndim)) + ' ';
    throw UserError(ErrorClass::Value, k.span, std::move(text));
}

[[noreturn]] void cannot_store(const KernelInfo& k, ArrayDesc* const* arrays, Shape from, Shape to) {
    int ndim = 0;
    if (in_place_target(k, arrays, ndim))
        throw UserError(ErrorClass::Value, k.span,
                        fmt::format("non-broadcastable output operand with shape {} doesn't match the "
                                    "broadcast shape {}",
                                    shape_text(to), shape_text(from)));
    throw UserError(ErrorClass::Value, k.span,
                    fmt::format("could not broadcast input array from shape {} into shape {}",
                                shape_text(from), shape_text(to)));
}

}  // namespace

int iteration_shape(const KernelInfo& k, ArrayDesc* const* arrays, std::int64_t* space) {
    int ndim = 0, most = 0;  // of the inputs, of any array
    const ArrayDesc* store = nullptr;
    for (std::size_t i = 0; i < k.operands.size(); ++i) {
        most = std::max(most, k.operands[i].ndim);
        if (k.operands[i].role == Role::Input) ndim = std::max(ndim, k.operands[i].ndim);
        if (k.operands[i].role == Role::Store && !store) store = arrays[i];
    }
    if (std::max(most, k.ndim) > kMaxDims)
        throw UserError(ErrorClass::Value, k.span,
                        fmt::format("maximum supported dimension for an ndarray is {}", kMaxDims));
    if (!store) ndim = k.ndim;
    std::fill_n(space, ndim, 1);
    for (std::size_t i = 0; i < k.operands.size(); ++i)
        if (k.operands[i].role == Role::Input &&
            !join(space, ndim, shape(*arrays[i], k.operands[i].ndim)))
            cannot_broadcast(k, arrays);
    if (!store) return ndim;

    Shape from{space, static_cast<std::size_t>(ndim)};
    Shape fit = from;
    while (static_cast<int>(fit.size()) > k.ndim && fit.front() == 1) fit = fit.subspan(1);
    for (std::size_t o = 0; o < k.operands.size(); ++o) {
        if (k.operands[o].role != Role::Store) continue;
        Shape to = shape(*arrays[o], k.ndim);
        bool fits = fit.size() <= to.size() && std::equal(to.begin(), to.end(), store->dims);
        for (std::size_t d = 0; fits && d < fit.size(); ++d)
            fits = fit[d] == 1 || fit[d] == to[to.size() - fit.size() + d];
        if (!fits) cannot_store(k, arrays, from, to);
    }
    std::copy_n(store->dims, k.ndim, space);
    return k.ndim;
}

void broadcast_strides(const ArrayDesc& a, int ndim, Shape space, std::int64_t* to) {
    int most = static_cast<int>(space.size());
    int rank = static_cast<int>(fitted(a, ndim, most).size());
    int skipped = ndim - rank;
    std::fill_n(to, most - rank, 0);
    for (int d = 0; d < rank; ++d)
        to[most - rank + d] = a.dims[skipped + d] == 1 ? 0 : a.dims[ndim + skipped + d];
}

}  // namespace phylanx::launch

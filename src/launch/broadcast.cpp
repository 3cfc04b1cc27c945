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

/// What an operand of a meeting brings along: its place's array, a number, or the space of an earlier meeting.
class Meetings {
   public:
    Meetings(const KernelInfo& k, ArrayDesc* const* arrays) : k_(k), arrays_(arrays) {}

    /// Throws the error of the first op, in the program's order, whose operands do not fit.
    void check() {
        for (const ShapeMeeting& m : k_.meetings) {
            std::vector<std::int64_t>& space = spaces_.emplace_back();
            std::size_t ndim = 0;
            for (int o : m.operands) ndim = std::max(ndim, of(o).size());
            space.assign(ndim, 1);
            for (int o : m.operands)
                if (!join(space.data(), static_cast<int>(ndim), of(o))) fail(m);
            if (m.target < 0) continue;
            std::vector<std::int64_t> with = space;  // NumPy lets the target take part, then wants it to be all there is
            with.insert(with.begin(), std::max(ndim, of(m.target).size()) - ndim, 1);
            if (!join(with.data(), static_cast<int>(with.size()), of(m.target))) fail(m);
        }
    }

   private:
    Shape of(int operand) const {
        if (operand == ShapeMeeting::kNumber) return {};
        if (operand < 0) return spaces_[static_cast<std::size_t>(ShapeMeeting::result_of(operand))];
        auto place = static_cast<std::size_t>(operand);
        return shape(*arrays_[place], k_.operands[place].ndim);
    }

    [[noreturn]] void fail(const ShapeMeeting& m) const {
        std::string text = "operands could not be broadcast together with shapes ";
        for (int o : m.operands) text += shape_text(of(o)) + ' ';
        if (m.target >= 0) text += shape_text(of(m.target)) + ' ';
        throw UserError(ErrorClass::Value, m.span, std::move(text));
    }

    const KernelInfo& k_;
    ArrayDesc* const* arrays_;
    std::vector<std::vector<std::int64_t>> spaces_;
};

[[noreturn]] void cannot_broadcast(const KernelInfo& k, ArrayDesc* const* arrays) {
    Meetings(k, arrays).check();
    // Each op's operands fit, but results that the plan takes for one space are of different ones.
    throw UserError(ErrorClass::Runtime, k.span, fmt::format("bug in phylanx, please report: outputs of several shapes in {}", k.name));
}

[[noreturn]] void cannot_store(const KernelInfo& k, ArrayDesc* const* arrays, std::size_t store, Shape from, Shape to) {
    Meetings(k, arrays).check();
    for (const ShapeMeeting& m : k.meetings)
        if (m.target == static_cast<int>(store))
            throw UserError(ErrorClass::Value, m.span,
                            fmt::format("non-broadcastable output operand with shape {} doesn't match the "
                                        "broadcast shape {}",
                                        shape_text(to), shape_text(from)));
    throw UserError(ErrorClass::Value, k.store_span,
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
        if (!fits) cannot_store(k, arrays, o, from, to);
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

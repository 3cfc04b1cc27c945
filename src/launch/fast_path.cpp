// The fast path of launches.
// SPDX-License-Identifier: BSL-1.0
#include "launch/fast_path.h"

#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <limits>
#include <utility>

#include "launch/desc.h"
#include "launch/fp_report.h"
#include "launch/fp_status.h"
#include "launch/job.h"
#include "launch/meeting.h"
#include "launch/overlap.h"
#include "launch/small_results.h"
#include "runtime/granularity.h"
#include "trace/counters.h"
#include "trace/events.h"

namespace phylanx::launch {
namespace {

using Int = std::int64_t;

constexpr double kLongNs = 10e3;  // polls may not skip many of these

bool is_new(Role role) { return role == Role::Fresh || role == Role::Reduce; }

/// The iteration space as rows of one line, and where the operands lie in it.
struct Plane {
    Int outer = 1, inner = 1;
    KernelOperand operands[SmallPlan::kMost];

    void turn(int count) {
        std::swap(outer, inner);
        for (int i = 0; i < count; ++i) std::swap(operands[i].outer_stride, operands[i].inner_stride);
    }
    /// Whether all operands walk through the rows as through one line.
    bool is_line(int count) const {
        for (int i = 0; i < count; ++i)
            if (operands[i].outer_stride != operands[i].inner_stride * inner) return false;
        return true;
    }
    void join() {
        inner *= outer;
        outer = 1;
    }
};

/// The bytes that an operand reaches over the plane.
struct Reach {
    char *lo, *hi;
    Reach(const KernelOperand& o, Int outer, Int inner, Int item) : lo(o.data), hi(o.data + item) {
        for (Int reach : {(outer - 1) * o.outer_stride, (inner - 1) * o.inner_stride}) (reach < 0 ? lo : hi) += reach;
    }
};

/// Where inputs are copied that a store would overwrite.
struct Room {
    std::size_t used = 0;
    alignas(64) char bytes[16 << 10];
};

/// The operand's elements in C order.
template <class Word>
void copy_plane(const KernelOperand& o, Int outer, Int inner, char* to) {
    for (Int r = 0; r < outer; ++r)
        for (Int i = 0; i < inner; ++i, to += sizeof(Word)) std::memcpy(to, o.data + r * o.outer_stride + i * o.inner_stride, sizeof(Word));
}

/// Moves an input into the room; false where that is full.
bool move_away(KernelOperand& o, Int outer, Int inner, Int item, Room& room) {
    const auto bytes = static_cast<std::size_t>(outer * inner * item);
    if (bytes > sizeof room.bytes - room.used) return false;
    char* to = room.bytes + room.used;
    switch (item) {
        case 1: copy_plane<char>(o, outer, inner, to); break;
        case 2: copy_plane<char[2]>(o, outer, inner, to); break;
        case 4: copy_plane<char[4]>(o, outer, inner, to); break;
        case 8: copy_plane<char[8]>(o, outer, inner, to); break;
        default: copy_plane<char[16]>(o, outer, inner, to); break;
    }
    o = {to, inner * item, item};
    room.used += (bytes + 63) / 64 * 64;
    return true;
}

/// As `share_a_byte` of the general way.
bool share_a_byte(const Plane& p, const KernelOperand& a, Int a_item, const KernelOperand& b, Int b_item) {
    Meeting meeting;
    meeting.add_dim(p.outer, a.outer_stride, b.outer_stride);
    meeting.add_dim(p.inner, a.inner_stride, b.inner_stride);
    return meeting.is_possible(b.data - a.data, a_item, b_item);
}

/// Stored arrays shall be apart from all other operands, or exactly an input, element by element: other inputs are copied.
/// False where stores overlap each other, or there is too much to copy.
bool make_stores_safe(const KernelInfo& k, Plane& p, Room& room) {
    const SmallPlan& s = k.small;
    for (int t = 0; t < s.count; ++t) {
        if (s.operands[t].role != Role::Store) continue;
        const KernelOperand& stored = p.operands[t];
        const Reach mine(stored, p.outer, p.inner, s.operands[t].item);
        for (int o = 0; o < s.count; ++o) {
            const Role role = s.operands[o].role;
            if (o == t || is_new(role)) continue;
            KernelOperand& other = p.operands[o];
            const Reach its(other, p.outer, p.inner, s.operands[o].item);
            if (its.lo >= mine.hi || mine.lo >= its.hi) continue;
            if (role == Role::Input && other.data == stored.data && other.outer_stride == stored.outer_stride &&
                other.inner_stride == stored.inner_stride && k.operands[o].dtype == k.operands[t].dtype)
                continue;
            if (!share_a_byte(p, stored, s.operands[t].item, other, s.operands[o].item)) continue;
            if (role != Role::Input || !move_away(other, p.outer, p.inner, s.operands[o].item, room)) return false;
            trace::count(trace::Counter::overlap_copies);
        }
    }
    return true;
}

/// A kernel of at most one dimension. False where an array of one element is broadcast and comes first, which is rare.
bool lay_out_line(const SmallPlan& s, ArrayDesc* const* arrays, Plane& p, Int* extents) {
    Int n = -1;
    for (int i = 0; i < s.count; ++i) {
        const SmallOperand& o = s.operands[i];
        if (is_new(o.role)) continue;
        const ArrayDesc& a = *arrays[i];
        if (!is_untouched(a.buffer)) return false;
        p.operands[i] = {a.data, 0, 0};
        if (o.ndim == 0) continue;
        const Int own = a.dims[0];
        if (n < 0) n = own;
        if (own == n) p.operands[i].inner_stride = a.dims[1];
        else if (own != 1 || o.role == Role::Store) return false;
    }
    p.inner = extents[0] = n < 0 ? 1 : n;
    for (int i = 0; i < s.count; ++i)
        if (is_new(s.operands[i].role)) p.operands[i] = {nullptr, 0, s.operands[i].role == Role::Fresh ? s.operands[i].item : 0};
    return true;
}

/// Two dimensions, broadcast by NumPy's rule.
bool lay_out_plane(const SmallPlan& s, std::uint64_t reduced, ArrayDesc* const* arrays, Plane& p, Int* extents) {
    extents[0] = extents[1] = 1;
    for (int i = 0; i < s.count; ++i) {
        const SmallOperand& o = s.operands[i];
        if (is_new(o.role)) continue;
        if (!is_untouched(arrays[i]->buffer)) return false;
        for (int d = 0; d < o.ndim; ++d) {
            Int& e = extents[2 - o.ndim + d];
            const Int own = arrays[i]->dims[d];
            if (e == 1) e = own;
            else if (own != 1 && own != e) return false;
        }
    }
    p.outer = extents[0];
    p.inner = extents[1];
    for (int i = 0; i < s.count; ++i) {
        const SmallOperand& o = s.operands[i];
        if (is_new(o.role)) {
            const bool rows = o.role == Role::Fresh || !(reduced & 1), columns = o.role == Role::Fresh || !(reduced & 2);
            p.operands[i] = {nullptr, rows ? (columns ? p.inner : 1) * o.item : 0, columns ? o.item : 0};
            continue;
        }
        const ArrayDesc& a = *arrays[i];
        Int strides[2] = {0, 0};
        for (int d = 0; d < o.ndim; ++d) {
            const int at = 2 - o.ndim + d;
            if (a.dims[d] != 1) strides[at] = a.dims[o.ndim + d];
            else if (o.role == Role::Store && extents[at] != 1) return false;
        }
        if (o.role == Role::Store && o.ndim < 2 && p.outer != 1) return false;
        p.operands[i] = {a.data, strides[0], strides[1]};
    }
    return true;
}

/// More dimensions: arrays in C order and of one shape, or 0-d inputs.
bool lay_out_dense(const SmallPlan& s, ArrayDesc* const* arrays, Plane& p, Int* extents) {
    bool found = false;
    for (int i = 0; i < s.count; ++i) {
        const SmallOperand& o = s.operands[i];
        if (is_new(o.role)) {
            p.operands[i] = {nullptr, 0, o.item};
            continue;
        }
        const ArrayDesc& a = *arrays[i];
        if (!is_untouched(a.buffer) || (o.ndim != 0 && o.ndim != static_cast<int>(s.ndim))) return false;
        p.operands[i] = {a.data, 0, o.ndim == 0 ? 0 : o.item};
        if (o.ndim == 0) continue;
        if (!found) std::copy_n(a.dims, s.ndim, extents);
        found = true;
        Int expected = o.item;
        for (int d = s.ndim - 1; d >= 0; --d) {
            if (a.dims[d] != extents[d] || (a.dims[static_cast<int>(s.ndim) + d] != expected && a.dims[d] != 1)) return false;
            expected *= a.dims[d];
        }
    }
    if (found) p.inner = num_elements({extents, s.ndim});
    return found;
}

/// Loops in the order in which most operands lie; then elements follow each other in one line, where they do.
void order_elements(const SmallPlan& s, Plane& p) {
    int by_rows = 0;  // operands whose neighbours lie along the inner dimension, less those where along the outer one
    for (int i = 0; i < s.count; ++i)
        by_rows += (p.operands[i].inner_stride == s.operands[i].item) - (p.operands[i].outer_stride == s.operands[i].item);
    if (by_rows < 0 || p.inner == 1) p.turn(s.count);
    if (p.outer != 1 && p.is_line(s.count)) p.join();
}

/// As Nest::simplify and the launcher do. Gives the kernel for the innermost loop, null where that takes another way.
KernelFn order_folds(const KernelInfo& k, Plane& p) {
    const SmallPlan& s = k.small;
    bool inner_folds = s.ndim < 2 || (k.reduced >> 1 & 1);
    bool outer_folds = s.ndim == 2 && (k.reduced & 1);
    if (s.ndim < 2) return k.run;
    if (p.outer != 1 && p.inner != 1) {
        Int outer = 0, inner = 0;
        for (int i = 0; i < s.count; ++i) {
            const Int weight = s.operands[i].role == Role::Fresh ? 2 : 1;
            outer += weight * std::abs(p.operands[i].outer_stride);
            inner += weight * std::abs(p.operands[i].inner_stride);
        }
        constexpr Int kBroadcast = std::numeric_limits<Int>::max();
        if ((outer ? outer : kBroadcast) < (inner ? inner : kBroadcast)) {
            p.turn(s.count);
            std::swap(inner_folds, outer_folds);
        }
        if (inner_folds == outer_folds && p.is_line(s.count)) p.join();
    } else if (p.inner == 1) {  // the dimension that is left, if any
        p.turn(s.count);
        std::swap(inner_folds, outer_folds);
        if (p.inner == 1) return k.run;
    }
    return inner_folds ? k.run : k.run_outer;
}

void fill_identities(const OperandInfo& o, Int item, char* to, Int count) {
    if (item == 8) {
        for (Int e = 0; e < count; ++e) std::memcpy(to + 8 * e, &o.identity, 8);
        return;
    }
    for (Int e = 0; e < count; ++e) std::memcpy(to + e * item, &o.identity, static_cast<std::size_t>(item));
}

}  // namespace

void report_plane(Frame& frame, const KernelInfo& k, std::int32_t status, int raised, const KernelOperand* operands, Int outer,
                  Int inner, const Cell* scalars) {
    Nest nest;
    SmallArray<char*, 8> data;
    for (std::size_t i = 0; i < k.operands.size(); ++i) {
        data.push_back(operands[i].data);
        nest.operands.push_back({operands[i].data, nullptr, 0, k.operands[i].role});
    }
    const Int extents[] = {outer, inner};
    for (int d = 0; d < 2; ++d) {
        Int* strides = nest.add_dim(extents[d], false);
        for (std::size_t i = 0; i < k.operands.size(); ++i)
            strides[i] = d == 0 ? operands[i].outer_stride : operands[i].inner_stride;
    }
    report_kernel(frame.run, k, frame.step, status, raised, nest, data.data(), extents, scalars);
}

void prepare(KernelInfo& k) {
    SmallPlan& s = k.small;
    s = {};
    if (k.operands.size() > SmallPlan::kMost || k.ndim > kMaxDims) return;
    s.count = static_cast<int>(k.operands.size());
    s.ndim = static_cast<std::uint32_t>(k.ndim);
    s.element_ns = element_ns(k);
    s.usable = true;
    for (int i = 0; i < s.count; ++i) {
        const OperandInfo& o = k.operands[i];
        s.operands[i] = {o.role, static_cast<std::uint8_t>(arrays::item_size(o.dtype)), o.local, o.ndim, o.slot};
        s.stores |= o.role == Role::Store;
        s.reduces |= o.role == Role::Reduce;
        s.usable &= is_new(o.role) || o.ndim <= k.ndim;
    }
    // Sums beside stores, or over more than two dimensions, take the general way.
    if (s.reduces) s.usable &= !s.stores && k.ndim <= 2 && k.reduced != 0 && (k.ndim == 2 || k.reduced == 1);
    else s.usable &= k.reduced == 0;
}

bool launch_small(Frame& frame, const KernelInfo& k, ArrayDesc** arrays, const Cell* scalars, std::uint64_t dying) {
    const SmallPlan& s = k.small;
    if (!s.usable || trace::enabled()) return false;
    Plane p;
    Int extents[kMaxDims];
    if (!(s.ndim < 2    ? lay_out_line(s, arrays, p, extents)
          : s.ndim == 2 ? lay_out_plane(s, k.reduced, arrays, p, extents)
                        : lay_out_dense(s, arrays, p, extents)))
        return false;
    const Int n = p.outer * p.inner;
    const double ns = static_cast<double>(n) * s.element_ns;
    if (n == 0 || ns >= runtime::granularity_ns() || (s.reduces && ns >= runtime::kUnsplitNs)) return false;
    Room room;
    if (s.stores && !make_stores_safe(k, p, room)) return false;
    KernelFn run = k.run;
    if (s.reduces) {
        run = order_folds(k, p);
        if (!run) return false;
    } else if (s.ndim == 2) {
        order_elements(s, p);
    }
    Int kept[2];  // extents of what reductions give
    std::size_t num_kept = 0;
    for (std::uint32_t d = 0; s.reduces && d < s.ndim; ++d)
        if (!(k.reduced >> d & 1)) kept[num_kept++] = extents[d];

    SmallResults results(frame, s, arrays, dying);
    for (int i = 0; i < s.count; ++i) {
        const Role role = s.operands[i].role;
        if (role == Role::Fresh) {
            p.operands[i].data = results.make(i, {extents, s.ndim});
        } else if (role == Role::Reduce) {
            p.operands[i].data = results.make(i, {kept, num_kept});
            fill_identities(k.operands[i], s.operands[i].item, p.operands[i].data, num_elements({kept, num_kept}));
        }
    }
    const FpStatus fp;
    const std::int32_t status = run(p.operands, scalars, p.outer, p.inner);
    const int raised = fp.raised();
    results.install();
    if (status | raised) [[unlikely]]
        report_plane(frame, k, status, raised, p.operands, p.outer, p.inner, scalars);
    ++frame.num_inline_launches;
    if (ns > kLongNs) frame.worked = true;
    return true;
}

}  // namespace phylanx::launch

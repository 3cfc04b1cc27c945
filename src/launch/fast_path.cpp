// The fast path of launches.
// SPDX-License-Identifier: BSL-1.0
#include "launch/fast_path.h"

#include <utility>

#include "launch/desc.h"
#include "launch/fp_report.h"
#include "launch/fp_status.h"
#include "launch/job.h"
#include "launch/results.h"
#include "runtime/granularity.h"
#include "runtime/runtime.h"
#include "trace/events.h"

namespace phylanx::launch {
namespace {

constexpr std::size_t kMaxOperands = 16;

/// The array has these extents and lies in C order; gives its number of elements.
inline bool is_dense(const ArrayDesc& a, const std::int64_t* extents, int ndim, std::int64_t item) {
    std::int64_t expected = item;
    for (int d = ndim - 1; d >= 0; --d) {
        std::int64_t e = a.dims[d];
        if (e != extents[d] || (a.dims[ndim + d] != expected && e != 1)) return false;
        expected *= e;
    }
    return true;
}

/// Stored arrays are apart from all other operands, or exactly the same elements.
bool stores_are_safe(const KernelInfo& k, const KernelOperand* operands, std::int64_t n) {
    std::size_t count = k.operands.size();
    for (std::size_t s = 0; s < count; ++s) {
        if (k.operands[s].role != Role::Store) continue;
        char* lo = operands[s].data;
        char* hi = lo + n * operands[s].inner_stride;
        for (std::size_t o = 0; o < count; ++o) {
            Role role = k.operands[o].role;
            if (o == s || role == Role::Fresh) continue;
            std::int64_t stride = operands[o].inner_stride;
            if (role == Role::Input && operands[o].data == lo && stride == operands[s].inner_stride)
                continue;
            char* end = operands[o].data + (stride ? n * stride : 16);
            if (operands[o].data < hi && lo < end) return false;
        }
    }
    return true;
}

void tell(Frame& frame, const KernelInfo& k, std::int32_t status, int raised, const KernelOperand* operands,
          std::int64_t outer, std::int64_t inner, const Cell* scalars) {
    Nest nest;
    SmallArray<char*, 8> data;
    for (std::size_t i = 0; i < k.operands.size(); ++i) {
        data.push_back(operands[i].data);
        nest.operands.push_back({operands[i].data, nullptr, 0, k.operands[i].role});
    }
    const std::int64_t extents[] = {outer, inner};
    for (int d = 0; d < 2; ++d) {
        std::int64_t* strides = nest.add_dim(extents[d], false);
        for (std::size_t i = 0; i < k.operands.size(); ++i)
            strides[i] = d == 0 ? operands[i].outer_stride : operands[i].inner_stride;
    }
    report_kernel(frame.run, k, frame.step, status, raised, nest, data.data(), extents, scalars);
}

void run_here(Frame& frame, const KernelInfo& k, Results& results, const KernelOperand* operands, std::int64_t outer,
              std::int64_t inner, const Cell* scalars) {
    FpStatus fp;
    std::int32_t status = k.run(operands, scalars, outer, inner);
    int raised = fp.raised();
    results.install();
    if (status | raised) tell(frame, k, status, raised, operands, outer, inner, scalars);
    ++frame.num_inline_launches;
}

/// The bytes that an operand reaches over the plane.
struct Reach {
    char *lo, *hi;
    Reach(const KernelOperand& o, std::int64_t outer, std::int64_t inner, std::int64_t item) : lo(o.data), hi(o.data + item) {
        for (std::int64_t reach : {(outer - 1) * o.outer_stride, (inner - 1) * o.inner_stride}) (reach < 0 ? lo : hi) += reach;
    }
};

/// The same for planes of any strides: an input that reaches a stored array is it, element by element.
bool planes_are_safe(const KernelInfo& k, const KernelOperand* operands, std::int64_t outer, std::int64_t inner) {
    auto reach = [&](std::size_t o) {
        return Reach(operands[o], outer, inner, static_cast<std::int64_t>(arrays::item_size(k.operands[o].dtype)));
    };
    for (std::size_t s = 0; s < k.operands.size(); ++s) {
        if (k.operands[s].role != Role::Store) continue;
        const Reach stored = reach(s);
        for (std::size_t o = 0; o < k.operands.size(); ++o) {
            Role role = k.operands[o].role;
            if (o == s || role == Role::Fresh) continue;
            if (role == Role::Input && operands[o].data == operands[s].data && k.operands[o].dtype == k.operands[s].dtype &&
                operands[o].outer_stride == operands[s].outer_stride && operands[o].inner_stride == operands[s].inner_stride)
                continue;
            const Reach other = reach(o);
            if (other.lo < stored.hi && stored.lo < other.hi) return false;
        }
    }
    return true;
}

}  // namespace

bool launch_small(Frame& frame, const KernelInfo& k, ArrayDesc** arrays, const Cell* scalars,
                  std::uint64_t dying) {
    std::size_t count = k.operands.size();
    if (k.reduced != 0 || count > kMaxOperands || trace::enabled()) return false;
    const std::int64_t* extents = nullptr;
    KernelOperand operands[kMaxOperands];
    bool has_store = false;
    for (std::size_t i = 0; i < count; ++i) {
        const OperandInfo& o = k.operands[i];
        if (o.role == Role::Fresh) continue;
        if (o.role == Role::Reduce) return false;
        const ArrayDesc& a = *arrays[i];
        if (!runtime::is_idle(a.buffer)) return false;
        auto item = static_cast<std::int64_t>(arrays::item_size(o.dtype));
        bool whole = o.ndim == k.ndim;
        if (whole) {
            if (!extents) extents = a.dims;
            if (!is_dense(a, extents, k.ndim, item)) return false;
        } else if (o.ndim != 0) {
            return false;
        }
        operands[i] = {a.data, 0, whole ? item : 0};
        has_store |= o.role == Role::Store;
    }
    if (!extents) return false;
    std::int64_t n = num_elements({extents, static_cast<std::size_t>(k.ndim)});
    if (n == 0 || static_cast<double>(n) * element_ns(k) >= runtime::granularity_ns()) return false;
    if (has_store && !stores_are_safe(k, operands, n)) return false;

    Results results(frame, k, arrays);
    for (std::size_t i = 0; i < count; ++i) {
        const OperandInfo& o = k.operands[i];
        if (o.role != Role::Fresh) continue;
        Buffer* b = results.make(i, {extents, static_cast<std::size_t>(k.ndim)}, dying);
        operands[i] = {b->data, 0, static_cast<std::int64_t>(arrays::item_size(o.dtype))};
    }
    run_here(frame, k, results, operands, 1, n, scalars);
    return true;
}

bool launch_small_plane(Frame& frame, const KernelInfo& k, ArrayDesc** arrays, const Cell* scalars, std::uint64_t dying) {
    std::size_t count = k.operands.size();
    if (k.reduced != 0 || k.ndim < 1 || k.ndim > 2 || count > kMaxOperands || trace::enabled()) return false;
    std::int64_t extents[2] = {1, 1};
    const int skipped = 2 - k.ndim;  // dimensions before the kernel's own
    for (std::size_t i = 0; i < count; ++i) {
        const OperandInfo& o = k.operands[i];
        if (o.role == Role::Fresh) continue;
        if (o.ndim > k.ndim || !runtime::is_idle(arrays[i]->buffer)) return false;
        for (int d = 0; d < o.ndim; ++d) {
            std::int64_t& e = extents[2 - o.ndim + d];
            const std::int64_t own = arrays[i]->dims[d];
            if (e == 1) e = own;
            else if (own != 1 && own != e) return false;
        }
    }
    std::int64_t outer = extents[0], inner = extents[1], n = outer * inner;
    if (n == 0 || static_cast<double>(n) * element_ns(k) >= runtime::granularity_ns()) return false;
    KernelOperand operands[kMaxOperands];
    bool has_store = false;
    int by_rows = 0;  // operands whose neighbours lie along the inner dimension, less those where along the outer one
    for (std::size_t i = 0; i < count; ++i) {
        const OperandInfo& o = k.operands[i];
        const auto item = static_cast<std::int64_t>(arrays::item_size(o.dtype));
        std::int64_t strides[2] = {0, 0};
        if (o.role == Role::Fresh) {
            strides[0] = inner * item;
            strides[1] = item;
        }
        for (int d = 0; o.role != Role::Fresh && d < o.ndim; ++d) {
            const int at = 2 - o.ndim + d;
            const std::int64_t own = arrays[i]->dims[d];
            if (own != 1) strides[at] = arrays[i]->dims[o.ndim + d];
            else if (o.role == Role::Store && extents[at] != 1) return false;
        }
        if (o.role == Role::Store && o.ndim < k.ndim && outer != 1) return false;
        operands[i] = {o.role == Role::Fresh ? nullptr : arrays[i]->data, strides[0], strides[1]};
        has_store |= o.role == Role::Store;
        by_rows += (strides[1] == item) - (strides[0] == item);
    }
    if (has_store && !planes_are_safe(k, operands, outer, inner)) return false;

    Results results(frame, k, arrays);
    for (std::size_t i = 0; i < count; ++i)
        if (k.operands[i].role == Role::Fresh)
            operands[i].data = results.make(i, {extents + skipped, static_cast<std::size_t>(k.ndim)}, dying)->data;
    if (by_rows < 0) {
        std::swap(outer, inner);
        for (std::size_t i = 0; i < count; ++i) std::swap(operands[i].outer_stride, operands[i].inner_stride);
    }
    run_here(frame, k, results, operands, outer, inner, scalars);
    return true;
}

}  // namespace phylanx::launch

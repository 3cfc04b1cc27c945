// The fast path of launches.
// SPDX-License-Identifier: BSL-1.0
#include "launch/fast_path.h"

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
          std::int64_t n, const Cell* scalars) {
    Nest nest;
    SmallArray<char*, 8> data;
    for (std::size_t i = 0; i < k.operands.size(); ++i) {
        data.push_back(operands[i].data);
        nest.operands.push_back({operands[i].data, nullptr, 0, k.operands[i].role});
    }
    std::int64_t* strides = nest.add_dim(n, false);
    for (std::size_t i = 0; i < k.operands.size(); ++i) strides[i] = operands[i].inner_stride;
    report_kernel(frame.run, k, frame.step, status, raised, nest, data.data(), &n, scalars);
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
    FpStatus fp;
    std::int32_t status = k.run(operands, scalars, 1, n);
    int raised = fp.raised();
    results.install();
    if (status | raised) tell(frame, k, status, raised, operands, n, scalars);
    ++frame.num_inline_launches;
    return true;
}

}  // namespace phylanx::launch

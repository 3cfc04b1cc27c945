// Copies for launches whose operands overlap.
// SPDX-License-Identifier: BSL-1.0
#include "launch/overlap.h"

#include <cstring>
#include <utility>

#include "launch/meeting.h"
#include "trace/counters.h"

namespace phylanx::launch {
namespace {

constexpr double kCopyNs = 0.3;

template <std::size_t Bytes>
std::int32_t copy_kernel(const KernelOperand* operands, const Cell*, std::int64_t outer,
                         std::int64_t inner) {
    auto [from, to] = std::pair(operands[0], operands[1]);
    for (std::int64_t o = 0; o < outer; ++o) {
        const char* f = from.data + o * from.outer_stride;
        char* t = to.data + o * to.outer_stride;
        if (from.inner_stride == Bytes && to.inner_stride == Bytes) {
            std::memcpy(t, f, static_cast<std::size_t>(inner) * Bytes);
            continue;
        }
        for (std::int64_t i = 0; i < inner; ++i)
            std::memcpy(t + i * to.inner_stride, f + i * from.inner_stride, Bytes);
    }
    return kKernelOk;
}

template <std::size_t Bytes>
const Exchangeable<KernelFn> kCopyFn = copy_kernel<Bytes>;

const Exchangeable<KernelFn>& copy_function(std::int64_t item_size) {
    switch (item_size) {
        case 1: return kCopyFn<1>;
        case 2: return kCopyFn<2>;
        case 4: return kCopyFn<4>;
        case 8: return kCopyFn<8>;
        default: return kCopyFn<16>;
    }
}

struct Range {
    const char* lo;
    const char* hi;
};
Range range(const Nest& n, std::size_t o) {
    Range r{n.operands[o].data, n.operands[o].data + n.operands[o].item_size};
    for (int d = 0; d < n.ndim(); ++d) {
        std::int64_t reach = (n.dims[d].extent - 1) * n.stride(d, o);
        (reach < 0 ? r.lo : r.hi) += reach;
    }
    return r;
}

bool share_a_byte(const Nest& n, std::size_t a, std::size_t b) {
    Meeting meeting;
    for (int d = 0; d < n.ndim(); ++d) meeting.add_dim(n.dims[d].extent, n.stride(d, a), n.stride(d, b));
    return meeting.is_possible(n.operands[b].data - n.operands[a].data, n.operands[a].item_size, n.operands[b].item_size);
}

bool is_idle(const Nest& nest) {
    for (const NestOperand& o : nest.operands)
        if (!runtime::is_idle(o.buffer)) return false;
    return true;
}

}  // namespace

bool same_elements(const Nest& n, std::size_t a, std::size_t b) {
    if (n.operands[a].data != n.operands[b].data ||
        n.operands[a].item_size != n.operands[b].item_size)
        return false;
    for (int d = 0; d < n.ndim(); ++d)
        if (n.dims[d].extent != 1 && n.stride(d, a) != n.stride(d, b)) return false;
    return true;
}

bool may_overlap(const Nest& n, std::size_t a, std::size_t b) {
    Range x = range(n, a), y = range(n, b);
    return x.lo < y.hi && y.lo < x.hi && share_a_byte(n, a, b);
}

bool run_or_submit(Job&& job) {
    for (const NestOperand& o : job.nest.operands)
        if (!o.buffer) {  // memory of the caller's stack: nothing may touch it later
            for (const NestOperand& other : job.nest.operands) job.wait_for(other.buffer);
            job.run_inline();
            return true;
        }
    if (is_idle(job.nest) && (!job.worth_tasks() || runtime::num_threads() == 1)) {
        job.run_inline();
        return true;
    }
    Job::submit(std::move(job));
    return false;
}

OverlapCopies::~OverlapCopies() {
    for (Buffer* b : temporaries_) arrays::release(b);
}

/// Puts a new C-ordered array in the place of an operand.
void OverlapCopies::detach(Nest& nest, std::size_t o) {
    trace::count(trace::Counter::overlap_copies);
    std::int64_t stride = nest.operands[o].item_size;
    for (int d = nest.ndim() - 1; d >= 0; --d) {
        std::int64_t* strides = nest.strides_of(d);
        if (nest.dims[d].extent == 1 || (strides[o] == 0 && nest.operands[o].role == Role::Input)) {
            strides[o] = 0;  // broadcast: one index is enough
            continue;
        }
        strides[o] = stride;
        stride *= nest.dims[d].extent;
    }
    Buffer* buffer = arrays::allocate(static_cast<std::size_t>(stride));
    temporaries_.push_back(buffer);
    nest.operands[o].data = buffer->data;
    nest.operands[o].buffer = buffer;
}

namespace {

/// Operand o as it lies in two nests, from the one to the other.
Nest pair_of(const Nest& from, const Nest& to, std::size_t o) {
    Nest pair;
    pair.operands.push_back(from.operands[o]);
    pair.operands.push_back(to.operands[o]);
    pair.operands[0].role = Role::Input;
    pair.operands[1].role = Role::Store;
    for (int d = 0; d < from.ndim(); ++d) {
        std::int64_t f = from.stride(d, o), t = to.stride(d, o);
        std::int64_t extent = f == 0 && t == 0 ? 1 : from.dims[d].extent;
        std::int64_t* strides = pair.add_dim(extent, false);
        strides[0] = f;
        strides[1] = t;
    }
    return pair;
}

}  // namespace

void OverlapCopies::copy(Nest&& nest) {
    nest.simplify();
    static const KernelInfo kCopy;  // cannot fail
    Job job(run_, kCopy, copy_function(nest.operands[0].item_size), origin_);
    job.nest = std::move(nest);
    job.prepare(kCopyNs);
    run_or_submit(std::move(job));
}

void OverlapCopies::before(Nest& nest) {
    const Nest original = nest;
    std::size_t count = nest.operands.size();
    auto is_store = [&](std::size_t o) { return nest.operands[o].role == Role::Store; };
    for (std::size_t a = 0; a < count; ++a)
        for (std::size_t b = a + 1; b < count; ++b)
            if (is_store(a) && is_store(b) && may_overlap(original, a, b)) stores_overlap_ = true;
    for (std::size_t o = 0; o < count; ++o) {
        if (stores_overlap_ && is_store(o)) {
            detach(nest, o);
            late_.push_back(pair_of(nest, original, o));
        }
        if (stores_overlap_ || nest.operands[o].role != Role::Input) continue;
        bool copy_it = false;
        for (std::size_t s = 0; s < count && !copy_it; ++s)
            copy_it = is_store(s) && may_overlap(original, o, s) && !same_elements(original, o, s);
        if (!copy_it) continue;
        detach(nest, o);
        copy(pair_of(original, nest, o));
    }
}

void OverlapCopies::after() {
    for (Nest& nest : late_) copy(std::move(nest));
}

}  // namespace phylanx::launch

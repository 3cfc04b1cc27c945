// Running a job: chunks, loops beyond two dimensions, partial results.
// SPDX-License-Identifier: BSL-1.0
#include "launch/job.h"

#include <algorithm>
#include <cstring>
#include <memory>
#include <utility>

#include "launch/fp_report.h"
#include "launch/fp_status.h"
#include "trace/events.h"

namespace phylanx::launch {
namespace {

void fill(char* to, std::int64_t stride, std::int64_t n, const Cell& value, std::int64_t item_size) {
    for (std::int64_t i = 0; i < n; ++i)
        std::memcpy(to + i * stride, &value, static_cast<std::size_t>(item_size));
}

// What a byte costs that comes from beyond the second-level cache: most kernels are bound by memory.
constexpr double kByteNs = 0.02;

}  // namespace

double element_ns(const KernelInfo& k) {
    std::size_t bytes = 0;
    for (const OperandInfo& o : k.operands) bytes += arrays::item_size(o.dtype);
    return std::max(k.cost, kByteNs * static_cast<double>(bytes));
}

Job::Job(Job&& o) noexcept
    : nest(std::move(o.nest)), scalars(std::move(o.scalars)), reductions(std::move(o.reductions)),
      run_(o.run_), kernel_(o.kernel_), fn_(o.fn_), origin_(o.origin_), step_(o.step_), ns_(o.ns_), chunks_(o.chunks_),
      split_dim_(o.split_dim_), grid_(o.grid_), partial_(o.partial_), inner_tile_(o.inner_tile_) {}

Job::~Job() {
    for (Reduction& r : reductions) arrays::release(r.partials);
}

Job::Part Job::part(std::int64_t chunk) const {
    Part p;
    p.data.resize(nest.operands.size());
    p.extents.resize(static_cast<std::size_t>(std::max(nest.ndim(), 2)));
    for (std::size_t o = 0; o < nest.operands.size(); ++o) p.data[o] = nest.operands[o].data;
    for (int d = 0; d < nest.ndim(); ++d) p.extents[d] = nest.dims[d].extent;
    auto restrict_to = [&](int dim, std::int64_t begin, std::int64_t end) {
        p.extents[dim] = end - begin;
        for (std::size_t o = 0; o < nest.operands.size(); ++o)
            p.data[o] += begin * nest.stride(dim, o);
    };
    if (nest.ndim() == 0) return p;
    std::int64_t index = chunk / chunks_.count, within = chunk % chunks_.count;
    for (int d = split_dim_ - 1; d >= 0 && grid_ > 1; --d) {
        std::int64_t i = index % nest.dims[d].extent;
        index /= nest.dims[d].extent;
        restrict_to(d, i, i + 1);
    }
    std::int64_t unit = nest.dims[split_dim_].unit;
    restrict_to(split_dim_, chunks_.begin(within) * unit, chunks_.end(within) * unit);
    if (partial_)
        for (const Reduction& r : reductions)
            p.data[r.operand] = r.partials->data + chunk * r.kept * r.item_size;
    return p;
}

void Job::set_identities(const Part& p) const {
    for (const Reduction& r : reductions) {
        if (partial_) {
            fill(p.data[r.operand], r.item_size, r.kept, r.identity, r.item_size);
            continue;
        }
        SmallArray<int, 8> kept;
        for (int d = 0; d < nest.ndim(); ++d)
            if (!nest.dims[d].reduced) kept.push_back(d);
        SmallArray<std::int64_t, 8> index(kept.size());
        std::fill(index.begin(), index.end(), 0);
        std::size_t last = kept.size();
        std::int64_t n = last ? p.extents[kept[last - 1]] : 1;
        std::int64_t stride = last ? nest.stride(kept[last - 1], r.operand) : 0;
        char* at = p.data[r.operand];
        for (bool more = true; more;) {
            fill(at, stride, n, r.identity, r.item_size);
            more = false;
            for (std::size_t k = last; !more && k-- > 1;) {
                int d = kept[k - 1];
                at += nest.stride(d, r.operand);
                more = ++index[k - 1] < p.extents[d];
                if (!more) {
                    at -= index[k - 1] * nest.stride(d, r.operand);
                    index[k - 1] = 0;
                }
            }
        }
    }
}

/// The dimension that the kernel walks as its rows: the last but one, unless that is short and another is long: a call
/// costs as much as some tens of elements. The part must fit the second-level cache, since it is walked several times.
int Job::row_dim(const Part& p) const {
    constexpr std::int64_t kFewRows = 16, kShortPlane = 1024, kCacheBytes = 128 << 10;
    const int last = nest.ndim() - 1, usual = last - 1;
    if (last < 2 || p.extents[usual] >= kFewRows || p.extents[usual] * p.extents[last] > kShortPlane) return usual;
    int longest = usual;
    for (int d = 0; d < usual; ++d)
        if (p.extents[d] > p.extents[longest]) longest = d;
    if (p.extents[longest] < 2 * p.extents[usual]) return usual;
    std::int64_t bytes = 0;
    for (std::size_t o = 0; o < nest.operands.size(); ++o) {
        std::int64_t own = nest.operands[o].item_size;
        for (int d = 0; d <= last; ++d)
            if (nest.stride(d, o) != 0) own *= p.extents[d];
        bytes += own;
    }
    return bytes <= kCacheBytes ? longest : usual;
}

/// The kernel's two dimensions: rows along `row`, the innermost.
std::int32_t Job::run_plane(char* const* data, int row, std::int64_t outer, std::int64_t inner) {
    std::size_t count = nest.operands.size();
    int ndim = nest.ndim();
    SmallArray<KernelOperand, 8> operands(count);
    for (std::size_t o = 0; o < count; ++o)
        operands[o] = {data[o], ndim > 1 ? nest.stride(row, o) : 0, ndim > 0 ? nest.stride(ndim - 1, o) : 0};
    const KernelFn fn = *fn_;
    if (inner_tile_ == 0) return fn(operands.data(), scalars.data(), outer, inner);
    std::int32_t status = 0;
    for (std::int64_t i = 0; i < inner; i += inner_tile_) {
        status |= fn(operands.data(), scalars.data(), outer, std::min(inner_tile_, inner - i));
        for (std::size_t o = 0; o < count; ++o)
            operands[o].data += inner_tile_ * operands[o].inner_stride;
    }
    return status;
}

void Job::run_loops(Part& p) {
    int ndim = nest.ndim();
    const int row = row_dim(p);
    std::int64_t outer = ndim > 1 ? p.extents[row] : 1;
    std::int64_t inner = ndim > 0 ? p.extents[ndim - 1] : 1;
    SmallArray<std::int64_t, 8> index(static_cast<std::size_t>(std::max(ndim, 2)));
    std::fill(index.begin(), index.end(), 0);
    std::int32_t status = 0;
    FpStatus fp;
    for (bool more = true; more;) {
        status |= run_plane(p.data.data(), row, outer, inner);
        more = false;
        for (int d = ndim - 2; !more && d >= 0; --d) {
            if (d == row) continue;
            more = ++index[d] < p.extents[d];
            std::int64_t back = more ? 0 : index[d];
            if (!more) index[d] = 0;
            for (std::size_t o = 0; o < p.data.size(); ++o)
                p.data[o] += (1 - back) * nest.stride(d, o);
        }
    }
    if (const int raised = fp.raised(); status | raised)
        report_kernel(*run_, *kernel_, step_, status, raised, nest, p.data.data(), p.extents.data(), scalars.data());
}

void Job::run_chunk(std::int64_t chunk) {
    Part p = part(chunk);
    if (!reductions.empty()) set_identities(p);
    run_loops(p);
}

Job::Part Job::some_rows(std::int64_t begin, std::int64_t end) const {
    Part p;
    for (std::size_t o = 0; o < nest.operands.size(); ++o)
        p.data.push_back(nest.operands[o].data + begin * nest.stride(0, o));
    p.extents.resize(2);
    p.extents[0] = end - begin;
    return p;
}

void Job::run_rows(std::int64_t begin, std::int64_t end) {
    Part p = some_rows(begin, end);
    run_loops(p);
}

void Job::run_rows(std::int64_t begin, std::int64_t end, std::size_t operand, char* at) {
    Part p;
    for (std::size_t o = 0; o < nest.operands.size(); ++o)
        p.data.push_back(nest.operands[o].data + begin * nest.stride(0, o));
    p.data[operand] = at;
    p.extents.resize(static_cast<std::size_t>(std::max(nest.ndim(), 2)));
    for (int d = 0; d < nest.ndim(); ++d) p.extents[d] = nest.dims[d].extent;
    p.extents[0] = end - begin;
    run_loops(p);
}

void Job::row_accesses(std::int64_t begin, std::int64_t end, Accesses& to) const {
    Part p = some_rows(begin, end);
    for (std::size_t o = 0; o < nest.operands.size(); ++o) to.push_back(hull(p, o));
}

void Job::combine() {
    FpStatus fp;
    for (const Reduction& r : reductions) {
        char* base = r.partials->data;
        std::int64_t bytes = r.kept * r.item_size;
        for (std::int64_t n = chunks_.count; n > 1;) {
            std::int64_t half = (n + 1) / 2;
            r.merge(base, base + half * bytes, (n - half) * r.kept);
            n = half;
        }
        std::memcpy(nest.operands[r.operand].data, base, static_cast<std::size_t>(bytes));
    }
    if (const int raised = fp.raised()) {
        const auto n = static_cast<std::size_t>(kernel_->num_reduce_sources);
        report_fp(*run_, std::span(kernel_->sources).last(n), step_, raised);
    }
}

void Job::run() {
    for (std::int64_t c = 0; c < num_chunks(); ++c) run_chunk(c);
    if (partial_) combine();
}

void Job::run_inline() {
    if (!trace::enabled() || !origin_.label) {
        run();
        return;
    }
    std::int64_t begin = trace::now_ns();
    run();
    trace::record(origin_.label, begin, trace::now_ns());
}

runtime::Access Job::hull(const Part& p, std::size_t o) const {
    const NestOperand& operand = nest.operands[o];
    char* lo = p.data[o];
    char* hi = lo + operand.item_size;
    for (int d = 0; d < nest.ndim(); ++d) {
        std::int64_t reach = (p.extents[d] - 1) * nest.stride(d, o);
        (reach < 0 ? lo : hi) += reach;
    }
    auto mode = operand.role == Role::Input ? runtime::Mode::Read : runtime::Mode::Write;
    return {operand.buffer, lo - operand.buffer->data, hi - operand.buffer->data, mode};
}

void Job::chunk_accesses(std::int64_t chunk, Accesses& to) const {
    Part p = part(chunk);
    to.resize(0);
    for (std::size_t o = 0; o < nest.operands.size(); ++o)
        if (!partial_ || nest.operands[o].role != Role::Reduce) to.push_back(hull(p, o));
    if (!partial_) return;
    for (const Reduction& r : reductions) {
        std::int64_t bytes = r.kept * r.item_size;
        to.push_back({r.partials, chunk * bytes, (chunk + 1) * bytes, runtime::Mode::Write});
    }
}

void Job::whole_accesses(Accesses& to) const {
    Part p;
    for (const NestOperand& o : nest.operands) p.data.push_back(o.data);
    for (const NestDim& d : nest.dims) p.extents.push_back(d.extent);
    for (std::size_t o = 0; o < nest.operands.size(); ++o) to.push_back(hull(p, o));
}

void Job::combine_accesses(Accesses& to) const {
    to.resize(0);
    for (const Reduction& r : reductions) {
        std::int64_t bytes = r.kept * r.item_size;
        const NestOperand& out = nest.operands[r.operand];
        std::int64_t lo = out.data - out.buffer->data;
        to.push_back({r.partials, 0, chunks_.count * bytes, runtime::Mode::Write});
        to.push_back({out.buffer, lo, lo + bytes, runtime::Mode::Write});
    }
}

void Job::submit(Job&& job) {
    auto shared = std::make_shared<Job>(std::move(job));
    Accesses accesses;
    if (!shared->worth_tasks()) {
        shared->whole_accesses(accesses);
        runtime::submit(*shared->run_, [shared] { shared->run(); }, {accesses.data(), accesses.size()},
                        shared->origin_);
        return;
    }
    for (std::int64_t c = 0; c < shared->num_chunks(); ++c) {
        shared->chunk_accesses(c, accesses);
        runtime::submit(*shared->run_, [shared, c] { shared->run_chunk(c); },
                        {accesses.data(), accesses.size()}, shared->origin_);
    }
    if (!shared->partial_) return;
    shared->combine_accesses(accesses);
    runtime::submit(*shared->run_, [shared] { shared->combine(); },
                    {accesses.data(), accesses.size()}, shared->origin_);
}

}  // namespace phylanx::launch

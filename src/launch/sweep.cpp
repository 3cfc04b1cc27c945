// Blocks of rows, computed aside and put into their places one block late.
// SPDX-License-Identifier: BSL-1.0
#include "launch/sweep.h"

#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include "launch/overlap.h"
#include "runtime/granularity.h"
#include "trace/events.h"

namespace phylanx::launch {
namespace {

using Int = std::int64_t;

constexpr Int kLeastBytes = 16 << 10;  // less is copied as quickly
constexpr Int kBlockBytes = 96 << 10;  // of results aside: two blocks, and what they read, fit the second-level cache
constexpr Int kMostBytes = 4 << 20;    // of a block, which has to be as high as inputs reach
constexpr double kPartNs = 150e3;
constexpr double kPartTasks = 4;       // a part is as long as so many tasks that are worth it
constexpr Int kMostParts = 64;

using Memory = std::shared_ptr<Buffer>;
Memory memory(Int bytes) {
    return {arrays::allocate(static_cast<std::size_t>(bytes)), [](Buffer* b) { arrays::release(b); }};
}

/// The nest without dimensions of one index.
Nest compact(const Nest& nest) {
    Nest made;
    for (const NestOperand& o : nest.operands) made.operands.push_back(o);
    for (int d = 0; d < nest.ndim(); ++d)
        if (nest.dims[d].extent != 1)
            std::copy_n(nest.strides_of(d), nest.operands.size(), made.add_dim(nest.dims[d].extent, nest.dims[d].reduced));
    return made;
}

struct Shape {
    std::size_t stored;  // the operand
    Int reach;           // rows: less far from its own place an input's element may lie in the stored array
};

std::optional<Shape> find_sweep(const Nest& n) {
    std::optional<Shape> shape;
    for (std::size_t o = 0; o < n.operands.size(); ++o) {
        if (!n.operands[o].buffer) return std::nullopt;
        if (n.operands[o].role == Role::Input) continue;
        if (n.operands[o].role != Role::Store || shape) return std::nullopt;
        shape = Shape{o, 0};
    }
    if (!shape || n.ndim() == 0) return std::nullopt;
    const std::size_t s = shape->stored;
    const NestOperand& stored = n.operands[s];
    const int last = n.ndim() - 1;
    // Rows, and lines of rows, one behind the other, as the loops go.
    Int span = stored.item_size;
    for (int d = last; d >= 0; --d) {
        if (d == last ? n.stride(d, s) != span : n.stride(d, s) < span) return std::nullopt;
        if (d > 0) span += (n.dims[d].extent - 1) * n.stride(d, s);
    }
    bool overlaps = false;
    for (std::size_t o = 0; o < n.operands.size(); ++o) {
        if (o == s || same_elements(n, o, s) || !may_overlap(n, o, s)) continue;
        overlaps = true;
        if (n.operands[o].item_size != stored.item_size) return std::nullopt;
        for (int d = 0; d <= last; ++d)
            if (n.stride(d, o) != n.stride(d, s)) return std::nullopt;
        const Int row = n.stride(0, s), away = std::abs(n.operands[o].data - stored.data) + span;
        shape->reach = std::max(shape->reach, (away + row - 1) / row);
    }
    return overlaps ? shape : std::nullopt;
}

/// One sweep, shared by its tasks.
class Sweep {
   public:
    /// The job's nest has the stored array still; its strides become those of rows aside.
    Sweep(Job&& job, Shape shape, double element_ns)
        : job_(std::move(job)), stored_(shape.stored), reach_(shape.reach), place_(job_.nest.operands[shape.stored]) {
        Nest& n = job_.nest;
        place_strides_.resize(static_cast<std::size_t>(n.ndim()));
        row_bytes_ = place_.item_size;
        for (int d = n.ndim() - 1; d >= 0; --d) {
            place_strides_[d] = std::exchange(n.strides_of(d)[stored_], row_bytes_);
            if (d > 0) row_bytes_ *= n.dims[d].extent;
        }
        rows_ = n.dims[0].extent;
        block_ = std::max(reach_, kBlockBytes / row_bytes_);
        ns_ = element_ns * static_cast<double>(n.total());
        const double part_ns = std::min(kPartNs, kPartTasks * runtime::granularity_ns());
        const auto wanted = static_cast<Int>(std::min(ns_ / part_ns, double{kMostParts}));
        parts_ = std::max(Int{1}, std::min(wanted, rows_ / std::max(block_, 4 * reach_)));
        ends_.resize(static_cast<std::size_t>(parts_));
    }

    bool is_worth_it() const { return rows_ * row_bytes_ >= kLeastBytes && block_ * row_bytes_ <= kMostBytes; }
    bool worth_tasks() const { return runtime::worth_tasks(ns_, parts_); }
    Int num_parts() const { return parts_; }

    void run(Int part) {
        const Int begin = begin_of(part), end = begin_of(part + 1), most = std::min(block_, end - begin);
        const auto [own_begin, own_end] = own_rows(part);
        Ends& ends = ends_[static_cast<std::size_t>(part)];
        if (own_begin != begin) ends.first = memory(reach_ * row_bytes_);
        if (own_end != end) ends.last = memory(reach_ * row_bytes_);
        const Memory aside = memory(2 * most * row_bytes_);
        Rows late;
        char *space = aside->data, *other = space + most * row_bytes_;
        for (Int at = begin; at < end; at += most) {
            const Rows now{at, std::min(end, at + most), space};
            job_.run_rows(now.begin, now.end, stored_, space);
            if (ends.first) copy(now, {begin, own_begin, ends.first->data});
            if (ends.last) copy(now, {own_end, end, ends.last->data});
            put(late, own_begin, own_end);
            late = now;
            std::swap(space, other);
        }
        put(late, own_begin, own_end);
    }

    /// The rows on both sides of a part's end, after this part and the next.
    void finish(Int part) {
        const Int end = begin_of(part + 1);
        put({end - reach_, end, ends_[static_cast<std::size_t>(part)].last->data}, end - reach_, end);
        put({end, end + reach_, ends_[static_cast<std::size_t>(part) + 1].first->data}, end, end + reach_);
    }

    void run_all() {
        for (Int p = 0; p < parts_; ++p) run(p);
        for (Int p = 0; p + 1 < parts_; ++p) finish(p);
    }

    void accesses(Int part, Accesses& to) const {
        to.resize(0);
        for (std::size_t o = 0; o < job_.nest.operands.size(); ++o)
            if (o != stored_) to.push_back(read_rows(o, begin_of(part), begin_of(part + 1)));
        const auto [begin, end] = own_rows(part);
        to.push_back(stored_rows(begin, end));
        for (Int before = std::max(Int{0}, part - 1); before <= part && before + 1 < parts_; ++before) {
            to.push_back(finished_rows(before));  // which wait for this part
            to[to.size() - 1].mode = runtime::Mode::Read;
        }
    }
    runtime::Access finished_rows(Int part) const {
        return stored_rows(begin_of(part + 1) - reach_, begin_of(part + 1) + reach_);
    }
    const Nest& nest() const { return job_.nest; }

   private:
    /// Rows [begin, end) that lie one after the other in memory.
    struct Rows {
        Int begin = 0, end = 0;
        char* data = nullptr;
    };
    struct Ends {
        Memory first, last;
    };

    Int begin_of(Int part) const { return rows_ * part / parts_; }
    /// Those that no neighbour reads.
    std::pair<Int, Int> own_rows(Int part) const {
        return {begin_of(part) + (part > 0 ? reach_ : 0), begin_of(part + 1) - (part + 1 < parts_ ? reach_ : 0)};
    }

    /// The rows that both have.
    void copy(const Rows& from, const Rows& to) const {
        const Int begin = std::max(from.begin, to.begin), end = std::min(from.end, to.end);
        if (begin < end)
            std::memcpy(to.data + (begin - to.begin) * row_bytes_, from.data + (begin - from.begin) * row_bytes_,
                        static_cast<std::size_t>((end - begin) * row_bytes_));
    }

    /// Those of the rows that are in [begin, end), into their places.
    void put(const Rows& rows, Int begin, Int end) const {
        begin = std::max(begin, rows.begin);
        end = std::min(end, rows.end);
        if (begin >= end) return;
        const char* from = rows.data + (begin - rows.begin) * row_bytes_;
        char* to = place_.data + begin * place_strides_[0];
        const int last = job_.nest.ndim() - 1;
        if (last == 0) {
            std::memcpy(to, from, static_cast<std::size_t>((end - begin) * row_bytes_));
            return;
        }
        const Int line = job_.nest.dims[last].extent * place_.item_size;
        SmallArray<Int, 8> index(static_cast<std::size_t>(last));
        std::fill(index.begin(), index.end(), 0);
        for (bool more = true; more; from += line) {
            std::memcpy(to, from, static_cast<std::size_t>(line));
            more = false;
            for (int d = last - 1; !more && d >= 0; --d) {
                more = ++index[d] < (d == 0 ? end - begin : job_.nest.dims[d].extent);
                to += place_strides_[d] * (more ? 1 : 1 - index[d]);
                if (!more) index[d] = 0;
            }
        }
    }

    runtime::Access read_rows(std::size_t o, Int begin, Int end) const {
        const NestOperand& operand = job_.nest.operands[o];
        char *lo = operand.data + begin * job_.nest.stride(0, o), *hi = lo + operand.item_size;
        for (int d = 0; d < job_.nest.ndim(); ++d) {
            const Int reach = ((d == 0 ? end - begin : job_.nest.dims[d].extent) - 1) * job_.nest.stride(d, o);
            (reach < 0 ? lo : hi) += reach;
        }
        return {operand.buffer, lo - operand.buffer->data, hi - operand.buffer->data, runtime::Mode::Read};
    }
    runtime::Access stored_rows(Int begin, Int end) const {
        const Int lo = place_.data + begin * place_strides_[0] - place_.buffer->data;
        Int span = place_.item_size + (end - begin - 1) * place_strides_[0];
        for (int d = 1; d < job_.nest.ndim(); ++d) span += (job_.nest.dims[d].extent - 1) * place_strides_[d];
        return {place_.buffer, lo, lo + span, runtime::Mode::Write};
    }

    Job job_;
    const std::size_t stored_;
    const Int reach_;
    const NestOperand place_;
    SmallArray<Int, 8> place_strides_;
    Int row_bytes_ = 0;  // aside
    Int rows_ = 0, block_ = 0, parts_ = 1;
    double ns_ = 0;
    std::vector<Ends> ends_;  // of each part
};

}  // namespace

bool run_sweep(Frame& frame, const KernelInfo& kernel, const Nest& nest, const Cell* scalars, const runtime::Origin& origin) {
    Nest rows = compact(nest);
    const auto shape = find_sweep(rows);
    if (!shape) return false;
    bool idle = true;
    for (const NestOperand& o : rows.operands) idle &= runtime::is_idle(o.buffer);
    Job job(frame.run, kernel, kernel.run, origin, frame.step);
    job.nest = std::move(rows);
    job.scalars.assign(scalars, scalars + kernel.num_scalars);
    auto sweep = std::make_shared<Sweep>(std::move(job), *shape, element_ns(kernel));
    if (!sweep->is_worth_it()) return false;
    if (idle && (!sweep->worth_tasks() || runtime::num_threads() == 1)) {
        const bool traced = trace::enabled() && origin.label;
        const Int begin = traced ? trace::now_ns() : 0;
        sweep->run_all();
        if (traced) trace::record(origin.label, begin, trace::now_ns());
        ++frame.num_inline_launches;
        return true;
    }
    Accesses accesses;
    for (Int p = 0; p < sweep->num_parts(); ++p) {
        sweep->accesses(p, accesses);
        runtime::submit(frame.run, [sweep, p] { sweep->run(p); }, {accesses.data(), accesses.size()}, origin);
    }
    for (Int p = 0; p + 1 < sweep->num_parts(); ++p) {
        const runtime::Access written = sweep->finished_rows(p);
        runtime::submit(frame.run, [sweep, p] { sweep->finish(p); }, {&written, 1}, origin);
    }
    return true;
}

}  // namespace phylanx::launch

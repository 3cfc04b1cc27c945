// The access log: a sorted list of byte intervals with their last writer and its readers.
// SPDX-License-Identifier: BSL-1.0
#include "runtime/access_log.h"

#include <algorithm>

#include "trace/events.h"

namespace phylanx::runtime {

void Segment::add_reader(TaskRef reader) {
    if (num_few < 2) {
        few[num_few++] = reader;
        return;
    }
    for (TaskRef& r : few) {
        if (!r.done()) continue;
        r = reader;
        return;
    }
    if (many.size() == many.capacity() && many.size() >= 4)
        std::erase_if(many, [](const TaskRef& r) { return r.done(); });
    many.push_back(reader);
}

void Segment::set_writer(TaskRef task) {
    writer = task;
    num_few = 0;
    many.clear();
}

void Predecessors::add(TaskRef ref) {
    if (ref.task == nullptr || ref == self_) return;
    for (const TaskRef& r : recent_)
        if (r == ref) return;
    if (ref.task->sequence != ref.sequence) return;
    Task& before = *ref.task;
    Edge* head = before.successors.load(std::memory_order_acquire);
    if (head == kClosed) return;
    Task& self = *self_.task;
    Edge& edge = self.num_edges < self.edges.size() ? self.edges[self.num_edges]
                                                    : self.more_edges.emplace_front();
    edge.after = &self;
    do {
        if (head == kClosed) return;
        edge.next = head;
    } while (!before.successors.compare_exchange_weak(head, &edge, std::memory_order_acq_rel,
                                                      std::memory_order_acquire));
    ++self.num_edges;
    ++count_;
    recent_[next_++ % 4] = ref;
    if (trace::enabled()) trace::record_dependency(ref.sequence, self_.sequence);
}

}  // namespace phylanx::runtime

namespace phylanx::arrays {

using runtime::Predecessors;
using runtime::Segment;
using runtime::TaskRef;

/// The first segment that ends behind lo. Consecutive chunks are entered in order, so the segment found last
/// or the one after it is the likely one.
std::size_t AccessLog::find(std::int64_t lo) {
    std::size_t n = segments_.size();
    for (std::size_t i = hint_; i < n && i <= hint_ + 1; ++i)
        if (segments_[i].hi > lo && (i == 0 || segments_[i - 1].hi <= lo)) return hint_ = i;
    if (n == 0 || segments_.back().hi <= lo) return hint_ = n;
    auto it = std::partition_point(segments_.begin(), segments_.end(),
                                   [lo](const Segment& s) { return s.hi <= lo; });
    return hint_ = static_cast<std::size_t>(it - segments_.begin());
}

/// Makes two segments with the same history of segment i, the second one from `at`.
void AccessLog::split(std::size_t i, std::int64_t at) {
    segments_.insert(segments_.begin() + static_cast<std::ptrdiff_t>(i), segments_[i]);
    segments_[i].hi = at;
    segments_[i + 1].lo = at;
}

void AccessLog::enter_read(std::int64_t lo, std::int64_t hi, TaskRef task, Predecessors& before) {
    if (segments_.size() >= sweep_at_) sweep();
    for (std::size_t i = find(lo); lo < hi; ++i) {
        if (i == segments_.size() || segments_[i].lo > lo) {  // bytes nobody has touched
            Segment fresh;
            fresh.lo = lo;
            fresh.hi = i == segments_.size() ? hi : std::min(hi, segments_[i].lo);
            segments_.insert(segments_.begin() + static_cast<std::ptrdiff_t>(i), std::move(fresh));
        } else if (segments_[i].lo < lo) {
            split(i, lo);
            continue;
        }
        if (segments_[i].hi > hi) split(i, hi);
        Segment& s = segments_[i];
        before.add(s.writer);
        if (s.writer != task) s.add_reader(task);
        lo = s.hi;
    }
}

void AccessLog::enter_write(std::int64_t lo, std::int64_t hi, TaskRef task, Predecessors& before) {
    if (lo >= hi) return;
    if (segments_.size() >= sweep_at_) sweep();
    std::size_t first = find(lo);
    if (first < segments_.size() && segments_[first].lo < lo) split(first++, lo);
    std::size_t last = first;  // one past the segments that the write replaces
    for (; last < segments_.size() && segments_[last].lo < hi; ++last) {
        if (segments_[last].hi > hi) split(last, hi);
        const Segment& s = segments_[last];
        // Readers have waited for the writer already: it is enough to wait for them.
        if (!s.read()) before.add(s.writer);
        for (std::uint32_t r = 0; r < s.num_few; ++r) before.add(s.few[r]);
        for (const TaskRef& r : s.many) before.add(r);
    }
    auto at = [this](std::size_t i) { return segments_.begin() + static_cast<std::ptrdiff_t>(i); };
    if (first == last)
        segments_.insert(at(first), Segment{});
    else
        segments_.erase(at(first + 1), at(last));
    segments_[first].lo = lo;
    segments_[first].hi = hi;
    segments_[first].set_writer(task);
}

/// Forgets segments whose tasks are all done. The bound doubles with what is left, so that the cost is
/// spread over the accesses that made the list grow.
void AccessLog::sweep() {
    std::erase_if(segments_, [](const Segment& s) {
        if (!s.writer.done()) return false;
        for (std::uint32_t r = 0; r < s.num_few; ++r)
            if (!s.few[r].done()) return false;
        return std::all_of(s.many.begin(), s.many.end(), [](const TaskRef& r) { return r.done(); });
    });
    sweep_at_ = std::max<std::size_t>(64, 2 * segments_.size());
    hint_ = 0;
}

std::int64_t AccessLog::piece() const {
    std::int64_t bytes = 0;
    // The very last one may be a short rest.
    for (std::size_t i = segments_.size(), looks = 0; i-- > 0 && looks < 3; ++looks)
        if (!segments_[i].writer.done()) bytes = std::max(bytes, segments_[i].hi - segments_[i].lo);
    return bytes;
}

void AccessLog::clear() {
    segments_.clear();
    hint_ = 0;
    sweep_at_ = 64;
}

}  // namespace phylanx::arrays

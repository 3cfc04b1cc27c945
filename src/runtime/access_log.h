// Who touches which bytes of a buffer: from this the order of tasks is derived.
// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <atomic>
#include <cstdint>
#include <vector>

#include "runtime/task_state.h"

namespace phylanx::runtime {

/// The last writer of some bytes, and those who read them since.
struct Segment {
    std::int64_t lo = 0;
    std::int64_t hi = 0;
    TaskRef writer;
    std::uint32_t num_few = 0;
    TaskRef few[2];              // readers
    std::vector<TaskRef> many;   // readers beyond two

    bool read() const { return num_few > 0; }
    void add_reader(TaskRef reader);
    void set_writer(TaskRef task);
};

/// Collects the unfinished tasks that a new one has to wait for; each at most a few times.
class Predecessors {
   public:
    explicit Predecessors(TaskRef self) : self_(self) {}
    void add(TaskRef task);
    std::int64_t count() const { return count_; }

   private:
    TaskRef self_;
    TaskRef recent_[4];
    unsigned next_ = 0;
    std::int64_t count_ = 0;
};

}  // namespace phylanx::runtime

namespace phylanx::arrays {

/// All but `pending` is used under the submission lock only.
struct AccessLog {
    Buffer* buffer = nullptr;
    unsigned epoch = 0;  // of the process the log belongs to: a forked child starts anew
    /// Twice the number of unfinished tasks that touch the buffer, plus 1 while somebody sleeps until there
    /// is none. While it is 2 or more the log holds one reference to the buffer.
    std::atomic<std::int64_t> pending{0};
    AccessLog* next = nullptr;

    /// Enters an access to [lo, hi) and tells what has to come before it.
    void enter_read(std::int64_t lo, std::int64_t hi, runtime::TaskRef task,
                    runtime::Predecessors& before);
    void enter_write(std::int64_t lo, std::int64_t hi, runtime::TaskRef task,
                     runtime::Predecessors& before);
    void clear();
    /// Bytes of the pieces that unfinished tasks write last; 0 where there are none.
    std::int64_t piece() const;
    std::size_t num_segments() const { return segments_.size(); }

   private:
    std::size_t find(std::int64_t lo);
    void split(std::size_t i, std::int64_t at);
    void sweep();

    // Sorted and disjoint; bytes that no segment holds have not been touched.
    std::vector<runtime::Segment> segments_;
    std::size_t hint_ = 0;
    std::size_t sweep_at_ = 64;
};

}  // namespace phylanx::arrays

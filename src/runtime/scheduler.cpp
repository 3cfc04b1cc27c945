// Submission: a task's place in program order, and what it has to wait for.
// SPDX-License-Identifier: BSL-1.0
#include "runtime/scheduler.h"

#include <algorithm>

namespace phylanx::runtime {
namespace {

constexpr std::int64_t kMaxUnfinished = 4096;  // of one run, before its submitter has to help
constexpr std::int64_t kResumeAt = 3072;
// Counts as blockers while predecessors are being entered, so that none of them can make the task ready.
constexpr std::int64_t kEntering = std::int64_t{1} << 40;

}  // namespace

Task* Runtime::new_task() {
    if (!reusable_) reusable_ = done_tasks_.take_all();
    if (!reusable_) {
        constexpr int kSlab = 64;
        auto* slab = new Task[kSlab];  // kept for good, see task_state.h
        for (int i = kSlab - 1; i >= 0; --i) {
            slab[i].next = reusable_;
            reusable_ = &slab[i];
        }
    }
    Task* task = reusable_;
    reusable_ = task->next;
    task->sequence = next_sequence_.load(std::memory_order_relaxed) + 1;
    next_sequence_.store(task->sequence, std::memory_order_relaxed);
    task->successors.store(nullptr, std::memory_order_relaxed);
    task->num_edges = 0;
    task->num_logs = 0;
    if (!task->more_edges.empty()) task->more_edges.clear();
    if (!task->more_logs.empty()) task->more_logs.clear();
    return task;
}

AccessLog& Runtime::log_of(Buffer* buffer) {
    AccessLog* log = buffer->log.load(std::memory_order_relaxed);
    if (log && log->epoch == epoch()) return *log;
    // A log of the parent process may have been caught in the middle of a change: it is left alone.
    log = reusable_logs_ ? reusable_logs_ : released_logs_.take_all();
    if (log) {
        reusable_logs_ = log->next;
        log->clear();
    } else {
        log = new AccessLog;
    }
    log->buffer = buffer;
    log->epoch = epoch();
    log->pending.store(0, std::memory_order_relaxed);
    buffer->log.store(log, std::memory_order_release);
    return *log;
}

/// The task will touch the log's buffer: keeps it alive until the task is done.
void Runtime::touch(Task& task, AccessLog& log) {
    std::uint32_t few = std::min<std::uint32_t>(task.num_logs, task.logs.size());
    if (std::find(task.logs.begin(), task.logs.begin() + few, &log) != task.logs.begin() + few) return;
    if (task.num_logs < task.logs.size()) {
        task.logs[task.num_logs++] = &log;
    } else {
        if (std::find(task.more_logs.begin(), task.more_logs.end(), &log) != task.more_logs.end())
            return;
        task.more_logs.push_back(&log);
    }
    if (log.pending.fetch_add(2, std::memory_order_acq_rel) < 2) arrays::retain(log.buffer);
}

void Runtime::submit(RunContext& run, TaskFn&& fn, std::span<const Access> accesses,
                     const Origin& origin) {
    if (run.epoch_ != epoch()) run.start_over(epoch());
    if (run.unfinished() >= kMaxUnfinished) help_until(run, kResumeAt);
    if (run.cancelled()) return;  // it would be skipped; a great product has tens of thousands more
    Task* task = nullptr;
    bool ready = true;
    {
        std::lock_guard lock(lock_);
        task = new_task();
        task->run = &run;
        task->origin = origin;
        task->fn = std::move(fn);
        task->blockers.store(kEntering, std::memory_order_relaxed);
        TaskRef self{task, task->sequence};
        Predecessors before(self);
        for (const Access& a : accesses) {
            AccessLog& log = log_of(a.buffer);
            touch(*task, log);
            if (a.mode == Mode::Write)
                log.enter_write(a.lo, a.hi, self, before);
            else
                log.enter_read(a.lo, a.hi, self, before);
        }
        ++run.submitted_;
        if (before.count() > 0) {
            std::int64_t done = kEntering - before.count();
            ready = task->blockers.fetch_sub(done, std::memory_order_acq_rel) == done;
        }
    }
    if (run.max_threads == 1 && ready) {
        execute(*task);
        if (Task* next = finish(*task, nullptr)) push_ready(next, nullptr);
    } else if (ready && admit(*task)) {
        push_ready(task, nullptr);
    }
    if (run.max_threads == 1 || eager_.load(std::memory_order_relaxed)) help_until(run, 0);
}

bool Runtime::is_sole_owner(const Buffer* buffer) {
    if (buffer->references.load(std::memory_order_acquire) == 1) return true;
    // No task can be submitted now, so tasks that are unfinished after the count was read were so before, and
    // one of the two references is the log's.
    std::lock_guard lock(lock_);
    std::int64_t references = buffer->references.load(std::memory_order_seq_cst);
    const AccessLog* log = buffer->log.load(std::memory_order_relaxed);
    return references == 1 || (references == 2 && log && log->epoch == epoch() &&
                               log->pending.load(std::memory_order_seq_cst) >= 2);
}

std::int64_t Runtime::pending_piece(const Buffer* buffer) {
    std::lock_guard lock(lock_);
    const AccessLog* log = buffer->log.load(std::memory_order_relaxed);
    return log && log->epoch == epoch() ? log->piece() : 0;
}

void Runtime::start_run(TaskFn&& fn) {
    if (eager_.load(std::memory_order_relaxed)) {
        TaskFn body(std::move(fn));
        body();
        return;
    }
    auto* body = new Body{std::move(fn)};
    {
        std::lock_guard lock(bodies_lock_);
        *bodies_end_ = body;
        bodies_end_ = &body->next;
        num_bodies_.fetch_add(1);
    }
    // A run needs a worker even where tasks do not get any.
    request_one(std::max(1, most_active()));
}

bool Runtime::run_body() {
    if (num_bodies_.load() == 0) return false;
    Body* body = nullptr;
    {
        std::lock_guard lock(bodies_lock_);
        if (!(body = bodies_)) return false;
        bodies_ = body->next;
        if (!bodies_) bodies_end_ = &bodies_;
        num_bodies_.fetch_sub(1);
    }
    body->fn();
    delete body;
    return true;
}

}  // namespace phylanx::runtime

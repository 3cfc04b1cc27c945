// The scheduler: orders tasks by what they touch, queues the ready ones, runs them on workers and waiters.
// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <array>
#include <atomic>
#include <condition_variable>
#include <map>
#include <memory>
#include <mutex>
#include <span>
#include <utility>
#include <vector>

#include "runtime/access_log.h"
#include "runtime/executor.h"
#include "runtime/ready_queue.h"
#include "runtime/runtime.h"

namespace phylanx::runtime {

/// The place of a thread that runs tasks: its queue, and what it alone counts.
struct alignas(64) Slot {
    ReadyQueue queue;  // tasks that its tasks have made ready
    std::atomic<bool> taken{false};
};

/// One a process; a forked child makes its own and leaves the parent's behind untouched.
class Runtime {
   public:
    static Runtime& get() {
        Runtime* r = instance_.load(std::memory_order_acquire);
        return r ? *r : make();
    }
    static unsigned epoch() { return epoch_.load(std::memory_order_relaxed); }

    void submit(RunContext& run, TaskFn&& fn, std::span<const Access> accesses, const Origin& origin);
    void start_run(TaskFn&& fn);
    bool is_sole_owner(const Buffer* buffer);
    void catch_up(RunContext& run, std::int64_t most_unfinished) {
        if (run.unfinished() > most_unfinished) help_until(run, most_unfinished);
    }
    void help_until(RunContext& run, std::int64_t most_unfinished);
    std::int64_t pending_piece(const Buffer* buffer);

    WaitResult wait(RunContext& run, const Buffer* buffer);
    WaitResult wait_all(RunContext& run);
    void wait_until(bool (*done)(void*), void* data, int (*poll)(void*), void* poll_data);
    void notify();

    int num_threads() const { return max_workers_.load(std::memory_order_relaxed) + 1; }
    void set_num_threads(int n);
    void set_executor(const ExecutorKind& kind);
    bool start_executor();
    const ExecutorKind& executor_kind() {
        std::lock_guard lock(config_mutex_);
        return *kind_;
    }
    std::uint64_t num_submitted() const { return next_sequence_.load(std::memory_order_relaxed); }

   private:
    struct Wait;  // waiting.cpp: what a thread waits for
    struct BufferWait;
    struct RunWait;
    struct Body {
        TaskFn fn;
        Body* next = nullptr;
    };
    struct Lent {
        Runtime* runtime = nullptr;
        std::unique_ptr<Executor> executor;
    };

    Runtime();
    static Runtime& make();
    static void after_fork_in_child();

    // scheduler.cpp: submission, under lock_
    Task* new_task();
    AccessLog& log_of(Buffer* buffer);
    void touch(Task& task, AccessLog& log);

    // worker.cpp: running
    void execute(Task& task);
    Task* finish(Task& task, Slot* slot);
    Task* find_task(Slot* slot);
    static bool admit(Task& task);
    static Task* make_room(RunContext& run);
    bool work_visible() const;
    int num_ready() const;
    int most_active() const;
    void push_ready(Task* task, Slot* slot);
    void ask_for_help(std::size_t ready);
    bool request_one(int most);
    void request_missing();
    void request_worker();
    Lent* make_executor();
    bool linger();
    void drain();
    void run_one(Executor& executor);
    bool run_body();
    Slot* take_slot();
    void leave_slot(Slot* slot);

    // waiting.cpp
    bool wait_for(Wait& what, int (*poll)(void*), void* poll_data, bool may_sleep);
    void nap(Wait& what);
    void suspend(Wait& what, Sleeper& sleeper);

    static constexpr int kSlots = 256;
    static constexpr int kManyRequests = 1024;  // for steps that are an executor's tasks
    static std::atomic<unsigned> epoch_;
    static std::atomic<Runtime*> instance_;

    SpinLock lock_;  // of submission: sequence numbers, access logs, reuse of tasks
    std::atomic<std::uint64_t> next_sequence_{0};
    Task* reusable_ = nullptr;
    RecycleList<Task> done_tasks_;
    AccessLog* reusable_logs_ = nullptr;
    RecycleList<AccessLog> released_logs_;  // of buffers that have gone

    ReadyQueue injected_;  // ready when they were submitted, in program order
    std::array<std::atomic<Slot*>, kSlots> slots_{};
    std::atomic<int> num_slots_{0};
    SpinLock bodies_lock_;
    Body* bodies_ = nullptr;
    Body** bodies_end_ = &bodies_;
    std::atomic<int> num_bodies_{0};

    alignas(64) std::atomic<int> active_{0};  // requests that an executor has not ended
    std::atomic<int> lingering_{0};           // of them, those that look for work
    std::atomic<int> sleepers_{0};
    std::atomic<int> max_workers_{0};
    std::atomic<bool> eager_{false};
    std::atomic<Lent*> lent_{nullptr};
    // Of an executor whose own tasks the steps are:
    std::atomic<bool> steps_are_tasks_{false};
    std::atomic<int> pool_{0};       // its workers
    std::atomic<int> not_begun_{0};  // requests

    std::mutex sleep_mutex_;
    std::condition_variable wake_;
    std::uint64_t wakeups_ = 0;          // under sleep_mutex_, as is
    std::vector<Sleeper*> suspended_;

    std::mutex config_mutex_;
    const ExecutorKind* kind_ = nullptr;
    // Executors are kept: workers of one that is no longer asked may still be at work.
    std::map<std::pair<const ExecutorKind*, int>, Lent> executors_;
};

}  // namespace phylanx::runtime

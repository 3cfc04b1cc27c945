// Running tasks: on workers that an executor lends, and on threads that wait.
// SPDX-License-Identifier: BSL-1.0
#include <algorithm>
#include <chrono>
#include <new>
#include <utility>

#include "runtime/scheduler.h"
#include "runtime/thread_state.h"
#include "trace/counters.h"

namespace phylanx::runtime {

namespace {

thread_local ThreadState state_of_thread;

// How long a worker looks for work before it goes: about what waking it again would cost.
constexpr auto kLinger = std::chrono::microseconds(20);

ErrorRecord record_of(const Task& task, support::ErrorClass cls, support::Span span,
                      const char* message) {
    return {cls, span.known() ? span : task.origin.span, task.origin.file, message};
}

void call(Task& task) {
    using support::ErrorClass;
    auto fail = [&](ErrorClass cls, support::Span span, const char* message) {
        task.run->record_error(task.sequence, record_of(task, cls, span, message));
    };
    try {
        task.fn();
    } catch (const support::UserError& e) {
        fail(e.error_class, e.span, e.what());
    } catch (const std::bad_alloc&) {
        fail(ErrorClass::Memory, {}, "out of memory");
    } catch (const std::exception& e) {
        fail(ErrorClass::Runtime, {}, e.what());
    }
}

}  // namespace

[[gnu::noipa]] ThreadState& this_thread() { return state_of_thread; }

void Runtime::execute(Task& task) {
    std::uint64_t outer = std::exchange(this_thread().sequence, task.sequence);
    if (task.run->skips(task.sequence)) {
        trace::count(trace::Counter::tasks_skipped);
    } else if (trace::enabled() && task.origin.label) {
        std::int64_t begin = trace::now_ns();
        call(task);
        trace::record(task.origin.label, begin, trace::now_ns(), task.sequence);
    } else {
        call(task);
    }
    task.fn.reset();
    this_thread().sequence = outer;
}

/// Whether a task that is ready may be queued; otherwise it is kept until another of its run is done.
bool Runtime::admit(Task& task) {
    RunContext& run = *task.run;
    if (run.max_threads <= 1) return true;
    std::lock_guard lock(run.mutex_);
    if (run.admitted_ < run.max_threads) {
        ++run.admitted_;
        return true;
    }
    task.next = nullptr;
    *run.parked_end_ = &task;
    run.parked_end_ = &task.next;
    return false;
}

/// A task of the run is done: gives the one that was kept for longest, if any, in its place.
Task* Runtime::make_room(RunContext& run) {
    if (run.max_threads <= 1) return nullptr;
    std::lock_guard lock(run.mutex_);
    Task* task = run.parked_;
    if (!task) {
        --run.admitted_;
        return nullptr;
    }
    run.parked_ = task->next;
    if (!run.parked_) run.parked_end_ = &run.parked_;
    return task;
}

/// Lets go of all that waits for the task. Gives one task that became ready, the earliest in program order,
/// for the same thread to run next: what it reads is in this thread's cache.
Task* Runtime::finish(Task& task, Slot* slot) {
    Task* next = make_room(*task.run);
    Edge* edge = task.successors.exchange(kClosed, std::memory_order_acq_rel);
    while (edge) {
        Task* after = edge->after;
        edge = edge->next;  // read first: the edge lies in `after`, which may run and be reused at once
        if (after->blockers.fetch_sub(1, std::memory_order_acq_rel) != 1) continue;
        if (!admit(*after)) continue;
        // Successors come latest first.
        if (next) push_ready(next, slot);
        next = after;
    }
    auto let_go = [this](AccessLog* log) {
        std::int64_t old = log->pending.fetch_sub(2, std::memory_order_acq_rel);
        if (old > 3) return;
        if (old & 1) notify();
        arrays::release(log->buffer);
    };
    for (std::uint32_t i = 0; i < task.num_logs; ++i) let_go(task.logs[i]);
    for (AccessLog* log : task.more_logs) let_go(log);
    RunContext* run = task.run;
    done_tasks_.push(&task);
    // The last touch of the run: its owner may go as soon as the number is right.
    if (run->finished_.fetch_add(2, std::memory_order_acq_rel) == -1) notify();
    return next;
}

Task* Runtime::find_task(Slot* slot) {
    if (slot)
        if (Task* t = slot->queue.pop_back()) return t;
    if (Task* t = injected_.pop_front()) return t;
    int n = num_slots_.load(std::memory_order_acquire);
    for (int i = 0; i < n; ++i) {
        Slot* other = slots_[i].load(std::memory_order_acquire);
        if (other == slot) continue;
        if (Task* t = other->queue.pop_front()) return t;
    }
    return nullptr;
}

bool Runtime::work_visible() const {
    if (!injected_.empty()) return true;
    int n = num_slots_.load(std::memory_order_acquire);
    for (int i = 0; i < n; ++i)
        if (!slots_[i].load(std::memory_order_acquire)->queue.empty()) return true;
    return false;
}

/// Steps in the queues, and whole runs that have not begun.
int Runtime::num_ready() const {
    std::size_t ready = injected_.size() + static_cast<std::size_t>(num_bodies_.load());
    int n = num_slots_.load(std::memory_order_acquire);
    for (int i = 0; i < n; ++i) ready += slots_[i].load(std::memory_order_acquire)->queue.size();
    return static_cast<int>(ready);
}

/// How many requests there may be at once. An executor whose own tasks the steps are holds all that is ready, unless
/// it has more workers than are wanted.
int Runtime::most_active() const {
    if (eager_.load(std::memory_order_relaxed)) return 0;
    int workers = max_workers_.load();
    if (workers == 0 || !steps_are_tasks_.load(std::memory_order_relaxed)) return workers;
    return workers >= pool_.load(std::memory_order_relaxed) ? std::max(kManyRequests, workers) : workers;
}

void Runtime::push_ready(Task* task, Slot* slot) {
    ReadyQueue& queue = slot ? slot->queue : injected_;
    queue.push(task);
    ask_for_help(queue.size());
}

/// Somebody should see the tasks that wait: a worker that looks for work anyway, a new one, or a sleeper.
void Runtime::ask_for_help(std::size_t ready) {
    if (lingering_.load() >= static_cast<int>(ready)) return;
    const bool steps_are_tasks = steps_are_tasks_.load(std::memory_order_relaxed);
    const bool requested = (steps_are_tasks && not_begun_.load() >= num_ready()) || request_one(most_active());
    // A request that is one of more than there are workers does not begin before another has ended.
    if (requested && (!steps_are_tasks || active_.load() <= pool_.load(std::memory_order_relaxed))) return;
    if (sleepers_.load() == 0) return;
    {
        std::lock_guard lock(sleep_mutex_);
        ++wakeups_;
    }
    wake_.notify_one();
}

bool Runtime::request_one(int most) {
    int active = active_.load();
    while (active < most)
        if (active_.compare_exchange_weak(active, active + 1)) {
            request_worker();
            return true;
        }
    return false;
}

Slot* Runtime::take_slot() {
    ThreadState& me = this_thread();
    int start = me.slot;
    for (int k = 0; k < kSlots; ++k) {
        int i = (start + k) % kSlots;
        Slot* s = slots_[i].load(std::memory_order_acquire);
        if (!s) {
            std::lock_guard lock(config_mutex_);
            int n = num_slots_.load();
            if (n == kSlots) return nullptr;
            s = new Slot;
            s->taken.store(true);
            slots_[n].store(s);
            num_slots_.store(n + 1);
            me.slot = n;
            return s;
        }
        if (s->taken.load(std::memory_order_relaxed)) continue;
        if (!s->taken.exchange(true, std::memory_order_acquire)) {
            me.slot = i;
            return s;
        }
    }
    return nullptr;  // works on the common queue alone
}

void Runtime::leave_slot(Slot* slot) {
    if (slot) slot->taken.store(false, std::memory_order_release);
}

/// Looks for work for a while: whether there is some.
bool Runtime::linger() {
    lingering_.fetch_add(1);
    auto end = std::chrono::steady_clock::now() + kLinger;
    bool found = false;
    for (int i = 0; !(found = work_visible() || num_bodies_.load() > 0); ++i) {
        cpu_pause();
        if (i % 16 == 15 && std::chrono::steady_clock::now() > end) break;
    }
    lingering_.fetch_sub(1);
    return found;
}

void Runtime::drain() {
    Slot* slot = take_slot();
    for (;;) {
        Task* task = find_task(slot);
        while (task) {
            execute(*task);
            task = finish(*task, slot);
            if (!task) task = find_task(slot);
        }
        if (run_body()) continue;
        if (linger()) continue;
        active_.fetch_sub(1);
        // Whoever pushed while this worker still counted has not asked for another.
        if (!work_visible() && num_bodies_.load() == 0) break;
        int active = active_.load();
        int most = num_bodies_.load() ? std::max(1, max_workers_.load()) : max_workers_.load();
        bool again = false;
        while (active < most && !(again = active_.compare_exchange_weak(active, active + 1))) {
        }
        if (!again) break;
    }
    leave_slot(slot);
}

/// A request of an executor that takes steps as tasks: one step, or one whole run. There are as many requests as
/// ready steps, but which of them runs which step is settled here: one that this thread has made ready, if any.
void Runtime::run_one(Executor& executor) {
    not_begun_.fetch_sub(1);
    this_thread().lender = &executor;
    Slot* slot = take_slot();
    if (Task* task = find_task(slot)) {
        struct Step {
            Runtime* runtime;
            Task* task;
        } step{this, task};
        executor.run_step(task->origin.label, [](void* s) {
            static_cast<Step*>(s)->runtime->execute(*static_cast<Step*>(s)->task);
        }, &step);
        if (Task* next = finish(*task, slot)) push_ready(next, slot);
    } else {
        run_body();
    }
    leave_slot(slot);
    this_thread().lender = nullptr;
    // A worker that goes to sleep costs whoever comes next the time to wake it. What it finds gets a request of its own.
    if (not_begun_.load() == 0) linger();
    active_.fetch_sub(1);
    request_missing();
}

/// Steps that were pushed while there were requests enough, or by those who ask for none, get theirs.
void Runtime::request_missing() {
    if (not_begun_.load() >= num_ready()) return;
    request_one(num_bodies_.load() ? std::max(1, most_active()) : most_active());
}

}  // namespace phylanx::runtime

// Waiting: a thread that waits works on tasks first, then sleeps until somebody has news for it.
// SPDX-License-Identifier: BSL-1.0
#include <cfenv>
#include <chrono>
#include <utility>

#include "runtime/scheduler.h"
#include "runtime/thread_state.h"
#include "trace/counters.h"

namespace phylanx::runtime {
namespace {

using Clock = std::chrono::steady_clock;
constexpr auto kSpin = std::chrono::microseconds(20);
constexpr auto kNap = std::chrono::milliseconds(40);  // polls come at least this often
constexpr auto kPollEvery = std::chrono::milliseconds(10);

/// Asks the owner of a wait for signals now and then.
struct Poller {
    int (*poll)(void*) = nullptr;
    void* data = nullptr;
    unsigned rounds = 0;
    Clock::time_point due = Clock::now() + kPollEvery;

    bool interrupted(bool often) {
        if (!poll || (!often && ++rounds % 8 != 0)) return false;
        auto now = Clock::now();
        if (now < due) return false;
        due = now + kPollEvery;
        return poll(data) != 0;
    }
};

}  // namespace

/// How one kind of wait knows that it is over, and makes sure of news before it sleeps.
struct Runtime::Wait {
    virtual bool done() = 0;
    /// From now on notify() is called when it is over; true if it is over already.
    virtual bool arm() = 0;
    virtual void disarm() {}

   protected:
    ~Wait() = default;
};

/// Works and sleeps until `what` is done, or until the poller says stop (then false).
bool Runtime::wait_for(Wait& what, int (*poll)(void*), void* poll_data, bool may_sleep) {
    trace::count(trace::Counter::waits);
    Poller poller{poll, poll_data};
    Slot* slot = take_slot();
    bool stopped = false;
    Task* task = nullptr;
    while (!what.done() && !(stopped = poller.interrupted(false))) {
        if (!task) task = find_task(slot);
        if (task) {
            execute(*task);
            task = finish(*task, slot);
            continue;
        }
        if (!may_sleep) break;
        if (Executor* lender = this_thread().lender)
            if (auto sleeper = lender->sleeper()) {
                leave_slot(slot);  // for the tasks that run here meanwhile
                suspend(what, *sleeper);
                slot = take_slot();
                continue;
            }
        auto end = Clock::now() + kSpin;
        bool news = false;
        for (int i = 0; !(news = what.done() || work_visible()); ++i) {
            cpu_pause();
            if (i % 16 == 15 && Clock::now() > end) break;
        }
        if (news) continue;
        nap(what);
        if ((stopped = poller.interrupted(true))) break;
    }
    if (task) push_ready(task, slot);
    leave_slot(slot);
    return !stopped;
}

void Runtime::nap(Wait& what) {
    std::unique_lock lock(sleep_mutex_);
    std::uint64_t before = wakeups_;
    lock.unlock();
    sleepers_.fetch_add(1);
    bool over = what.arm();
    if (!over && !work_visible()) {
        lock.lock();
        wake_.wait_until(lock, Clock::now() + kNap, [&] { return wakeups_ != before; });
        lock.unlock();
    }
    what.disarm();
    sleepers_.fetch_sub(1);
}

/// nap() for a task of an executor: its worker runs others meanwhile, and it may go on on another worker.
void Runtime::suspend(Wait& what, Sleeper& sleeper) {
    {
        std::lock_guard lock(sleep_mutex_);
        suspended_.push_back(&sleeper);
    }
    sleepers_.fetch_add(1);
    bool over = what.arm();
    if (!over && !work_visible()) {
        const ThreadState state = std::exchange(this_thread(), {});
        std::fenv_t fp;
        std::fegetenv(&fp);
        active_.fetch_sub(1);
        request_missing();
        sleeper.sleep();
        active_.fetch_add(1);
        std::fesetenv(&fp);
        this_thread() = state;
    }
    what.disarm();
    sleepers_.fetch_sub(1);
    std::lock_guard lock(sleep_mutex_);
    std::erase(suspended_, &sleeper);
}

void Runtime::notify() {
    if (sleepers_.load() == 0) return;
    {
        std::lock_guard lock(sleep_mutex_);
        ++wakeups_;
        for (Sleeper* s : suspended_) s->wake();
        suspended_.clear();
    }
    wake_.notify_all();
}

struct Runtime::BufferWait final : Wait {
    explicit BufferWait(AccessLog& l) : log(l) {}
    bool done() override { return log.pending.load(std::memory_order_acquire) < 2; }
    // The mark stays until the count is down: others may sleep for the same buffer.
    bool arm() override { return log.pending.fetch_or(1, std::memory_order_acq_rel) < 2; }
    void disarm() override {
        std::int64_t idle = 1;
        log.pending.compare_exchange_strong(idle, 0, std::memory_order_acq_rel);
    }
    AccessLog& log;
};

struct Runtime::RunWait final : Wait {
    RunWait(RunContext& r, std::int64_t most) : run(r), target(run.submitted_ - most) {}
    bool done() override { return run.finished_.load(std::memory_order_acquire) >= 2 * target; }
    bool arm() override {
        return run.finished_.fetch_add(1 - 2 * target, std::memory_order_acq_rel) >= 2 * target;
    }
    void disarm() override { run.finished_.fetch_add(2 * target - 1, std::memory_order_acq_rel); }
    RunContext& run;
    std::int64_t target;
};

WaitResult Runtime::wait(RunContext& run, const Buffer* buffer) {
    if (is_idle(buffer)) return WaitResult::Done;
    BufferWait what(*buffer->log.load(std::memory_order_acquire));
    if (wait_for(what, run.poll, run.poll_data, true)) return WaitResult::Done;
    run.cancel();
    return WaitResult::Interrupted;
}

WaitResult Runtime::wait_all(RunContext& run) {
    if (run.epoch_ != epoch() || run.unfinished() == 0) return WaitResult::Done;
    RunWait what(run, 0);
    if (wait_for(what, run.poll, run.poll_data, true)) return WaitResult::Done;
    run.cancel();
    wait_for(what, nullptr, nullptr, true);
    return WaitResult::Interrupted;
}

/// For a submitter that is too far ahead. Within a task it only helps: what it waits for might be below it on
/// its own stack.
void Runtime::help_until(RunContext& run, std::int64_t most_unfinished) {
    RunWait what(run, most_unfinished);
    if (!wait_for(what, run.poll, run.poll_data, this_thread().sequence == 0)) run.cancel();
}

void Runtime::wait_until(bool (*done)(void*), void* data, int (*poll)(void*), void* poll_data) {
    struct Until final : Wait {
        bool (*test)(void*);
        void* data;
        bool done() override { return test(data); }
        bool arm() override { return test(data); }
    } what;
    what.test = done;
    what.data = data;
    wait_for(what, poll, poll_data, true);
}

}  // namespace phylanx::runtime

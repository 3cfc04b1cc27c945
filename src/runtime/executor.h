// The seam between the scheduler and whoever owns threads: an executor lends workers, or runs each step as its own task.
// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "trace/events.h"

namespace phylanx::runtime {

/// How a task of an executor sleeps without keeping its worker from other tasks.
class Sleeper {
   public:
    virtual ~Sleeper() = default;
    /// Until wake() is called, or at once if it was called before; once.
    virtual void sleep() = 0;
    /// By any thread, once.
    virtual void wake() = 0;
};

/// Owns threads. Which step comes next and what it waits for is the scheduler's business alone.
class Executor {
   public:
    virtual ~Executor() = default;
    /// Calls work(data) on a thread other than the caller's, soon. Where steps are not its own tasks, at most
    /// `workers` calls (see make_executor) are asked for at once, and each goes on until there is nothing left to do.
    virtual void request(void (*work)(void* data), void* data) = 0;

    /// Whether it wants a request for each step that is ready, which runs that one step: then steps are tasks of its
    /// own, and a step that makes others ready has them requested: they are its continuations.
    virtual bool steps_are_tasks() const { return false; }
    /// Workers that it has, where that may differ from what it was made for; 0: as many as that.
    virtual int num_workers() const { return 0; }
    /// Runs a step, known by this label (which may be null), on the thread of a request.
    virtual void run_step(const trace::Label* /*label*/, void (*step)(void* data), void* data) { step(data); }
    /// For a thread in a request that has to wait; null where it may simply sleep.
    virtual std::unique_ptr<Sleeper> sleeper() { return nullptr; }
};

/// Called with the greatest number of workers that will be asked for at once.
std::unique_ptr<Executor> make_inline_executor(int workers);
std::unique_ptr<Executor> make_tbb_executor(int workers);
std::unique_ptr<Executor> make_threads_executor(int workers);
/// hpx_library.cpp. Null where HPX did not start; it has said why.
std::unique_ptr<Executor> make_hpx_executor(int workers);
/// Why HPX cannot be used here and what to do about that; empty where it can.
std::string why_no_hpx();

struct ExecutorKind {
    std::string_view name;
    std::unique_ptr<Executor> (*make)(int workers);
    bool eager;          // there are no threads: submit runs each task before it returns
    bool survives_fork;  // may be made in a child whose parent had used it
    std::string (*why_not)() = nullptr;  // says why it cannot be used; null or an empty text: it can
};
/// The first one is the default.
const std::vector<ExecutorKind>& executor_kinds();
const ExecutorKind* find_executor(std::string_view name);

}  // namespace phylanx::runtime

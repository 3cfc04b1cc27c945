// The task runtime: submit work with what it touches, wait for a buffer or for a whole run.
// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "runtime/context.h"
#include "runtime/task.h"

namespace phylanx::runtime {

/// Runs fn after all earlier tasks whose bytes overlap with these accesses (one of the two writing) are done.
/// May run it before it returns. Keeps the buffers alive until then. A UserError that fn throws is the run's
/// error, at the origin's place where it has none of its own. Any thread; many unfinished tasks make the
/// caller help.
void submit(RunContext& run, TaskFn fn, std::span<const Access> accesses,
            const Origin& origin = {});

/// The sequence number of the task that this thread runs now (0: none), for RunContext::record_error.
std::uint64_t current_sequence();

/// True when no unfinished task touches the buffer (null: true).
bool is_idle(const Buffer* buffer);
/// True when the references to `buffer` are the caller's one and those of unfinished tasks: nobody else
/// will look at its contents, apart from what these tasks do.
bool is_sole_owner(const Buffer* buffer);
/// Bytes of the pieces in which unfinished tasks write the buffer, 0 where there are none: a step that works on
/// the same pieces finds what its predecessors have read still in the cache. A hint: it depends on the moment.
std::int64_t pending_piece(const Buffer* buffer);

enum class WaitResult : std::uint8_t { Done, Interrupted };
/// Both work on tasks while they wait and then sleep. Interrupted: run.poll said so; the run is cancelled, and
/// `wait` on a buffer may have left tasks behind, which wait_all collects. wait_all always collects all.
WaitResult wait(RunContext& run, const Buffer* buffer);
WaitResult wait_all(RunContext& run);
/// Works on tasks until at most so many of the run are unfinished.
void catch_up(RunContext& run, std::int64_t most_unfinished);

/// Starts a whole run on a worker: unlike a task's function, fn may submit and wait.
void start_run(TaskFn fn);
/// Works on ready tasks until done(data) is true; for threads that wait for a run they started.
/// Wake them with notify().
void wait_until(bool (*done)(void* data), void* data, int (*poll)(void*) = nullptr,
                void* poll_data = nullptr);
void notify();

/// Threads that work at once, the caller's included. The default is the option or environment variable
/// PHYLANX_NUM_THREADS, else the affinity mask and the cgroup's limit.
int default_num_threads();
int num_threads();
void set_num_threads(int n);
/// "tbb", "hpx", "threads" or "inline" (every task runs in submit); false where it cannot be used here.
/// The default is PHYLANX_EXECUTOR, else "tbb".
bool set_executor(std::string_view name);
std::string executor_name();
std::vector<std::string> all_executor_names();
/// Those that can be used here.
std::vector<std::string> executor_names();
/// Empty for those; for others the reason and what to do about it.
std::string why_no_executor(std::string_view name);
/// Words of HPX's command line; heeded when HPX starts, which is with the first task that it gets.
void set_hpx_arguments(std::vector<std::string> words);
/// Of the HPX that there is; empty where there is none.
std::string hpx_version();
/// Starts the executor's threads now instead of with the first task; false where it cannot start them.
bool start_executor();

}  // namespace phylanx::runtime

// The seam between the scheduler and whoever owns threads: an executor lends workers.
// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <memory>
#include <string_view>
#include <vector>

namespace phylanx::runtime {

/// Lends threads to the scheduler. A lent thread calls work(data) once, which returns when there is nothing
/// left to do; tasks, their order and their queues are the scheduler's business alone.
class Executor {
   public:
    virtual ~Executor() = default;
    /// Calls work(data) on a thread other than the caller's, soon. At most `workers` calls (see
    /// make_executor) are asked for at once.
    virtual void request(void (*work)(void* data), void* data) = 0;
};

/// Called with the greatest number of workers that will be asked for at once.
std::unique_ptr<Executor> make_inline_executor(int workers);
std::unique_ptr<Executor> make_tbb_executor(int workers);
std::unique_ptr<Executor> make_threads_executor(int workers);

struct ExecutorKind {
    std::string_view name;
    std::unique_ptr<Executor> (*make)(int workers);
    bool eager;          // there are no threads: submit runs each task before it returns
    bool survives_fork;  // may be made in a child whose parent had used it
};
/// The first one is the default.
const std::vector<ExecutorKind>& executor_kinds();
const ExecutorKind* find_executor(std::string_view name);

}  // namespace phylanx::runtime

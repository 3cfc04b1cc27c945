// The oneTBB executor: workers come from oneTBB's own pool, which other users of it share.
// SPDX-License-Identifier: BSL-1.0
#include <oneapi/tbb/global_control.h>
#include <oneapi/tbb/task_arena.h>

#include <memory>
#include <thread>

#include "runtime/executor.h"

namespace phylanx::runtime {
namespace {

class TbbExecutor final : public Executor {
   public:
    // One slot more than workers, reserved for a thread outside, which never comes: it works in the
    // scheduler's own queues while it waits.
    explicit TbbExecutor(int workers) : arena_(workers + 1, 1) {
        // oneTBB makes no more threads than processors unless it is told to. The least of all such controls
        // holds, so there is one, which only grows.
        static std::unique_ptr<tbb::global_control> allowed;
        static int most = static_cast<int>(std::thread::hardware_concurrency());
        if (workers + 1 <= most) return;
        most = workers + 1;
        allowed.reset();
        allowed = std::make_unique<tbb::global_control>(
            tbb::global_control::max_allowed_parallelism, static_cast<std::size_t>(most));
    }

    void request(void (*work)(void*), void* data) override {
        arena_.enqueue([work, data] { work(data); });
    }

   private:
    tbb::task_arena arena_;
};

}  // namespace

std::unique_ptr<Executor> make_tbb_executor(int workers) {
    return std::make_unique<TbbExecutor>(workers);
}

}  // namespace phylanx::runtime

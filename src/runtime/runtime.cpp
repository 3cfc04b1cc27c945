// The runtime's public functions, its settings, and its renewal in forked children.
// SPDX-License-Identifier: BSL-1.0
#include "runtime/runtime.h"

#include <pthread.h>

#include <algorithm>
#include <cstdlib>

#include "arrays/buffer.h"
#include "runtime/cpu_limit.h"
#include "runtime/scheduler.h"
#include "runtime/thread_state.h"
#include "trace/counters.h"

namespace phylanx::runtime {
namespace {

// Settings outlive a runtime, so that a forked child starts with its parent's.
std::atomic<int> wanted_threads{0};
std::atomic<const ExecutorKind*> wanted_executor{nullptr};
// Executors that the parent of this process had used and whose threads fork has taken away.
std::atomic<unsigned> used{0}, lost{0};

unsigned bit(const ExecutorKind& kind) {
    return 1u << (&kind - executor_kinds().data());
}

int default_threads() {
    if (const char* text = std::getenv("PHYLANX_NUM_THREADS"))
        if (int n = std::atoi(text); n > 0) return std::min(n, 1024);
    return cpu_limit();
}

const ExecutorKind& default_executor() {
    if (const char* name = std::getenv("PHYLANX_EXECUTOR"))
        if (const ExecutorKind* kind = find_executor(name)) return *kind;
    return executor_kinds().front();
}

void register_gauges() {
    using arrays::pool_counts;
    trace::add_gauge("bytes_allocated", [] { return pool_counts().bytes_allocated; });
    trace::add_gauge("buffers_allocated", [] { return pool_counts().allocations; });
    trace::add_gauge("buffers_borrowed", [] { return pool_counts().borrows; });
    trace::add_gauge("pool_hits", [] { return pool_counts().pool_hits; });
    trace::add_gauge("pooled_bytes", [] { return std::uint64_t{arrays::pooled_bytes()}; });
    trace::add_gauge("tasks_submitted", [] { return Runtime::get().num_submitted(); });
}

}  // namespace

std::atomic<unsigned> Runtime::epoch_{1};
std::atomic<Runtime*> Runtime::instance_{nullptr};

Runtime::Runtime() {
    const ExecutorKind* kind = wanted_executor.load();
    if (!kind) kind = &default_executor();
    if ((lost.load() & bit(*kind)) && !kind->survives_fork) kind = find_executor("threads");
    kind_ = kind;
    eager_.store(kind->eager);
    int n = wanted_threads.load();
    max_workers_.store((n > 0 ? n : default_threads()) - 1);
}

Runtime& Runtime::make() {
    static std::mutex* mutex = new std::mutex;
    std::lock_guard lock(*mutex);
    if (Runtime* r = instance_.load()) return *r;
    static bool first = true;
    if (std::exchange(first, false)) {
        pthread_atfork([] { mutex->lock(); }, [] { mutex->unlock(); },
                       [] {
                           mutex->unlock();
                           after_fork_in_child();
                       });
        arrays::set_log_release([](AccessLog* log) {
            if (log->epoch == epoch()) get().released_logs_.push(log);
        });
        register_gauges();
    }
    auto* r = new Runtime;
    instance_.store(r, std::memory_order_release);
    return *r;
}

void Runtime::after_fork_in_child() {
    epoch_.fetch_add(1);
    instance_.store(nullptr);
    lost.store(lost.load() | used.load());
    used.store(0);
    this_thread = {};
}

void Runtime::request_worker() {
    trace::count(trace::Counter::worker_requests);
    Executor* executor = executor_.load(std::memory_order_acquire);
    if (!executor) {
        std::lock_guard lock(config_mutex_);
        int workers = std::max(1, max_workers_.load());
        auto& made = executors_[{kind_, workers}];
        if (!made) made = kind_->make(workers);
        used.fetch_or(bit(*kind_));
        executor = made.get();
        executor_.store(executor, std::memory_order_release);
    }
    executor->request([](void* self) { static_cast<Runtime*>(self)->drain(); }, this);
}

void Runtime::set_num_threads(int n) {
    std::lock_guard lock(config_mutex_);
    max_workers_.store(std::max(1, n) - 1);
    executor_.store(nullptr);
}

void Runtime::set_executor(const ExecutorKind& kind) {
    std::lock_guard lock(config_mutex_);
    kind_ = (lost.load() & bit(kind)) && !kind.survives_fork ? find_executor("threads") : &kind;
    eager_.store(kind_->eager);
    executor_.store(nullptr);
}

void submit(RunContext& run, TaskFn fn, std::span<const Access> accesses, const Origin& origin) {
    Runtime::get().submit(run, std::move(fn), accesses, origin);
}
std::uint64_t current_sequence() { return this_thread.sequence; }
bool is_idle(const Buffer* buffer) {
    if (!buffer) return true;
    const AccessLog* log = buffer->log.load(std::memory_order_acquire);
    return !log || log->pending.load(std::memory_order_acquire) < 2 || log->epoch != Runtime::epoch();
}
bool is_sole_owner(const Buffer* buffer) {
    return buffer->references.load(std::memory_order_acquire) == 1 ||
           Runtime::get().is_sole_owner(buffer);
}

std::int64_t pending_piece(const Buffer* buffer) {
    return is_idle(buffer) ? 0 : Runtime::get().pending_piece(buffer);
}

WaitResult wait(RunContext& run, const Buffer* buffer) { return Runtime::get().wait(run, buffer); }
WaitResult wait_all(RunContext& run) { return Runtime::get().wait_all(run); }
void catch_up(RunContext& run, std::int64_t most_unfinished) {
    Runtime::get().catch_up(run, most_unfinished);
}
void start_run(TaskFn fn) { Runtime::get().start_run(std::move(fn)); }
void wait_until(bool (*done)(void*), void* data, int (*poll)(void*), void* poll_data) {
    Runtime::get().wait_until(done, data, poll, poll_data);
}
void notify() { Runtime::get().notify(); }

int num_threads() { return Runtime::get().num_threads(); }
void set_num_threads(int n) {
    wanted_threads.store(std::max(1, n));
    Runtime::get().set_num_threads(n);
}
bool set_executor(std::string_view name) {
    const ExecutorKind* kind = find_executor(name);
    if (!kind) return false;
    wanted_executor.store(kind);
    Runtime::get().set_executor(*kind);
    return true;
}
std::string executor_name() { return std::string(Runtime::get().executor_kind().name); }
std::vector<std::string> executor_names() {
    std::vector<std::string> names;
    for (const ExecutorKind& kind : executor_kinds()) names.emplace_back(kind.name);
    return names;
}

}  // namespace phylanx::runtime

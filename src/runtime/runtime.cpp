// The runtime's public functions, its settings, and its renewal in forked children.
// SPDX-License-Identifier: BSL-1.0
#include "runtime/runtime.h"

#include <fmt/ranges.h>
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

std::string why_not(const ExecutorKind& kind) {
    if (!kind.why_not) return {};
    if (lost.load() & bit(kind))
        return fmt::format("executor '{}' runs in the parent of this process and cannot be started in a forked child: "
                           "start processes by 'spawn', or use executor 'threads'", kind.name);
    return kind.why_not();
}

const ExecutorKind& default_executor() {
    if (const char* name = std::getenv("PHYLANX_EXECUTOR"))
        if (const ExecutorKind* kind = find_executor(name); kind && why_not(*kind).empty()) return *kind;
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
    if ((lost.load() & bit(*kind)) && !kind->survives_fork) {
        if (kind->why_not) fmt::print(stderr, "phylanx: {}; tasks run on these here\n", why_not(*kind));
        kind = find_executor("threads");
    }
    kind_ = kind;
    eager_.store(kind->eager);
    int n = wanted_threads.load();
    max_workers_.store((n > 0 ? n : default_num_threads()) - 1);
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
    auto* r = new Runtime;  // never destroyed: threads may be at work when the process ends
    instance_.store(r, std::memory_order_release);
    return *r;
}

void Runtime::after_fork_in_child() {
    epoch_.fetch_add(1);
    instance_.store(nullptr);
    lost.store(lost.load() | used.load());
    used.store(0);
    this_thread() = {};
}

void Runtime::request_worker() {
    trace::count(trace::Counter::worker_requests);
    Lent* lent = lent_.load(std::memory_order_acquire);
    if (!lent) lent = make_executor();
    if (!lent->executor->steps_are_tasks()) {
        lent->executor->request([](void* self) { static_cast<Runtime*>(self)->drain(); }, this);
        return;
    }
    not_begun_.fetch_add(1);
    lent->executor->request([](void* from) {
        auto& l = *static_cast<Lent*>(from);
        l.runtime->run_one(*l.executor);
    }, lent);
}

Runtime::Lent* Runtime::make_executor() {
    std::lock_guard lock(config_mutex_);
    int workers = std::max(1, max_workers_.load());
    Lent* lent = &executors_[{kind_, workers}];
    if (!lent->executor) {
        lent->executor = kind_->make(workers);
        if (lent->executor) used.fetch_or(bit(*kind_));
        if (!lent->executor) {  // it has said why
            kind_ = find_executor("threads");
            lent = &executors_[{kind_, workers}];
            if (!lent->executor) lent->executor = kind_->make(workers);
        }
        lent->runtime = this;
    }
    const Executor& executor = *lent->executor;
    pool_.store(executor.num_workers() > 0 ? executor.num_workers() : workers);
    steps_are_tasks_.store(executor.steps_are_tasks());
    lent_.store(lent, std::memory_order_release);
    return lent;
}

bool Runtime::start_executor() {
    const ExecutorKind& wanted = executor_kind();
    if (!wanted.eager && !lent_.load(std::memory_order_acquire)) make_executor();
    return &executor_kind() == &wanted;
}

void Runtime::set_num_threads(int n) {
    std::lock_guard lock(config_mutex_);
    max_workers_.store(std::max(1, n) - 1);
    lent_.store(nullptr);
}

void Runtime::set_executor(const ExecutorKind& kind) {
    std::lock_guard lock(config_mutex_);
    kind_ = (lost.load() & bit(kind)) && !kind.survives_fork ? find_executor("threads") : &kind;
    eager_.store(kind_->eager);
    lent_.store(nullptr);
}

void submit(RunContext& run, TaskFn fn, std::span<const Access> accesses, const Origin& origin) {
    Runtime::get().submit(run, std::move(fn), accesses, origin);
}
std::uint64_t current_sequence() { return this_thread().sequence; }
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

int default_num_threads() {
    if (const char* text = std::getenv("PHYLANX_NUM_THREADS"))
        if (int n = std::atoi(text); n > 0) return std::min(n, 1024);
    return cpu_limit();
}
int num_threads() { return Runtime::get().num_threads(); }
void set_num_threads(int n) {
    wanted_threads.store(std::max(1, n));
    Runtime::get().set_num_threads(n);
}
bool set_executor(std::string_view name) {
    const ExecutorKind* kind = find_executor(name);
    if (!kind || !why_not(*kind).empty()) return false;
    wanted_executor.store(kind);
    Runtime::get().set_executor(*kind);
    return true;
}
bool start_executor() { return Runtime::get().start_executor(); }
std::string executor_name() { return std::string(Runtime::get().executor_kind().name); }
std::vector<std::string> all_executor_names() {
    std::vector<std::string> names;
    for (const ExecutorKind& kind : executor_kinds()) names.emplace_back(kind.name);
    return names;
}
std::vector<std::string> executor_names() {
    std::vector<std::string> names = all_executor_names();
    std::erase_if(names, [](const std::string& name) { return !why_no_executor(name).empty(); });
    return names;
}
std::string why_no_executor(std::string_view name) {
    const ExecutorKind* kind = find_executor(name);
    return kind ? why_not(*kind) : fmt::format("there is no executor '{}' here; executors: {}", name, fmt::join(executor_names(), ", "));
}

}  // namespace phylanx::runtime

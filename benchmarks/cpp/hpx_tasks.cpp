// What a task made, run and joined through the runtime on HPX costs, against HPX's own async and wait_all in turns.
// SPDX-License-Identifier: BSL-1.0
//
// Both run the same body as often, on the same HPX with the same workers: HPX's own from one of its tasks, which is where
// it is quickest; ours from a thread outside. That thread works too while it waits, so it is measured in two ways: as
// it is, and looking on, so that HPX's workers run each task. Then the stencil of task_overhead.cpp, where each task has
// two dependencies (HPX: dataflow over shared futures). Medians of the rounds. Prints one line of JSON.
#include <fmt/core.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdlib>
#include <hpx/future.hpp>
#include <hpx/runtime.hpp>
#include <hpx/thread.hpp>
#include <thread>
#include <utility>
#include <vector>

#include "arrays/buffer.h"
#include "runtime/runtime.h"

namespace {

using namespace phylanx;

constexpr std::int64_t kPieces = 64;
constexpr std::int64_t kPieceBytes = 64;

struct alignas(64) Count {
    std::atomic<std::int64_t> value{0};
};
Count ran, ran_on_hpx;

void body() {
    if (hpx::threads::get_self_ptr()) ran_on_hpx.value.fetch_add(1, std::memory_order_relaxed);
    ran.value.fetch_add(1, std::memory_order_release);
}

template <class F>
double ns_each(std::int64_t n, F&& f) {
    auto begin = std::chrono::steady_clock::now();
    f(n);
    std::chrono::duration<double, std::nano> t = std::chrono::steady_clock::now() - begin;
    return t.count() / static_cast<double>(n);
}

void phylanx_bare(std::int64_t n) {
    runtime::RunContext run;
    for (std::int64_t k = 0; k < n; ++k) runtime::submit(run, [] { body(); }, {});
    runtime::wait_all(run);
}

/// The submitter does not help: it looks on, and does not run ahead so far that it would have to.
void phylanx_looking_on(std::int64_t n) {
    runtime::RunContext run;
    const std::int64_t before = ran.value.load();
    auto wait_for = [&](std::int64_t least) {
        while (ran.value.load(std::memory_order_acquire) - before < least) std::this_thread::yield();
    };
    for (std::int64_t k = 0; k < n; ++k) {
        if (k % 1000 == 999) wait_for(k - 2000);
        runtime::submit(run, [] { body(); }, {});
    }
    wait_for(n);
    runtime::wait_all(run);
}

void phylanx_stencil(std::int64_t n) {
    using runtime::Access, runtime::Mode;
    arrays::Buffer* arrays[2] = {arrays::allocate((kPieces + 1) * kPieceBytes),
                                 arrays::allocate((kPieces + 1) * kPieceBytes)};
    runtime::RunContext run;
    for (std::int64_t k = 0; k < n; ++k) {
        std::int64_t i = k % kPieces, step = k / kPieces;
        Access accesses[2] = {
            {arrays[step % 2], i * kPieceBytes, (i + 2) * kPieceBytes, Mode::Read},
            {arrays[(step + 1) % 2], i * kPieceBytes, (i + 1) * kPieceBytes, Mode::Write},
        };
        runtime::submit(run, [] { body(); }, accesses);
    }
    runtime::wait_all(run);
    for (arrays::Buffer* a : arrays) arrays::release(a);
}

void hpx_bare(std::int64_t n) {
    std::vector<hpx::future<void>> futures;
    futures.reserve(static_cast<std::size_t>(n));
    for (std::int64_t k = 0; k < n; ++k) futures.push_back(hpx::async([] { body(); }));
    hpx::wait_all(futures);
}

void hpx_stencil(std::int64_t n) {
    using Future = hpx::shared_future<void>;
    std::vector<Future> from(kPieces + 1, hpx::make_ready_future()), to = from;
    for (std::int64_t k = 0; k < n; ++k) {
        auto i = static_cast<std::size_t>(k % kPieces);
        to[i] = hpx::dataflow([](const Future&, const Future&) { body(); }, from[i], from[i + 1]);
        if (i + 1 == kPieces) std::swap(from, to);
    }
    hpx::wait_all(from);
    hpx::wait_all(to);
}

template <class F>
double in_hpx(std::int64_t n, F&& f) {
    return hpx::async([&] { return ns_each(n, f); }).get();
}

}  // namespace

int main(int argc, char** argv) {
    std::int64_t n = argc > 1 ? std::atoll(argv[1]) : 200'000;
    int rounds = argc > 2 ? std::atoi(argv[2]) : 9;
    if (!runtime::set_executor("hpx") || !runtime::start_executor()) {
        fmt::print(stderr, "{}\n", runtime::why_no_executor("hpx"));
        return 1;
    }
    std::vector<double> times[5];
    std::int64_t on_hpx = 0, by_both = 0;
    for (int r = 0; r < rounds; ++r) {
        std::int64_t before = ran_on_hpx.value.load();
        times[0].push_back(ns_each(n, phylanx_looking_on));
        on_hpx += ran_on_hpx.value.load() - before;
        times[1].push_back(in_hpx(n, hpx_bare));
        before = ran_on_hpx.value.load();
        times[2].push_back(ns_each(n, phylanx_bare));
        by_both += ran_on_hpx.value.load() - before;
        times[3].push_back(ns_each(n, phylanx_stencil));
        times[4].push_back(in_hpx(n, hpx_stencil));
    }
    if (ran.value.load() != 5 * n * rounds || on_hpx != n * rounds) return 1;
    auto median = [&](int i) {
        std::sort(times[i].begin(), times[i].end());
        return times[i][times[i].size() / 2];
    };
    double looking_on = median(0), async = median(1), bare = median(2), stencil = median(3), dataflow = median(4);
    fmt::print(
        "{{\"benchmark\": \"hpx_tasks\", \"tasks\": {}, \"threads\": {}, \"hpx_workers\": {}, \"phylanx_ns\": {:.0f}, "
        "\"hpx_async_ns\": {:.0f}, \"ratio\": {:.2f}, \"limit\": 1.5, \"with_help_ns\": {:.0f}, "
        "\"with_help_share_on_hpx\": {:.2f}, \"two_dependencies_ns\": {:.0f}, \"hpx_dataflow_ns\": {:.0f}}}\n",
        n, runtime::num_threads(), hpx::get_num_worker_threads(), looking_on, async, looking_on / async, bare,
        static_cast<double>(by_both) / static_cast<double>(n * rounds), stencil, dataflow);
    return 0;
}

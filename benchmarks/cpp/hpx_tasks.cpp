// What a task made, run and joined through the runtime on HPX costs, against HPX's own async and wait_all in turns.
// SPDX-License-Identifier: BSL-1.0
//
// Both run the same empty body as often, on the same HPX with the same workers: HPX's own from one of its tasks, which
// is where it is quickest; ours from the thread outside that waits. Bare tasks, then the stencil of task_overhead.cpp,
// where each task has two dependencies (HPX: dataflow over shared futures). Prints one line of JSON.
#include <fmt/core.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdlib>
#include <hpx/future.hpp>
#include <hpx/runtime.hpp>
#include <hpx/thread.hpp>
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
    void add() { value.fetch_add(1, std::memory_order_relaxed); }
};
Count ran;

template <class F>
double ns_each(std::int64_t n, F&& f) {
    auto begin = std::chrono::steady_clock::now();
    f(n);
    std::chrono::duration<double, std::nano> t = std::chrono::steady_clock::now() - begin;
    return t.count() / static_cast<double>(n);
}

void phylanx_bare(std::int64_t n) {
    runtime::RunContext run;
    for (std::int64_t k = 0; k < n; ++k) runtime::submit(run, [] { ran.add(); }, {});
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
        runtime::submit(run, [] { ran.add(); }, accesses);
    }
    runtime::wait_all(run);
    for (arrays::Buffer* a : arrays) arrays::release(a);
}

void hpx_bare(std::int64_t n) {
    std::vector<hpx::future<void>> futures;
    futures.reserve(static_cast<std::size_t>(n));
    for (std::int64_t k = 0; k < n; ++k) futures.push_back(hpx::async([] { ran.add(); }));
    hpx::wait_all(futures);
}

void hpx_stencil(std::int64_t n) {
    using Future = hpx::shared_future<void>;
    std::vector<Future> from(kPieces + 1, hpx::make_ready_future()), to = from;
    for (std::int64_t k = 0; k < n; ++k) {
        auto i = static_cast<std::size_t>(k % kPieces);
        to[i] = hpx::dataflow([](const Future&, const Future&) { ran.add(); }, from[i], from[i + 1]);
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
    double best[4] = {1e30, 1e30, 1e30, 1e30};
    for (int r = 0; r < rounds; ++r) {
        best[0] = std::min(best[0], ns_each(n, phylanx_bare));
        best[1] = std::min(best[1], in_hpx(n, hpx_bare));
        best[2] = std::min(best[2], ns_each(n, phylanx_stencil));
        best[3] = std::min(best[3], in_hpx(n, hpx_stencil));
    }
    if (ran.value.load() != 4 * n * rounds) return 1;
    fmt::print(
        "{{\"benchmark\": \"hpx_tasks\", \"tasks\": {}, \"threads\": {}, \"hpx_workers\": {}, \"phylanx_ns\": {:.1f}, "
        "\"hpx_async_ns\": {:.1f}, \"ratio\": {:.2f}, \"limit\": 1.5, \"phylanx_two_dependencies_ns\": {:.1f}, "
        "\"hpx_dataflow_ns\": {:.1f}, \"ratio_two_dependencies\": {:.2f}}}\n",
        n, runtime::num_threads(), hpx::get_num_worker_threads(), best[0], best[1], best[0] / best[1], best[2], best[3],
        best[2] / best[3]);
    return 0;
}

// What a task with two dependencies costs (made, run, joined), against a bare task of oneTBB's task_group.
// SPDX-License-Identifier: BSL-1.0
//
// Tasks form a stencil: task i of a step reads pieces i and i + 1 of one array and writes piece i of another,
// so each waits for two tasks of the step before (and for the readers of what it writes). Both sides run
// the same empty body; the best of some rounds counts. Prints one line of JSON.
#include <fmt/core.h>
#include <oneapi/tbb/task_group.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdlib>

#include "arrays/buffer.h"
#include "runtime/runtime.h"

namespace {

using namespace phylanx;

constexpr std::int64_t kPieces = 64;
constexpr std::int64_t kPieceBytes = 64;

template <class F>
double best_ns_each(int rounds, std::int64_t n, F&& f) {
    double best = 1e30;
    for (int r = 0; r < rounds; ++r) {
        auto begin = std::chrono::steady_clock::now();
        f();
        std::chrono::duration<double, std::nano> t = std::chrono::steady_clock::now() - begin;
        best = std::min(best, t.count() / static_cast<double>(n));
    }
    return best;
}

void run_phylanx(std::int64_t n, std::atomic<std::int64_t>* ran) {
    using runtime::Access, runtime::Mode;
    arrays::Buffer* arrays[2] = {arrays::allocate((kPieces + 1) * kPieceBytes),
                                 arrays::allocate((kPieces + 1) * kPieceBytes)};
    runtime::RunContext run;
    for (std::int64_t k = 0; k < n; ++k) {
        std::int64_t i = k % kPieces, step = k / kPieces;
        arrays::Buffer* from = arrays[step % 2];
        arrays::Buffer* to = arrays[(step + 1) % 2];
        Access accesses[2] = {
            {from, i * kPieceBytes, (i + 2) * kPieceBytes, Mode::Read},
            {to, i * kPieceBytes, (i + 1) * kPieceBytes, Mode::Write},
        };
        runtime::submit(run, [ran] { ran[0].store(1, std::memory_order_relaxed); }, accesses);
    }
    runtime::wait_all(run);
    for (arrays::Buffer* a : arrays) arrays::release(a);
}

void run_tbb(std::int64_t n, std::atomic<std::int64_t>* ran) {
    tbb::task_group group;
    for (std::int64_t k = 0; k < n; ++k)
        group.run([ran] { ran[0].store(1, std::memory_order_relaxed); });
    group.wait();
}

}  // namespace

int main(int argc, char** argv) {
    std::int64_t n = argc > 1 ? std::atoll(argv[1]) : 1'000'000;
    int rounds = argc > 2 ? std::atoi(argv[2]) : 5;
    std::atomic<std::int64_t> ran[2]{};
    double tbb_ns = best_ns_each(rounds, n, [&] { run_tbb(n, &ran[0]); });
    double phylanx_ns = best_ns_each(rounds, n, [&] { run_phylanx(n, &ran[1]); });
    fmt::print(
        "{{\"benchmark\": \"task_overhead\", \"tasks\": {}, \"threads\": {}, \"executor\": \"{}\", "
        "\"phylanx_ns\": {:.1f}, \"tbb_task_group_ns\": {:.1f}, \"ratio\": {:.2f}, \"limit\": 5.0}}\n",
        n, runtime::num_threads(), runtime::executor_name(), phylanx_ns, tbb_ns,
        phylanx_ns / tbb_ns);
    return 0;
}

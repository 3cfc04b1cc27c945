// The memory bandwidth of a plain triad, a[i] = b[i] + s * c[i], on all processors that this process may use.
// SPDX-License-Identifier: BSL-1.0
//
// Counted as STREAM counts it: 24 bytes an element (two reads, one write; the read that a write may cause is not counted).
// Prints JSON: the best of several runs. Usage: triad [elements] [runs]
#include <sched.h>

#include <algorithm>
#include <barrier>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <thread>
#include <vector>

namespace {

unsigned processors() {
    cpu_set_t set;
    if (sched_getaffinity(0, sizeof set, &set) == 0)
        return static_cast<unsigned>(CPU_COUNT(&set));
    return std::max(1U, std::thread::hardware_concurrency());
}

void triad(double* __restrict a, const double* __restrict b, const double* __restrict c, long from, long to) {
    for (long i = from; i < to; ++i)
        a[i] = b[i] + 3.0 * c[i];
}

}  // namespace

int main(int argc, char** argv) {
    const long elements = argc > 1 ? std::atol(argv[1]) : 20'000'000;
    const int runs = argc > 2 ? std::atoi(argv[2]) : 15;
    const unsigned threads = processors();
    auto a = std::make_unique_for_overwrite<double[]>(elements);
    auto b = std::make_unique_for_overwrite<double[]>(elements);
    auto c = std::make_unique_for_overwrite<double[]>(elements);

    using Clock = std::chrono::steady_clock;
    std::vector<Clock::time_point> marks(runs + 1);
    int mark = 0;
    std::barrier gate(threads, [&]() noexcept { marks[mark++] = Clock::now(); });

    auto work = [&](unsigned me) {
        const long from = elements * me / threads;
        const long to = elements * (me + 1) / threads;
        for (long i = from; i < to; ++i) {  // each thread touches its own pages first
            a[i] = 0.0;
            b[i] = 1.0;
            c[i] = 2.0;
        }
        gate.arrive_and_wait();
        for (int run = 0; run < runs; ++run) {
            triad(a.get(), b.get(), c.get(), from, to);
            gate.arrive_and_wait();
        }
    };
    std::vector<std::jthread> others;
    for (unsigned i = 1; i < threads; ++i)
        others.emplace_back(work, i);
    work(0);
    others.clear();

    double best = 1e9;
    for (int run = 0; run < runs; ++run)
        best = std::min(best, std::chrono::duration<double>(marks[run + 1] - marks[run]).count());
    const bool right = a[0] == 7.0 && a[elements - 1] == 7.0;
    std::printf("{\"bytes_per_second\": %.6g, \"threads\": %u, \"right\": %s}\n", 24.0 * elements / best, threads,
                right ? "true" : "false");
    return right ? 0 : 1;
}

// Times matrix products through the library's tasks against bare single-threaded OpenBLAS and plain reading.
// SPDX-License-Identifier: BSL-1.0
#include <cblas.h>
#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <functional>
#include <thread>
#include <vector>

#include "launch/frame.h"
#include "launch/library_registry.h"
#include "library/library.h"
#include "runtime/runtime.h"

namespace {

using namespace phylanx;
using arrays::DType;
using std::int64_t;

double best_seconds(int64_t repeats, const std::function<void()>& fn) {
    double best = 1e9;
    for (int round = 0; round < 7; ++round) {
        const auto start = std::chrono::steady_clock::now();
        for (int64_t i = 0; i < repeats; ++i) fn();
        const std::chrono::duration<double> took = std::chrono::steady_clock::now() - start;
        best = std::min(best, took.count() / static_cast<double>(repeats));
    }
    return best;
}

/// A double array with a descriptor of its own.
struct Operand {
    arrays::Buffer* buffer = nullptr;
    std::vector<int64_t> words;
    int ndim;

    explicit Operand(std::vector<int64_t> shape) : ndim(static_cast<int>(shape.size())) {
        int64_t n = 1;
        for (int64_t e : shape) n *= e;
        buffer = arrays::allocate(static_cast<std::size_t>(n) * 8);
        for (int64_t i = 0; i < n; ++i) data()[i] = static_cast<double>(i % 17) / 16;
        words = {reinterpret_cast<int64_t>(buffer->data), reinterpret_cast<int64_t>(buffer)};
        words.insert(words.end(), shape.begin(), shape.end());
        for (std::size_t d = 0; d < shape.size(); ++d) {
            n /= shape[d];
            words.push_back(n * 8);
        }
    }
    Operand(const Operand& other) : buffer(other.buffer), words(other.words), ndim(other.ndim) {
        arrays::retain(buffer);
    }
    ~Operand() { arrays::release(buffer); }
    double* data() const { return reinterpret_cast<double*>(buffer->data); }
    Operand transposed() const {
        Operand t = *this;
        std::swap(t.words[2], t.words[3]);
        std::swap(t.words[4], t.words[5]);
        return t;
    }
};

/// Seconds for a @ b as a program would call it: a frame, the routine, the wait at the end.
double library_seconds(const Operand& a, const Operand& b, int64_t repeats) {
    launch::Program program;
    program.num_slots = 1;
    launch::CallInfo info;
    info.code = info.op.code = ops::OpCode::matmul;
    const int ndim = a.ndim + b.ndim - 2;
    info.operands = {ir::Type::array(DType::F64, a.ndim), ir::Type::array(DType::F64, b.ndim)};
    info.results = {ir::Type::array(DType::F64, ndim)};
    info.slots = {0};
    std::vector<int64_t> out_words(2 + 2 * static_cast<std::size_t>(ndim));
    launch::Cell in[2]{}, out{};
    in[0].array = reinterpret_cast<launch::ArrayDesc*>(const_cast<int64_t*>(a.words.data()));
    in[1].array = reinterpret_cast<launch::ArrayDesc*>(const_cast<int64_t*>(b.words.data()));
    out.array = reinterpret_cast<launch::ArrayDesc*>(out_words.data());
    launch::Frame frame(program);
    const launch::LibraryFn fn = launch::library_entry(ops::OpCode::matmul).fn;
    return best_seconds(repeats, [&] {
        fn(frame, info, in, &out);
        frame.wait(reinterpret_cast<arrays::Buffer*>(out_words[1]));
    });
}

/// GB/s of summing 160 MB on `threads` plain threads: what a bandwidth-bound product can reach.
double read_speed(int threads) {
    const int64_t n = 20'000'000;
    const Operand a({n});
    const double seconds = best_seconds(1, [&] {
        std::vector<std::thread> team;
        for (int t = 0; t < threads; ++t)
            team.emplace_back([&, t] {
                using Vector [[gnu::vector_size(32)]] = double;
                const auto* from = reinterpret_cast<const Vector*>(a.data() + n / threads * t);
                Vector sum[4]{};
                for (int64_t i = 0; i + 4 <= n / threads / 4; i += 4)
                    for (int k = 0; k < 4; ++k) sum[k] += from[i + k];
                asm volatile("" ::"x"(sum[0][0] + sum[1][0] + sum[2][0] + sum[3][0]));
            });
        for (std::thread& thread : team) thread.join();
    });
    return static_cast<double>(n) * 8 / seconds / 1e9;
}

void print_gemv(int64_t m, int64_t n) {
    const Operand x({m, n}), w({n}), d({m});
    std::vector<double> y(static_cast<std::size_t>(std::max(m, n)));
    const int64_t repeats = std::max<int64_t>(1, 20'000'000 / (m * n));
    const double bytes = static_cast<double>(m * n) * 8;
    const auto blas = [&](CBLAS_TRANSPOSE trans, const Operand& v) {
        return best_seconds(repeats, [&] {
            scipy_cblas_dgemv64_(CblasRowMajor, trans, m, n, 1, x.data(), n, v.data(), 1, 0, y.data(), 1);
        });
    };
    const auto line = [&](const char* name, double ours, double theirs) {
        fmt::print("{:<8} {:>7} x {:<5} {:>10.2f} us {:>6.1f} GB/s   OpenBLAS, one thread {:>10.2f} us   {:>5.2f} x\n",
                   name, m, n, ours * 1e6, bytes / ours / 1e9, theirs * 1e6, theirs / ours);
    };
    line("X @ w", library_seconds(x, w, repeats), blas(CblasNoTrans, w));
    line("X.T @ d", library_seconds(x.transposed(), d, repeats), blas(CblasTrans, d));
}

void print_gemm(int64_t m, int64_t k, int64_t n) {
    const Operand a({m, k}), b({k, n});
    std::vector<double> c(static_cast<std::size_t>(m * n));
    const double flops = 2.0 * static_cast<double>(m) * static_cast<double>(k) * static_cast<double>(n);
    const int64_t repeats = std::max<int64_t>(1, static_cast<int64_t>(2e8 / flops));
    const double ours = library_seconds(a, b, repeats);
    const double theirs = best_seconds(repeats, [&] {
        scipy_cblas_dgemm64_(CblasRowMajor, CblasNoTrans, CblasNoTrans, m, n, k, 1, a.data(), k,
                             b.data(), n, 0, c.data(), n);
    });
    fmt::print("A @ B {:>6} x {:<6} x {:<5} {:>10.2f} us {:>6.1f} GFlop/s  OpenBLAS, one thread {:>10.2f} us   {:>5.2f} x\n",
               m, k, n, ours * 1e6, flops / ours / 1e9, theirs * 1e6, theirs / ours);
}

void print_gram(int64_t m, int64_t n) {
    const Operand x({m, n});
    std::vector<double> c(static_cast<std::size_t>(n * n));
    const double ours = library_seconds(x.transposed(), x, 1);
    const double theirs = best_seconds(1, [&] {
        scipy_cblas_dsyrk64_(CblasRowMajor, CblasUpper, CblasTrans, n, m, 1, x.data(), n, 0, c.data(), n);
    });
    fmt::print("X.T @ X {:>7} x {:<5}      {:>10.2f} us                 OpenBLAS syrk        {:>10.2f} us   {:>5.2f} x\n",
               m, n, ours * 1e6, theirs * 1e6, theirs / ours);
}

}  // namespace

int main() {
    library::register_all();
    scipy_openblas_set_num_threads64_(1);
    fmt::print("threads: {}; reading 160 MB: {:.1f} GB/s on one thread, {:.1f} GB/s on two\n",
               runtime::num_threads(), read_speed(1), read_speed(2));
    print_gemv(569, 30);
    print_gemv(1797, 64);
    print_gemv(2000, 2000);
    print_gemv(200'000, 100);
    print_gemv(2'000'000, 3);
    for (int64_t n : {3, 8, 16, 64, 256, 1000, 2000}) print_gemm(n, n, n);
    print_gemm(1797, 64, 32);
    print_gemm(200'000, 100, 10);
    print_gemm(100, 20'000, 100);
    print_gram(20'000, 100);
    print_gram(1000, 1000);
}

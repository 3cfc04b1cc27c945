// Linear algebra on stacks of square matrices by LAPACK: solve, inv, det, cholesky.
// SPDX-License-Identifier: BSL-1.0
#include <cmath>
#include <memory>

#include "library/blas.h"
#include "library/dispatch.h"
#include "library/routines.h"
#include "library/small_matrix.h"
#include "library/strided.h"

namespace phylanx::library {
namespace {

/// A stack of matrices, or of vectors, over broadcast extents; core is the number of dimensions of one.
struct Stack {
    Array a;
    int core;

    int stack_ndim() const { return a.ndim - core; }
    /// Element i of the stack, counted in C order.
    Array at(int64_t i) const {
        Array e = a;
        for (int d = stack_ndim() - 1; d >= 0; --d) {
            e.data += i % a.shape[d] * a.strides[d];
            i /= a.shape[d];
        }
        e.ndim = core;
        std::copy_n(a.shape + stack_ndim(), core, e.shape);
        std::copy_n(a.strides + stack_ndim(), core, e.strides);
        return e;
    }
};

/// Column-major n x columns memory as the array that it holds.
template <class T>
Array column_major(T* data, int64_t n, int64_t columns) {
    const int64_t shape[2] = {n, columns};
    Array a = make_array(reinterpret_cast<char*>(data), nullptr, DType::F64, shape);
    a.item = sizeof(T);
    a.strides[0] = sizeof(T);
    a.strides[1] = n * static_cast<int64_t>(sizeof(T));
    return a;
}

Array read_square(const Call& call) {
    const Array a = call.array(0);
    if (a.ndim < 2)
        call.error(ErrorClass::LinAlg,
                   "{}-dimensional array given. Array must be at least two-dimensional", a.ndim);
    if (a.shape[a.ndim - 1] != a.shape[a.ndim - 2])
        call.error(ErrorClass::LinAlg, "Last 2 dimensions of the array must be square");
    return a;
}

/// Room that one task needs, in one piece.
template <class T>
struct Workspace {
    Workspace(int64_t n, int64_t columns)
        : a(std::make_unique_for_overwrite<T[]>(n * n)),
          b(std::make_unique_for_overwrite<T[]>(n * columns)),
          pivots(std::make_unique_for_overwrite<int64_t[]>(n)) {}
    std::unique_ptr<T[]> a;
    std::unique_ptr<T[]> b;
    std::unique_ptr<int64_t[]> pivots;
};

/// Runs fn(begin, end) over `count` members; each member does about n^3 * factor multiplications.
template <class Fn>
void run_stack(const Call& call, std::span<const Array> reads, const Array& out, int64_t count,
               int64_t n, double factor, const Fn& fn) {
    if (out.size() == 0 || count == 0) return;
    init_blas();
    const double cube = static_cast<double>(n) * static_cast<double>(n) * static_cast<double>(n);
    const double ns = 500 + factor * cube * 0.15;
    const int64_t step = out.size() / count * out.item, first = out.interval().first;
    run_chunks(
        call, runtime::split(count, static_cast<double>(3 * n * n * out.item), ns), ns * count,
        [&](int64_t begin, int64_t end, AccessList& list) {
            // A stack over one dimension is read by its own members only.
            for (const Array& a : reads)
                list.read(a.ndim == 3 && a.shape[0] == count ? rows(a, begin, end) : a);
            list.write(out.buffer, first + begin * step, first + end * step);
        },
        fn);
}

std::vector<int64_t> broadcast_stacks(const Call& call, const Array& a, int b_stack, const Array& b) {
    const int a_stack = a.ndim - 2, ndim = std::max(a_stack, b_stack);
    std::vector<int64_t> stack(static_cast<std::size_t>(ndim), 1);
    const auto widen = [&](const Array& x, int count) {
        for (int d = 0; d < count; ++d) {
            int64_t& extent = stack[ndim - count + d];
            if (extent == 1)
                extent = x.shape[d];
            else if (x.shape[d] != 1 && x.shape[d] != extent)
                call.error(ErrorClass::Value,
                           "operands could not be broadcast together with remapped shapes "
                           "[original->remapped]: {} {}",
                           shape_text(shape_of(a)), shape_text(shape_of(b)));
        }
    };
    widen(a, a_stack);
    widen(b, b_stack);
    return stack;
}

/// x seen over the extents of the whole stack.
Array over_stack(const Array& x, std::vector<int64_t> stack, int core) {
    stack.insert(stack.end(), x.shape + x.ndim - core, x.shape + x.ndim);
    return *broadcast_view(x, stack);
}

int64_t count_of(std::span<const int64_t> stack) {
    int64_t count = 1;
    for (int64_t extent : stack) count *= extent;
    return count;
}

template <class T>
inline constexpr bool has_small_kernels = std::is_same_v<T, float> || std::is_same_v<T, double>;

/// a x = b in column-major memory, which is overwritten; b holds x afterwards. False where a is singular, which
/// LAPACK decides: what a NaN or an infinity makes of it as well.
template <class T>
bool solve_in_place(T* a, T* b, int64_t* pivots, int64_t n, int64_t columns) {
    if constexpr (has_small_kernels<T>)
        if (n <= kSmallOrder && columns <= kSmallOrder) {
            T x[kSmallOrder * kSmallOrder];
            if (small_matrix_kernels<T>().solve({a, 1, n, b, 1, n, x, columns, n, columns})) {
                for (int64_t j = 0; j < columns; ++j)
                    for (int64_t i = 0; i < n; ++i) b[j * n + i] = x[i * columns + j];
                return true;
            }
        }
    return gesv(a, b, pivots, n, columns) == 0;
}

/// The lower factor in place, column-major. False where LAPACK finds no positive pivot; a NaN is none of its concern.
template <class T>
bool factor_in_place(T* a, int64_t n) {
    if constexpr (has_small_kernels<T>)
        if (n <= kSmallOrder) {
            T factor[kSmallOrder * kSmallOrder];
            if (small_matrix_kernels<T>().cholesky(a, 1, n, factor, n, n)) {
                for (int64_t j = 0; j < n; ++j)
                    for (int64_t i = j; i < n; ++i) a[j * n + i] = factor[i * n + j];
                return true;
            }
        }
    return potrf(a, n) == 0;
}

/// out = the solutions of a x = b, members [begin, end); an empty b stands for unit matrices.
template <class T>
void solve_members(const Stack& a, const std::optional<Stack>& b, const Stack& out, int64_t begin,
                   int64_t end, support::Span span) {
    const int64_t n = a.a.shape[a.a.ndim - 1];
    const int64_t columns = out.core == 1 ? 1 : out.a.shape[out.a.ndim - 1];
    const Workspace<T> work(n, columns);
    const Array factors = column_major(work.a.get(), n, n);
    Array x = column_major(work.b.get(), n, columns);
    x.ndim = out.core;
    for (int64_t i = begin; i < end; ++i) {
        copy_elements(factors, a.at(i));
        if (b) {
            copy_elements(x, b->at(i));
        } else {
            std::fill_n(work.b.get(), n * n, T(0));
            for (int64_t d = 0; d < n; ++d) work.b[d * n + d] = T(1);
        }
        if (!solve_in_place(work.a.get(), work.b.get(), work.pivots.get(), n, columns))
            support::user_error(ErrorClass::LinAlg, span, "Singular matrix");
        copy_elements(out.at(i), x);
    }
}

void run_solve(const Call& call, const Stack& a, std::optional<Stack> b, const Stack& out,
               int64_t count) {
    struct Work {
        Stack a;
        std::optional<Stack> b;
        Stack out;
    };
    const auto work = std::make_shared<const Work>(Work{a, b, out});
    std::vector<Array> reads{a.a};
    if (b) reads.push_back(b->a);
    with_blas_type(out.a.dtype, [&](auto tag) {
        using T = typename decltype(tag)::type;
        run_stack(call, reads, out.a, count, a.a.shape[a.a.ndim - 1], b ? 1 : 3,
                  [work, span = call.info.op.span](int64_t begin, int64_t end) {
                      solve_members<T>(work->a, work->b, work->out, begin, end, span);
                  });
    });
}

/// The determinant; from LU factors as NumPy forms it: sign times exp of the sum of logarithms, which
/// does not overflow on the way. The flags that are raised are NumPy's too.
template <class T>
T determinant(T* a, int64_t* pivots, int64_t n) {
    if (n == 0) return T(1);
    if constexpr (has_small_kernels<T>) {
        const launch::KeptFpStatus kept;
        if (T value; small_determinant(a, 1, n, n, value)) return value;
    }
    if (getrf(a, pivots, n) != 0) return T(0);
    using Real = decltype(std::abs(T()));
    T sign = T(1);
    Real logarithm = 0;
    for (int64_t i = 0; i < n; ++i)
        if (pivots[i] != i + 1) sign = -sign;
    for (int64_t i = 0; i < n; ++i) {
        const Real size = std::abs(a[i * n + i]);
        if constexpr (has_small_kernels<T>) sign = a[i * n + i] < 0 ? -sign : sign;  // an infinity has one
        else sign *= a[i * n + i] / size;
        logarithm += std::log(size);
    }
    return sign * std::exp(logarithm);
}

}  // namespace

void solve(const Call& call) {
    const Array a = read_square(call), b = call.array(1);
    const int64_t n = a.shape[a.ndim - 1];
    const int core = b.ndim == 1 ? 1 : 2;  // NumPy 2: only a 1-d b is a vector
    if (b.shape[b.ndim - core] != n)
        call.error(ErrorClass::Value,
                   "{}: Input operand 1 has a mismatch in its core dimension 0, with gufunc signature "
                   "{} (size {} is different from {})",
                   core == 1 ? "solve1" : "solve", core == 1 ? "(m,m),(m)->(m)" : "(m,m),(m,n)->(m,n)",
                   b.shape[b.ndim - core], n);
    std::vector<int64_t> stack = broadcast_stacks(call, a, b.ndim - core, b);
    const Stack as{over_stack(a, stack, 2), 2}, bs{over_stack(b, stack, core), core};
    const int64_t count = count_of(stack);
    stack.insert(stack.end(), b.shape + b.ndim - core, b.shape + b.ndim);
    run_solve(call, as, bs, {call.allocate(stack), core}, count);
}

void inv(const Call& call) {
    const Array a = read_square(call);
    const Array out = call.allocate(shape_of(a));
    run_solve(call, {a, 2}, std::nullopt, {out, 2},
              count_of({a.shape, static_cast<std::size_t>(a.ndim - 2)}));
}

void det(const Call& call) {
    const Array a = read_square(call);
    const Shape stack{a.shape, static_cast<std::size_t>(a.ndim - 2)};
    const Array out = call.allocate(stack);
    const int64_t n = a.shape[a.ndim - 1];
    const auto as = std::make_shared<const Stack>(Stack{a, 2});
    with_blas_type(out.dtype, [&](auto tag) {
        using T = typename decltype(tag)::type;
        T* to = out.as<T>();
        run_stack(call, {&a, 1}, out, count_of(stack), n, 0.5,
                  watched(call, [as, to, n](int64_t begin, int64_t end) {
                      const Workspace<T> work(n, 0);
                      for (int64_t i = begin; i < end; ++i) {
                          copy_elements(column_major(work.a.get(), n, n), as->at(i));
                          to[i] = determinant(work.a.get(), work.pivots.get(), n);
                      }
                  }));
    });
}

void cholesky(const Call& call) {
    const Array a = read_square(call);
    const Array out = call.allocate(shape_of(a));
    const int64_t n = a.shape[a.ndim - 1];
    const auto stacks = std::make_shared<const std::pair<Stack, Stack>>(Stack{a, 2}, Stack{out, 2});
    with_blas_type(out.dtype, [&](auto tag) {
        using T = typename decltype(tag)::type;
        run_stack(call, {&a, 1}, out, count_of({a.shape, static_cast<std::size_t>(a.ndim - 2)}), n, 0.5,
                  [stacks, n, span = call.info.op.span](int64_t begin, int64_t end) {
                      const Workspace<T> work(n, 0);
                      const Array factor = column_major(work.a.get(), n, n);
                      for (int64_t i = begin; i < end; ++i) {
                          copy_elements(factor, stacks->first.at(i));
                          if (!factor_in_place(work.a.get(), n))
                              support::user_error(ErrorClass::LinAlg, span,
                                                  "Matrix is not positive definite");
                          for (int64_t j = 1; j < n; ++j)  // above the diagonal
                              std::fill_n(work.a.get() + j * n, j, T(0));
                          copy_elements(stacks->second.at(i), factor);
                      }
                  });
    });
}

}  // namespace phylanx::library

// Routines along one axis: argmax, argmin, cumsum, cumprod, sort, argsort.
// SPDX-License-Identifier: BSL-1.0
#include <cmath>

#include "library/axis_kernels.h"
#include "library/routines.h"
#include "library/sort_kernels.h"
#include "library/sorters.h"
#include "library/strided.h"

namespace phylanx::library {
namespace {

/// A C-ordered array seen as (outer, n, inner); without an axis all of it is one line.
struct Lines {
    Array a;
    int64_t outer = 1;
    int64_t n = 1;
    int64_t inner = 1;
};

Lines make_lines(const Array& a, std::optional<int> axis) {
    Lines lines{a, 1, 1, 1};
    if (!axis) {
        lines.n = a.size();
        return lines;
    }
    for (int d = 0; d < *axis; ++d) lines.outer *= a.shape[d];
    if (a.ndim > 0) lines.n = a.shape[*axis];
    for (int d = *axis + 1; d < a.ndim; ++d) lines.inner *= a.shape[d];
    return lines;
}

/// A kernel over outer indices [begin, end): `in` is C-ordered (outer, n, inner), `out` as its result is.
using LinesKernel = void (*)(const char* in, char* out, int64_t begin, int64_t end, int64_t n,
                             int64_t inner);

/// Runs the kernel over the outer dimension; out_row: bytes of the result for one outer index.
void run_lines(const Call& call, const Lines& in, const Array& out, int64_t out_row,
               double element_ns, LinesKernel kernel) {
    const int64_t n = in.n, inner = in.inner, in_row = n * inner * in.a.item;
    const double row_ns = element_ns * static_cast<double>(n * inner);
    const char* from = in.a.data;
    char* to = out.data;
    run_chunks(
        call, runtime::split(in.outer, static_cast<double>(in_row + out_row), row_ns),
        row_ns * static_cast<double>(in.outer),
        [&](int64_t begin, int64_t end, AccessList& list) {
            const int64_t first = in.a.interval().first, target = out.interval().first;
            list.read(in.a.buffer, first + begin * in_row, first + end * in_row);
            list.write(out.buffer, target + begin * out_row, target + end * out_row);
        },
        watched(call, [=](int64_t begin, int64_t end) { kernel(from, to, begin, end, n, inner); }));
}

template <bool Greatest>
void arg_extremum_call(const Call& call) {
    const Array a = call.array(0);
    const std::optional<int> axis = axis_of(call, a.ndim);
    std::vector<Scratch> keep;
    const Lines lines = make_lines(contiguous(call, a, keep), axis);
    const bool keepdims = call.info.results[0].ndim() == a.ndim && a.ndim > 0;
    std::vector<int64_t> shape;
    for (int d = 0; d < a.ndim; ++d) {
        const bool folded = !axis || d == *axis;
        if (!folded || keepdims) shape.push_back(folded ? 1 : a.shape[d]);
    }
    if (lines.n == 0 && lines.outer * lines.inner > 0)
        call.error(ErrorClass::Value, "attempt to get {} of an empty sequence",
                   Greatest ? "argmax" : "argmin");
    const Array out = call.allocate(shape);
    const LinesKernel kernel = with_type(a.dtype, [](auto tag) -> LinesKernel {
        using T = typename decltype(tag)::type;
        return [](const char* in, char* to, int64_t begin, int64_t end, int64_t n, int64_t inner) {
            arg_extrema<T, Greatest>(reinterpret_cast<const T*>(in), reinterpret_cast<int64_t*>(to),
                                     begin, end, n, inner);
        };
    });
    run_lines(call, lines, out, lines.inner * out.item, 0.5, kernel);
}

template <bool Product>
void running_fold_call(const Call& call) {
    const Array a = call.array(0);
    const std::optional<int> axis = axis_of(call, a.ndim);
    std::vector<Scratch> keep;
    const Lines lines = make_lines(contiguous(call, a, keep), axis);
    const int64_t size = a.size();
    const Array out = call.allocate(axis ? shape_of(a) : Shape(&size, 1));
    support::internal_check(a.dtype == out.dtype, "running fold of {} into {}",
                            arrays::name(a.dtype), arrays::name(out.dtype));
    const LinesKernel kernel = with_type(a.dtype, [](auto tag) -> LinesKernel {
        using T = typename decltype(tag)::type;
        return [](const char* in, char* to, int64_t begin, int64_t end, int64_t n, int64_t inner) {
            running_folds<T, Product>(reinterpret_cast<const T*>(in), reinterpret_cast<T*>(to), begin,
                                      end, n, inner);
        };
    });
    run_lines(call, lines, out, lines.n * lines.inner * out.item, 1.5, kernel);
}

/// How sorting looks at elements of type T: bool as its byte.
template <class T>
using SortType = std::conditional_t<std::is_same_v<T, bool>, std::uint8_t, T>;

/// Calls sort_one(line of n elements, place of its result) for each line; lines with inner > 1 are gathered
/// first, because sorting wants them together.
template <class T, class R, class SortFn>
void sort_lines(const T* from, R* to, int64_t begin, int64_t end, int64_t n, int64_t inner,
                const SortFn& sort_one) {
    if (inner == 1) {
        for (int64_t o = begin; o < end; ++o) sort_one(from + o * n, to + o * n);
        return;
    }
    const auto line = std::make_unique_for_overwrite<T[]>(n);
    const auto sorted = std::make_unique_for_overwrite<R[]>(n);
    for (int64_t o = begin; o < end; ++o)
        for (int64_t k = 0; k < inner; ++k) {
            const int64_t base = o * n * inner + k;
            for (int64_t i = 0; i < n; ++i) line[i] = from[base + i * inner];
            sort_one(line.get(), sorted.get());
            for (int64_t i = 0; i < n; ++i) to[base + i * inner] = sorted[i];
        }
}

/// S: the elements' type, of which T is the look. Stable: equal elements keep their order; those who bring functions
/// have an order of their own.
template <class S, class T>
void sort_one(const T* line, T* result, int64_t n, bool stable) {
    std::copy_n(line, n, result);
    const auto sort = stable ? nullptr : brought_sorters<S>.sort;
    if (!sort || sort(result, n, nullptr) != 0) sort_line(result, n);
}

template <class S, class T>
void argsort_one(const T* line, int64_t* index, int64_t n, bool stable) {
    std::iota(index, index + n, int64_t{0});
    const auto argsort = stable ? nullptr : brought_sorters<S>.argsort;
    if (!argsort || argsort(const_cast<T*>(line), index, n, nullptr) != 0) argsort_line(line, index, n);
}

/// sort (R is T) and argsort (R is int64).
template <bool Indices, bool Stable>
void sort_lines_call(const Call& call) {
    const Array a = call.array(0);
    const std::optional<int> axis = axis_of(call, a.ndim);
    std::vector<Scratch> keep;
    const Lines lines = make_lines(contiguous(call, a, keep), axis);
    const int64_t size = a.size();
    const Array out = call.allocate(axis || a.ndim == 0 ? shape_of(a) : Shape(&size, 1));
    const double element_ns = 5.0 + 2.0 * std::log2(static_cast<double>(lines.n) + 1);
    const LinesKernel kernel = with_type(a.dtype, [](auto tag) -> LinesKernel {
        using S = typename decltype(tag)::type;
        using T = SortType<S>;
        using R = std::conditional_t<Indices, int64_t, T>;
        return [](const char* in, char* to, int64_t begin, int64_t end, int64_t n, int64_t inner) {
            sort_lines(reinterpret_cast<const T*>(in), reinterpret_cast<R*>(to), begin, end, n, inner,
                       [n](const T* line, R* result) {
                           if constexpr (Indices) argsort_one<S>(line, result, n, Stable);
                           else sort_one<S>(line, result, n, Stable);
                       });
        };
    });
    run_lines(call, lines, out, lines.n * lines.inner * out.item, element_ns, kernel);
}

template <bool Indices>
void sort_call(const Call& call) {
    if (ir::attr_or<bool>(call.info.op, "stable", false)) sort_lines_call<Indices, true>(call);
    else sort_lines_call<Indices, false>(call);
}

}  // namespace

void argmax(const Call& call) { arg_extremum_call<true>(call); }
void argmin(const Call& call) { arg_extremum_call<false>(call); }
void cumsum(const Call& call) { running_fold_call<false>(call); }
void cumprod(const Call& call) { running_fold_call<true>(call); }
void sort(const Call& call) { sort_call<false>(call); }
void argsort(const Call& call) { sort_call<true>(call); }

}  // namespace phylanx::library

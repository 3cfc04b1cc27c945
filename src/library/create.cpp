// Routines that make arrays from numbers: zeros, empty, full, arange, linspace, eye; NumPy's formulas bit for bit.
// SPDX-License-Identifier: BSL-1.0
#include <cmath>
#include <cstring>
#include <limits>

#include "library/call.h"
#include "library/dispatch.h"
#include "library/routines.h"

namespace phylanx::library {
namespace {

constexpr double kStoreNs = 0.1;  // a byte written

/// Fills result[begin, end) (flat) by fn, chunk by chunk; element_ns: predicted time for an element.
void fill(const Call& call, const Array& result, double element_ns, const ChunkFn& fn) {
    const int64_t n = result.size(), item = result.item;
    run_chunks(
        call, runtime::split(n, static_cast<double>(item), element_ns),
        element_ns * static_cast<double>(n),
        [&](int64_t begin, int64_t end, AccessList& list) {
            list.write(result.buffer, begin * item, end * item);
        },
        fn);
}

void fill_zeros(const Call& call, const Array& result) {
    char* data = result.data;
    const int64_t item = result.item;
    fill(call, result, kStoreNs * static_cast<double>(item), [data, item](int64_t begin, int64_t end) {
        std::memset(data + begin * item, 0, static_cast<std::size_t>((end - begin) * item));
    });
}

/// out[i] = first + i * delta, where delta is the rounded difference of the first two elements.
template <class T>
void fill_range(const Call& call, const Array& result, T first, T second) {
    using Wide = std::conditional_t<std::is_same_v<T, half>, float, T>;
    T* out = result.as<T>();
    const Wide start = static_cast<Wide>(first);
    Wide delta;
    if constexpr (std::is_integral_v<T>)
        delta = wrapping_add(second, static_cast<T>(0 - static_cast<std::uint64_t>(first)));
    else
        delta = static_cast<Wide>(second) - start;
    fill(call, result, 1.0, [out, first, second, start, delta](int64_t begin, int64_t end) {
        for (int64_t i = begin; i < end; ++i) {
            if constexpr (std::is_integral_v<T>)
                out[i] = wrapping_add(start, wrapping_multiply(static_cast<T>(i), delta));
            else
                out[i] = static_cast<T>(start + static_cast<Wide>(i) * delta);
        }
        if (begin == 0) out[0] = first;
        if (begin <= 1 && 1 < end) out[1] = second;
    });
}

int64_t integer_length(const Call& call, int64_t start, int64_t stop, int64_t step) {
    if (step == 0) call.error(ErrorClass::ZeroDivision, "division by zero");
    const __int128 span = static_cast<__int128>(stop) - start;
    if (span == 0 || (span < 0) != (step < 0)) return 0;
    const __int128 n = step > 0 ? (span + step - 1) / step : (span + step + 1) / step;
    if (n > std::numeric_limits<int64_t>::max() / 16)
        call.error(ErrorClass::Value, "Maximum allowed size exceeded");
    return static_cast<int64_t>(n);
}

int64_t float_length(const Call& call, double start, double stop, double step) {
    if (step == 0) call.error(ErrorClass::ZeroDivision, "float division by zero");
    const double span = stop - start;
    const double n = std::ceil(span / step);
    if (std::isnan(n)) call.error(ErrorClass::Value, "arange: cannot compute length");
    if (n > 0x1p59) call.error(ErrorClass::Value, "Maximum allowed size exceeded");
    if (n == 0 && span != 0) return std::signbit(span / step) ? 0 : 1;  // the quotient underflowed
    return n > 0 ? static_cast<int64_t>(n) : 0;
}

bool operands_are_integers(const Call& call) {
    for (const ir::Type& t : call.info.operands)
        if (arrays::is_inexact(t.dtype())) return false;
    return true;
}

}  // namespace

void zeros(const Call& call) { fill_zeros(call, call.allocate(call.extents(0))); }

void empty(const Call& call) { call.allocate(call.extents(0)); }

void full(const Call& call) {
    const Array result = call.allocate(call.extents(1));
    support::internal_check(call.info.operands[0].dtype() == result.dtype,
                            "full of {} with a value of type {}", arrays::name(result.dtype),
                            call.info.operands[0].to_string());
    with_type(result.dtype, [&](auto tag) {
        using T = typename decltype(tag)::type;
        T* out = result.as<T>();
        const T value = *reinterpret_cast<const T*>(&call.in[0]);
        fill(call, result, kStoreNs * sizeof(T), [out, value](int64_t begin, int64_t end) {
            std::fill(out + begin, out + end, value);
        });
    });
}

void arange(const Call& call) {
    const bool integers = operands_are_integers(call);
    const int64_t n = integers
                          ? integer_length(call, call.integer(0), call.integer(1), call.integer(2))
                          : float_length(call, call.number(0), call.number(1), call.number(2));
    const Array result = call.allocate({&n, 1});
    with_type(result.dtype, [&](auto tag) {
        using T = typename decltype(tag)::type;
        if constexpr (std::is_same_v<T, bool> || is_complex_type<T>) {
            throw support::InternalError("arange of a dtype that sema should have refused");
        } else if (integers) {
            const int64_t start = call.integer(0);
            fill_range<T>(call, result, static_cast<T>(start),
                          static_cast<T>(wrapping_add(start, call.integer(2))));
        } else {
            const double start = call.number(0);
            fill_range<T>(call, result, static_cast<T>(start),
                          static_cast<T>(start + call.number(2)));
        }
    });
}

void linspace(const Call& call) {
    const double start = call.number(0), stop = call.number(1);
    const int64_t n = call.integer(2);
    const bool endpoint = ir::attr_or<bool>(call.info.op, "endpoint", true);
    if (n < 0) call.error(ErrorClass::Value, "Number of samples, {}, must be non-negative.", n);
    const Array result = call.allocate({&n, 1});
    const int64_t pieces = endpoint ? n - 1 : n;
    const double delta = stop - start;
    const double step = pieces > 0 ? delta / static_cast<double>(pieces) : 0.0;
    // A step that underflows to zero (or no step at all) is avoided by multiplying last.
    const bool by_fraction = step == 0;
    const double divisor = pieces > 0 ? static_cast<double>(pieces) : 1.0;
    with_type(result.dtype, [&](auto tag) {
        using T = typename decltype(tag)::type;
        if constexpr (std::is_same_v<T, bool>) {
            throw support::InternalError("linspace of bool");
        } else {
            T* out = result.as<T>();
            const auto as_element = [](double x) {
                if constexpr (std::is_integral_v<T>)
                    return static_cast<T>(std::floor(x));
                else if constexpr (is_complex_type<T>)
                    return T(static_cast<typename T::value_type>(x), 0);
                else
                    return static_cast<T>(x);
            };
            fill(call, result, 1.0, [=](int64_t begin, int64_t end) {
                for (int64_t i = begin; i < end; ++i) {
                    const double x = static_cast<double>(i);
                    out[i] = as_element((by_fraction ? x / divisor * delta : x * step) + start);
                }
                if (endpoint && n > 1 && end == n) out[n - 1] = as_element(stop);
            });
        }
    });
}

void eye(const Call& call) {
    const int64_t shape[2] = {call.integer(0), call.integer(1)};
    const int64_t k = call.integer(2);
    const Array result = call.allocate(shape);
    const int64_t m = shape[0], n = shape[1];
    const int64_t row = n * result.item;
    const double row_ns = kStoreNs * static_cast<double>(row);
    const ChunkFn fill_rows = with_type(result.dtype, [&](auto tag) -> ChunkFn {
        using T = typename decltype(tag)::type;
        return [out = result.as<T>(), n, k](int64_t begin, int64_t end) {
            std::fill(out + begin * n, out + end * n, T(0));
            for (int64_t i = std::max(begin, -k); i < end && i + k < n; ++i) out[i * n + i + k] = T(1);
        };
    });
    run_chunks(
        call, runtime::split(m, static_cast<double>(row), row_ns), row_ns * static_cast<double>(m),
        [&](int64_t begin, int64_t end, AccessList& list) {
            list.write(result.buffer, begin * row, end * row);
        },
        fill_rows);
}

}  // namespace phylanx::library

// From a dtype at run time to a type at compile time: the only place in library/ that switches on dtypes.
// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <complex>
#include <cstdint>
#include <type_traits>
#include <utility>

#include "arrays/dtype.h"
#include "support/error.h"

namespace phylanx::library {

using half = _Float16;

template <class T>
struct Tag {
    using type = T;
};
template <class T>
inline constexpr bool is_complex_type =
    std::is_same_v<T, std::complex<float>> || std::is_same_v<T, std::complex<double>>;
template <class T>
inline constexpr bool is_float_type =
    std::is_same_v<T, half> || std::is_same_v<T, float> || std::is_same_v<T, double>;
/// A type that OpenBLAS computes in.
template <class T>
inline constexpr bool is_blas_type =
    std::is_same_v<T, float> || std::is_same_v<T, double> || is_complex_type<T>;

/// fn(Tag<T>) for the four types of linear algebra; `fn` must return the same type for all.
template <class Fn>
decltype(auto) with_blas_type(arrays::DType t, Fn&& fn) {
    using arrays::DType;
    switch (t) {
        case DType::F32: return fn(Tag<float>{});
        case DType::F64: return fn(Tag<double>{});
        case DType::C64: return fn(Tag<std::complex<float>>{});
        case DType::C128: return fn(Tag<std::complex<double>>{});
        default: break;
    }
    throw support::InternalError("linear algebra on a dtype that sema should have cast");
}

/// fn(Tag<T>) for every dtype; bool comes as C++'s bool.
template <class Fn>
decltype(auto) with_type(arrays::DType t, Fn&& fn) {
    using arrays::DType;
    switch (t) {
        case DType::Bool: return fn(Tag<bool>{});
        case DType::I8: return fn(Tag<std::int8_t>{});
        case DType::I16: return fn(Tag<std::int16_t>{});
        case DType::I32: return fn(Tag<std::int32_t>{});
        case DType::I64: return fn(Tag<std::int64_t>{});
        case DType::U8: return fn(Tag<std::uint8_t>{});
        case DType::U16: return fn(Tag<std::uint16_t>{});
        case DType::U32: return fn(Tag<std::uint32_t>{});
        case DType::U64: return fn(Tag<std::uint64_t>{});
        case DType::F16: return fn(Tag<half>{});
        default: return with_blas_type(t, std::forward<Fn>(fn));
    }
}

/// Wraps as NumPy's integers do: signed arithmetic goes through the unsigned type.
template <class T>
inline T wrapping_add(T a, T b) {
    if constexpr (std::is_same_v<T, bool>)
        return a || b;
    else if constexpr (std::is_integral_v<T>)
        return static_cast<T>(static_cast<std::make_unsigned_t<T>>(a) +
                              static_cast<std::make_unsigned_t<T>>(b));
    else
        return a + b;
}
template <class T>
inline T wrapping_multiply(T a, T b) {
    if constexpr (std::is_same_v<T, bool>)
        return a && b;
    else if constexpr (std::is_integral_v<T>)
        return static_cast<T>(static_cast<std::uint64_t>(a) * static_cast<std::uint64_t>(b));
    else
        return a * b;
}

}  // namespace phylanx::library

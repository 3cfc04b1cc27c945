// Merge functions and identities of reductions, as C++ loops over small arrays.
// SPDX-License-Identifier: BSL-1.0
#include "codegen/merge.h"

#include <cmath>
#include <complex>
#include <cstring>
#include <limits>
#include <type_traits>

#include "codegen/half.h"

namespace phylanx::codegen {
namespace {

using arrays::DType;
using ops::OpCode;

template <class T>
struct IsComplex : std::false_type {};
template <class T>
struct IsComplex<std::complex<T>> : std::true_type {};

// Integers wrap, so they are added without a sign; bool and half have types of their own in memory.
struct Bool {
    std::uint8_t v;
};
struct Half {
    std::uint16_t bits;
};

template <class T>
bool is_nan(T x) {
    if constexpr (IsComplex<T>::value) return std::isnan(x.real()) || std::isnan(x.imag());
    else if constexpr (std::is_floating_point_v<T>) return std::isnan(x);
    else return false;
}

template <class T>
bool less(T x, T y) {
    if constexpr (IsComplex<T>::value)
        return x.real() < y.real() || (x.real() == y.real() && x.imag() < y.imag());
    else return x < y;
}

template <class T>
T add(T x, T y) {
    if constexpr (std::is_integral_v<T>) {
        using U = std::make_unsigned_t<T>;
        return static_cast<T>(static_cast<U>(x) + static_cast<U>(y));
    } else return x + y;
}
template <class T>
T mul(T x, T y) {
    // In 64 bits without a sign: small types would be promoted to int, which may overflow.
    if constexpr (std::is_integral_v<T>)
        return static_cast<T>(static_cast<std::uint64_t>(x) * static_cast<std::uint64_t>(y));
    else if constexpr (IsComplex<T>::value)
        return {x.real() * y.real() - x.imag() * y.imag(), x.real() * y.imag() + x.imag() * y.real()};
    else return x * y;
}
template <class T>
T max(T x, T y) {
    return is_nan(x) || (!is_nan(y) && !less(x, y)) ? x : y;
}
template <class T>
T min(T x, T y) {
    return is_nan(x) || (!is_nan(y) && !less(y, x)) ? x : y;
}

template <class T, T (*F)(T, T)>
void merge(char* dst, const char* src, std::int64_t n) {
    for (std::int64_t i = 0; i < n; ++i) {
        T a, b;
        std::memcpy(&a, dst + i * sizeof(T), sizeof(T));
        std::memcpy(&b, src + i * sizeof(T), sizeof(T));
        a = F(a, b);
        std::memcpy(dst + i * sizeof(T), &a, sizeof(T));
    }
}

Bool either(Bool x, Bool y) { return {static_cast<std::uint8_t>((x.v != 0) | (y.v != 0))}; }
Bool both(Bool x, Bool y) { return {static_cast<std::uint8_t>((x.v != 0) & (y.v != 0))}; }
template <float (*F)(float, float)>
Half in_float(Half x, Half y) {
    return {half_from_float(F(float_from_half(x.bits), float_from_half(y.bits)))};
}

template <class T>
launch::MergeFn arithmetic(OpCode op) {
    if (op == OpCode::reduce_add) return merge<T, add<T>>;
    if (op == OpCode::reduce_mul) return merge<T, mul<T>>;
    if (op == OpCode::reduce_max) return merge<T, max<T>>;
    if (op == OpCode::reduce_min) return merge<T, min<T>>;
    return nullptr;
}

launch::MergeFn half_merge(OpCode op) {
    if (op == OpCode::reduce_add) return merge<Half, in_float<add<float>>>;
    if (op == OpCode::reduce_mul) return merge<Half, in_float<mul<float>>>;
    if (op == OpCode::reduce_max) return merge<Half, in_float<max<float>>>;
    if (op == OpCode::reduce_min) return merge<Half, in_float<min<float>>>;
    return nullptr;
}

template <class T>
launch::Cell identity(OpCode op) {
    T v{};
    if (op == OpCode::reduce_mul || op == OpCode::reduce_and) v = T(1);
    else if (op == OpCode::reduce_max || op == OpCode::reduce_min) {
        bool max = op == OpCode::reduce_max;
        if constexpr (IsComplex<T>::value) {
            auto inf = std::numeric_limits<typename T::value_type>::infinity();
            v = max ? T(-inf, -inf) : T(inf, inf);
        } else if constexpr (std::is_floating_point_v<T>) {
            v = max ? -std::numeric_limits<T>::infinity() : std::numeric_limits<T>::infinity();
        } else {
            v = max ? std::numeric_limits<T>::lowest() : std::numeric_limits<T>::max();
        }
    }
    launch::Cell cell{};
    std::memcpy(&cell, &v, sizeof v);
    return cell;
}

}  // namespace

launch::MergeFn merge_function(OpCode op, DType t) {
    switch (t) {
        case DType::Bool:
            return op == OpCode::reduce_and || op == OpCode::reduce_mul || op == OpCode::reduce_min
                       ? merge<Bool, both>
                       : merge<Bool, either>;
        case DType::I8: return arithmetic<std::int8_t>(op);
        case DType::I16: return arithmetic<std::int16_t>(op);
        case DType::I32: return arithmetic<std::int32_t>(op);
        case DType::I64: return arithmetic<std::int64_t>(op);
        case DType::U8: return arithmetic<std::uint8_t>(op);
        case DType::U16: return arithmetic<std::uint16_t>(op);
        case DType::U32: return arithmetic<std::uint32_t>(op);
        case DType::U64: return arithmetic<std::uint64_t>(op);
        case DType::F16: return half_merge(op);
        case DType::F32: return arithmetic<float>(op);
        case DType::F64: return arithmetic<double>(op);
        case DType::C64: return arithmetic<std::complex<float>>(op);
        case DType::C128: return arithmetic<std::complex<double>>(op);
    }
    return nullptr;
}

launch::Cell identity_cell(OpCode op, DType t) {
    switch (t) {
        case DType::Bool: return identity<bool>(op);
        case DType::I8: return identity<std::int8_t>(op);
        case DType::I16: return identity<std::int16_t>(op);
        case DType::I32: return identity<std::int32_t>(op);
        case DType::I64: return identity<std::int64_t>(op);
        case DType::U8: return identity<std::uint8_t>(op);
        case DType::U16: return identity<std::uint16_t>(op);
        case DType::U32: return identity<std::uint32_t>(op);
        case DType::U64: return identity<std::uint64_t>(op);
        case DType::F16: {
            float v;
            launch::Cell f = identity<float>(op);
            std::memcpy(&v, &f, sizeof v);
            std::uint16_t bits = half_from_float(v);
            launch::Cell cell{};
            std::memcpy(&cell, &bits, sizeof bits);
            return cell;
        }
        case DType::F32: return identity<float>(op);
        case DType::F64: return identity<double>(op);
        case DType::C64: return identity<std::complex<float>>(op);
        case DType::C128: return identity<std::complex<double>>(op);
    }
    return {};
}

bool has_identity(OpCode op) { return op != OpCode::reduce_max && op != OpCode::reduce_min; }

}  // namespace phylanx::codegen

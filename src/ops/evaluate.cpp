// The ops on real numbers, by C's functions.
// SPDX-License-Identifier: BSL-1.0
#include "ops/evaluate.h"

#include <cmath>
#include <cstring>
#include <limits>

namespace phylanx::ops {
namespace {

using arrays::DType;

template <class T>
double read_as(const char* at) {
    T v;
    std::memcpy(&v, at, sizeof v);
    return static_cast<double>(v);
}

template <class T>
T sign_of(T x) {
    return std::isnan(x) ? x : static_cast<T>(std::isgreater(x, T(0)) - std::isless(x, T(0)));
}

template <class T>
T floor_quotient(T x, T y) {
    if (y == 0) return x / y;
    return std::floor((x - std::fmod(x, y)) / y);
}
template <class T>
T remainder_of(T x, T y) {
    const T rest = std::fmod(x, y);
    return rest != 0 && std::isless(rest, T(0)) != std::isless(y, T(0)) ? rest + y : rest;
}

template <class T>
T compute(OpCode code, T x, T y) {
    switch (code) {
        case OpCode::add: return x + y;
        case OpCode::sub: return x - y;
        case OpCode::mul: return x * y;
        case OpCode::truediv: return x / y;
        case OpCode::floordiv: return floor_quotient(x, y);
        case OpCode::mod: return remainder_of(x, y);
        case OpCode::fmod: return std::fmod(x, y);
        case OpCode::pow: return std::pow(x, y);
        case OpCode::neg: return -x;
        case OpCode::pos:
        case OpCode::conj:
        case OpCode::real: return x;
        case OpCode::imag: return T(0);
        case OpCode::abs: return std::fabs(x);
        case OpCode::sign: return sign_of(x);
        case OpCode::square: return x * x;
        case OpCode::reciprocal: return 1 / x;
        case OpCode::maximum: return std::isnan(x) || std::isgreater(x, y) ? x : y;
        case OpCode::minimum: return std::isnan(x) || std::isless(x, y) ? x : y;
        case OpCode::fmax: return std::fmax(x, y);
        case OpCode::fmin: return std::fmin(x, y);
        case OpCode::copysign: return std::copysign(x, y);
        case OpCode::eq: return x == y;
        case OpCode::ne: return x != y;
        case OpCode::lt: return std::isless(x, y);
        case OpCode::le: return std::islessequal(x, y);
        case OpCode::gt: return std::isgreater(x, y);
        case OpCode::ge: return std::isgreaterequal(x, y);
        case OpCode::logical_and: return x != 0 && y != 0;
        case OpCode::logical_or: return x != 0 || y != 0;
        case OpCode::logical_xor: return (x != 0) != (y != 0);
        case OpCode::logical_not: return x == 0;
        case OpCode::isnan: return std::isnan(x);
        case OpCode::isinf: return std::isinf(x);
        case OpCode::isfinite: return std::isfinite(x);
        case OpCode::signbit: return std::signbit(x);
        case OpCode::sqrt: return std::sqrt(x);
        case OpCode::cbrt: return std::cbrt(x);
        case OpCode::exp: return std::exp(x);
        case OpCode::exp2: return std::exp2(x);
        case OpCode::expm1: return std::expm1(x);
        case OpCode::log: return std::log(x);
        case OpCode::log2: return std::log2(x);
        case OpCode::log10: return std::log10(x);
        case OpCode::log1p: return std::log1p(x);
        case OpCode::sin: return std::sin(x);
        case OpCode::cos: return std::cos(x);
        case OpCode::tan: return std::tan(x);
        case OpCode::arcsin: return std::asin(x);
        case OpCode::arccos: return std::acos(x);
        case OpCode::arctan: return std::atan(x);
        case OpCode::sinh: return std::sinh(x);
        case OpCode::cosh: return std::cosh(x);
        case OpCode::tanh: return std::tanh(x);
        case OpCode::arcsinh: return std::asinh(x);
        case OpCode::arccosh: return std::acosh(x);
        case OpCode::arctanh: return std::atanh(x);
        case OpCode::arctan2: return std::atan2(x, y);
        case OpCode::hypot: return std::hypot(x, y);
        case OpCode::floor: return std::floor(x);
        case OpCode::ceil: return std::ceil(x);
        case OpCode::trunc: return std::trunc(x);
        case OpCode::rint: return std::nearbyint(x);
        default: return std::numeric_limits<T>::quiet_NaN();
    }
}

bool is_known(OpCode code) {
    switch (code) {
        case OpCode::bit_and:
        case OpCode::bit_or:
        case OpCode::bit_xor:
        case OpCode::invert:
        case OpCode::lshift:
        case OpCode::rshift:
        case OpCode::make_complex: return false;
        default: return info(code).kind == Kind::Elem;
    }
}

double converted(double x, DType in, DType out) {
    if (out == DType::F32) return static_cast<float>(x);
    if (arrays::is_bool(out)) return x != 0;
    if (arrays::is_inexact(out) || !arrays::is_inexact(in)) return x;
    if (std::isfinite(x) && std::fabs(x) < 0x1p63) return std::trunc(x);
    const volatile double zero = 0;
    return zero / zero;  // raises the flag for an invalid operation, as the conversion does
}

}  // namespace

bool can_evaluate(OpCode code, DType in, DType out) {
    auto is_plain = [](DType t) { return !arrays::is_complex(t) && t != DType::F16; };
    return is_known(code) && is_plain(in) && is_plain(out);
}

double evaluate(OpCode code, DType in, DType out, const double* args) {
    if (code == OpCode::cast) return converted(args[0], in, out);
    if (code == OpCode::select) return args[0] != 0 ? args[1] : args[2];
    const bool binary = info(code).params.find(' ') != std::string_view::npos;
    const double second = binary ? args[1] : 0;
    // No step on integers is looked at for flags: their loops tell of them by themselves.
    if (in == DType::F32) return compute<float>(code, static_cast<float>(args[0]), static_cast<float>(second));
    return compute<double>(code, args[0], second);
}

double read_number(DType t, const char* at) {
    switch (t) {
        case DType::Bool:
        case DType::U8: return read_as<std::uint8_t>(at);
        case DType::I8: return read_as<std::int8_t>(at);
        case DType::I16: return read_as<std::int16_t>(at);
        case DType::I32: return read_as<std::int32_t>(at);
        case DType::I64: return read_as<std::int64_t>(at);
        case DType::U16: return read_as<std::uint16_t>(at);
        case DType::U32: return read_as<std::uint32_t>(at);
        case DType::U64: return read_as<std::uint64_t>(at);
        case DType::F32: return read_as<float>(at);
        default: return read_as<double>(at);
    }
}

}  // namespace phylanx::ops

// Complex functions by the C++ library, and powers.
// SPDX-License-Identifier: BSL-1.0
#include "codegen/complex_math.h"

#if defined(__x86_64__)
#include <immintrin.h>
#endif

#include <cerrno>
#include <cfenv>
#include <cmath>
#include <complex>
#include <limits>

namespace phylanx::codegen {
namespace {

using C = std::complex<double>;
using ops::OpCode;

template <C (*F)(const C&)>
void unary(const double* a, double* r) {
    C z = F(C(a[0], a[1]));
    r[0] = z.real();
    r[1] = z.imag();
}

C exp2_of(const C& z) { return std::exp(z * M_LN2); }
C log2_of(const C& z) { return std::log(z) * M_LOG2E; }
C log10_of(const C& z) { return std::log(z) * M_LOG10E; }
// Near zero the plain formulas lose all digits.
C expm1_of(const C& z) {
    double half = std::sin(z.imag() / 2);
    return {std::expm1(z.real()) * std::cos(z.imag()) - 2 * half * half,
            std::exp(z.real()) * std::sin(z.imag())};
}
C log1p_of(const C& z) {
    return {std::log(std::hypot(z.real() + 1, z.imag())), std::atan2(z.imag(), z.real() + 1)};
}

// NumPy's products and quotients are the plain formulas; C++'s own repair infinities.
template <class T>
std::complex<T> times(std::complex<T> x, std::complex<T> y) {
    return {x.real() * y.real() - x.imag() * y.imag(), x.real() * y.imag() + x.imag() * y.real()};
}

// 1 / y by Smith's division, the zeros of 1 + 0i included.
template <class T>
std::complex<T> inverse(std::complex<T> y) {
    T re = y.real(), im = y.imag(), zero = 0;
    if (re == 0 && im == 0) return {1 / std::abs(re), zero / std::abs(re)};
    if (std::abs(re) >= std::abs(im)) {
        T ratio = im / re, scale = 1 / (re + im * ratio);
        return {(1 + zero * ratio) * scale, (zero - ratio) * scale};
    }
    T ratio = re / im, scale = 1 / (im + re * ratio);
    return {(ratio + zero) * scale, (zero * ratio - 1) * scale};
}

// 1 / y by the steps of Python's division, which has no inverse to multiply by.
C python_inverse(C y) {
    double re = y.real(), im = y.imag();
    if (std::abs(re) >= std::abs(im)) {
        double ratio = im / re, sum = re + im * ratio;
        return {(1 + 0 * ratio) / sum, (0 - ratio) / sum};
    }
    if (!(std::abs(im) >= std::abs(re))) return {NAN, NAN};
    double ratio = re / im, sum = re * ratio + im;
    return {(ratio + 0) / sum, (0 * ratio - 1) / sum};
}

// The steps of NumPy's power, whose bits differ from those of std::pow for small integers and for zeros.
template <class T>
std::complex<T> power_of(std::complex<T> base, std::complex<T> exponent) {
    using Z = std::complex<T>;
    T n = exponent.real();
    if (exponent == Z(0, 0)) return {1, 0};
    if (base == Z(0, 0)) {
        if (n > 0) return {0, 0};
        std::feraiseexcept(FE_INVALID);
        const T nan = std::numeric_limits<T>::quiet_NaN();
        return {nan, nan};
    }
    if (exponent.imag() != 0 || n != std::trunc(n) || std::abs(n) >= 100) return std::pow(base, exponent);
    if (n == 1) return base;
    if (n == 2) return times(base, base);
    if (n == 3) return times(base, times(base, base));
    Z result(1, 0);
    for (int left = static_cast<int>(std::abs(n));;) {
        if (left & 1) result = times(result, base);
        left >>= 1;
        if (left == 0) break;
        base = times(base, base);
    }
    return n < 0 ? inverse(result) : result;
}

template <class T>
void power(const T* a, T* r) {
    std::complex<T> z = power_of(std::complex<T>(a[0], a[1]), std::complex<T>(a[2], a[3]));
    r[0] = z.real();
    r[1] = z.imag();
}

constexpr ComplexFunction kFunctions[] = {
    {OpCode::exp, "phxm_c_exp", unary<std::exp<double>>},
    {OpCode::exp2, "phxm_c_exp2", unary<exp2_of>},
    {OpCode::expm1, "phxm_c_expm1", unary<expm1_of>},
    {OpCode::log, "phxm_c_log", unary<std::log<double>>},
    {OpCode::log2, "phxm_c_log2", unary<log2_of>},
    {OpCode::log10, "phxm_c_log10", unary<log10_of>},
    {OpCode::log1p, "phxm_c_log1p", unary<log1p_of>},
    {OpCode::sqrt, "phxm_c_sqrt", unary<std::sqrt<double>>},
    {OpCode::sin, "phxm_c_sin", unary<std::sin<double>>},
    {OpCode::cos, "phxm_c_cos", unary<std::cos<double>>},
    {OpCode::tan, "phxm_c_tan", unary<std::tan<double>>},
    {OpCode::arcsin, "phxm_c_asin", unary<std::asin<double>>},
    {OpCode::arccos, "phxm_c_acos", unary<std::acos<double>>},
    {OpCode::arctan, "phxm_c_atan", unary<std::atan<double>>},
    {OpCode::sinh, "phxm_c_sinh", unary<std::sinh<double>>},
    {OpCode::cosh, "phxm_c_cosh", unary<std::cosh<double>>},
    {OpCode::tanh, "phxm_c_tanh", unary<std::tanh<double>>},
    {OpCode::arcsinh, "phxm_c_asinh", unary<std::asinh<double>>},
    {OpCode::arccosh, "phxm_c_acosh", unary<std::acosh<double>>},
    {OpCode::arctanh, "phxm_c_atanh", unary<std::atanh<double>>},
    {OpCode::pow, "phxm_c_pow", power<double>, "phxm_c_powf", power<float>},
};

}  // namespace

std::span<const ComplexFunction> complex_functions() { return kFunctions; }

std::int64_t phxm_ipow(std::int64_t base, std::int64_t exponent) {
    auto b = static_cast<std::uint64_t>(base);
    std::uint64_t result = 1;
    for (auto n = static_cast<std::uint64_t>(exponent); n != 0; n >>= 1) {
        if (n & 1) result *= b;
        b *= b;
    }
    return static_cast<std::int64_t>(result);
}

// The steps of C Python, with the bits and errors that they have.
std::int32_t phxm_python_power(const double* a, double* r) {
    const C base(a[0], a[1]), exponent(a[2], a[3]);
    const double n = exponent.real();
    C z(1, 0);
    errno = 0;
    if (exponent.imag() == 0 && n == std::floor(n) && std::abs(n) <= 100) {
        const auto count = static_cast<unsigned>(std::abs(n));
        C square = base;
        for (unsigned bit = 1; bit <= count; bit <<= 1) {
            if (count & bit) z = times(z, square);
            square = times(square, square);
        }
        if (n <= 0) {
            if (z == C(0, 0)) return 1;
            z = python_inverse(z);
        }
    } else if (base == C(0, 0)) {
        if (exponent.imag() != 0 || n < 0) return 1;
        z = 0;
    } else {
        const double size = std::hypot(a[0], a[1]), angle = std::atan2(a[1], a[0]);
        double length = std::pow(size, n), phase = angle * n;
        if (exponent.imag() != 0) {
            length *= std::exp(-angle * exponent.imag());
            phase += exponent.imag() * std::log(size);
        }
        z = {length * std::cos(phase), length * std::sin(phase)};
    }
    r[0] = z.real();
    r[1] = z.imag();
    if (errno == EDOM) return 1;
    return std::isinf(r[0]) || std::isinf(r[1]) ? 2 : 0;
}

std::int32_t phxm_fp_flags() { return std::fetestexcept(FE_DIVBYZERO | FE_INVALID | FE_OVERFLOW); }

std::int32_t phxm_take_fp_flags() {
    constexpr int kWatched = FE_DIVBYZERO | FE_INVALID | FE_OVERFLOW;
#if defined(__x86_64__)
    // Native code uses MXCSR alone, and reading it is much cheaper than <cfenv>.
    unsigned csr = _mm_getcsr();
    if (csr & kWatched) _mm_setcsr(csr & ~static_cast<unsigned>(kWatched));
    return static_cast<std::int32_t>(csr) & kWatched;
#else
    int raised = std::fetestexcept(kWatched);
    std::feclearexcept(kWatched);
    return raised;
#endif
}

}  // namespace phylanx::codegen

// Complex functions by the C++ library, and powers.
// SPDX-License-Identifier: BSL-1.0
#include "codegen/complex_math.h"

#if defined(__x86_64__)
#include <immintrin.h>
#endif

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

C integer_power(C base, int n) {
    C result(1, 0);
    for (; n > 0; n >>= 1) {
        if (n & 1) result *= base;
        base *= base;
    }
    return result;
}

void power(const double* a, double* r) {
    C base(a[0], a[1]), exponent(a[2], a[3]), z;
    const double nan = std::numeric_limits<double>::quiet_NaN();
    double n = exponent.real();
    if (exponent == C(0, 0)) z = {1, 0};
    else if (base == C(0, 0)) z = exponent.real() > 0 && exponent.imag() == 0 ? C(0, 0) : C(nan, nan);
    else if (exponent.imag() == 0 && n == std::trunc(n) && std::abs(n) < 100)
        z = n > 0 ? integer_power(base, static_cast<int>(n)) : C(1, 0) / integer_power(base, static_cast<int>(-n));
    else z = std::pow(base, exponent);
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
    {OpCode::pow, "phxm_c_pow", power},
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

// C helpers of generated code: complex functions and integer powers one at a time, floating-point flags.
// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstdint>
#include <span>

#include "ops/op.h"

namespace phylanx::codegen {

/// args: one complex number (re, im), or two for pow.
using ComplexFn = void (*)(const double* args, double* result);
using ComplexFloatFn = void (*)(const float* args, float* result);
struct ComplexFunction {
    ops::OpCode code;
    const char* symbol;
    ComplexFn function;
    // Where intermediate results may overflow, so that computing in double would give other bits.
    const char* float_symbol = nullptr;
    ComplexFloatFn float_function = nullptr;
};
std::span<const ComplexFunction> complex_functions();

/// base to the exponent >= 0, wrapping as NumPy's integers do.
extern "C" std::int64_t phxm_ipow(std::int64_t base, std::int64_t exponent);

/// Python's power of two complex numbers (re, im each); 1 where it raises ZeroDivisionError, 2 for OverflowError.
extern "C" std::int32_t phxm_python_power(const double* args, double* result);

/// FE_DIVBYZERO, FE_INVALID, FE_OVERFLOW as raised since the last call of phxm_take_fp_flags, which clears them.
extern "C" std::int32_t phxm_fp_flags();
extern "C" std::int32_t phxm_take_fp_flags();

}  // namespace phylanx::codegen

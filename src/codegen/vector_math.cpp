// The table of mathematical functions.
// SPDX-License-Identifier: BSL-1.0
#include "codegen/vector_math.h"

#include <fmt/format.h>

namespace phylanx::codegen {
namespace {

using ops::OpCode;

// libmvec's atan2 is listed, but its fmod does not exist; floats and doubles have the same list.
constexpr MathFunction kFunctions[] = {
    {OpCode::exp, "exp", 1, true, 700, 80},
    {OpCode::exp2, "exp2", 1, true, 1000, 120},
    {OpCode::expm1, "expm1", 1, true, 700, 80},
    {OpCode::log, "log", 1, true},
    {OpCode::log2, "log2", 1, true},
    {OpCode::log10, "log10", 1, true},
    {OpCode::log1p, "log1p", 1, true, 1e300, 1e30},
    {OpCode::sin, "sin", 1, true, 1e15, 1e5},
    {OpCode::cos, "cos", 1, true, 1e15, 1e5},
    {OpCode::tan, "tan", 1, true, 1e15, 1e5},
    {OpCode::arcsin, "asin", 1, true, 1, 1},
    {OpCode::arccos, "acos", 1, true, 1, 1},
    {OpCode::arctan, "atan", 1, true, 1e300, 1e30},
    {OpCode::sinh, "sinh", 1, true, 700, 80},
    {OpCode::cosh, "cosh", 1, true, 700, 80},
    {OpCode::tanh, "tanh", 1, true, 1e300, 1e30},
    {OpCode::arcsinh, "asinh", 1, true, 1e15, 1e10},
    {OpCode::arccosh, "acosh", 1, true, 1e15, 1e10, 1},
    {OpCode::arctanh, "atanh", 1, true, 1, 1},
    {OpCode::cbrt, "cbrt", 1, true},
    {OpCode::arctan2, "atan2", 2, true, 1e300, 1e30},
    {OpCode::hypot, "hypot", 2, true, 1e150, 1e15},
    {OpCode::pow, "pow", 2, true, 1e300, 1e30},
    {OpCode::fmod, "fmod", 2, false},
};

}  // namespace

const MathFunction* math_function(OpCode code) {
    for (auto& f : kFunctions)
        if (f.code == code) return &f;
    return nullptr;
}

std::string c_name(const MathFunction& f, bool single) { return std::string(f.name) + (single ? "f" : ""); }

std::string mvec_name(const MathFunction& f, char isa, unsigned lanes, bool single) {
    return fmt::format("_ZGV{}N{}{}_{}", isa, lanes, f.arity == 1 ? "v" : "vv", c_name(f, single));
}

}  // namespace phylanx::codegen

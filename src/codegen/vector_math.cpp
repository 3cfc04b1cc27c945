// The table of mathematical functions.
// SPDX-License-Identifier: BSL-1.0
#include "codegen/vector_math.h"

#include <fmt/format.h>

namespace phylanx::codegen {
namespace {

using ops::OpCode;

// libmvec's atan2 is listed, but its fmod does not exist; floats and doubles have the same list.
constexpr MathFunction kFunctions[] = {
    {OpCode::exp, "exp", 1, true},        {OpCode::exp2, "exp2", 1, true},
    {OpCode::expm1, "expm1", 1, true},    {OpCode::log, "log", 1, true},
    {OpCode::log2, "log2", 1, true},      {OpCode::log10, "log10", 1, true},
    {OpCode::log1p, "log1p", 1, true},    {OpCode::sin, "sin", 1, true},
    {OpCode::cos, "cos", 1, true},        {OpCode::tan, "tan", 1, true},
    {OpCode::arcsin, "asin", 1, true},    {OpCode::arccos, "acos", 1, true},
    {OpCode::arctan, "atan", 1, true},    {OpCode::sinh, "sinh", 1, true},
    {OpCode::cosh, "cosh", 1, true},      {OpCode::tanh, "tanh", 1, true},
    {OpCode::arcsinh, "asinh", 1, true},  {OpCode::arccosh, "acosh", 1, true},
    {OpCode::arctanh, "atanh", 1, true},  {OpCode::cbrt, "cbrt", 1, true},
    {OpCode::arctan2, "atan2", 2, true},  {OpCode::hypot, "hypot", 2, true},
    {OpCode::pow, "pow", 2, true},        {OpCode::fmod, "fmod", 2, false},
};

}  // namespace

const MathFunction* math_function(OpCode code) {
    for (auto& f : kFunctions)
        if (f.code == code) return &f;
    return nullptr;
}

std::string mvec_name(const MathFunction& f, char isa, unsigned lanes, bool single) {
    return fmt::format("_ZGV{}N{}{}_{}{}", isa, lanes, f.arity == 1 ? "v" : "vv", f.name, single ? "f" : "");
}

}  // namespace phylanx::codegen

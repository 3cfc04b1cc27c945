// The flags of each op, by what IEEE 754 and NumPy's loops say.
// SPDX-License-Identifier: BSL-1.0
#include "codegen/fp_sources.h"

#include <cfenv>

namespace phylanx::codegen {
namespace {

using arrays::DType;
using ops::OpCode;

constexpr int kDivide = FE_DIVBYZERO, kOver = FE_OVERFLOW, kInvalid = FE_INVALID;
constexpr int kAll = kDivide | kOver | kInvalid;

struct Flags {
    int can = 0, rare = 0;
};

Flags of_integers(OpCode code, bool is_operator) {
    switch (code) {
        case OpCode::add:
        case OpCode::sub:
        case OpCode::mul:
        case OpCode::neg:
        case OpCode::abs: return {is_operator ? kOver : 0};  // of NumPy's scalars: arrays wrap around silently
        case OpCode::floordiv: return {kDivide | kOver};
        case OpCode::mod:
        case OpCode::fmod: return {kDivide};
        case OpCode::reciprocal: return {kDivide | kInvalid};
        default: return {};
    }
}

Flags of_floats(OpCode code) {
    switch (code) {
        case OpCode::add:
        case OpCode::sub:
        case OpCode::mul:
        case OpCode::square:
        case OpCode::reduce_add:
        case OpCode::reduce_mul: return {kOver | kInvalid, kInvalid};
        case OpCode::truediv:
        case OpCode::floordiv:
        case OpCode::pow: return {kAll};
        case OpCode::mod:
        case OpCode::fmod: return {kInvalid};
        case OpCode::reciprocal: return {kDivide | kOver};
        case OpCode::exp:
        case OpCode::exp2:
        case OpCode::expm1:
        case OpCode::sinh:
        case OpCode::cosh:
        case OpCode::hypot: return {kOver};
        case OpCode::log:
        case OpCode::log2:
        case OpCode::log10:
        case OpCode::log1p:
        case OpCode::arctanh: return {kDivide | kInvalid};
        case OpCode::sin:
        case OpCode::cos:
        case OpCode::tan: return {kInvalid, kInvalid};
        case OpCode::sqrt:
        case OpCode::arcsin:
        case OpCode::arccos:
        case OpCode::arccosh: return {kInvalid};
        default: return {};
    }
}

Flags of_complex(OpCode code) {
    switch (code) {
        case OpCode::neg:
        case OpCode::pos:
        case OpCode::conj:
        case OpCode::real:
        case OpCode::imag:
        case OpCode::make_complex:
        case OpCode::eq:
        case OpCode::ne:
        case OpCode::select:
        case OpCode::maximum:
        case OpCode::minimum:
        case OpCode::fmax:
        case OpCode::fmin:
        case OpCode::rint: return {};
        case OpCode::abs: return {kOver};
        case OpCode::lt:
        case OpCode::le:
        case OpCode::gt:
        case OpCode::ge: return {kInvalid};
        case OpCode::add:
        case OpCode::sub:
        case OpCode::mul:
        case OpCode::square:
        case OpCode::reduce_add:
        case OpCode::reduce_mul: return {kOver | kInvalid, kInvalid};
        default: return ops::info(code).cost >= 0.5 ? Flags{kAll} : Flags{};
    }
}

Flags of_cast(DType in, DType out) {
    if (arrays::is_bool(out) || in == out) return {};
    if (!arrays::is_inexact(in)) return {out == DType::F16 ? kOver : 0};
    if (!arrays::is_inexact(out)) return {kInvalid};
    return {arrays::item_size(arrays::real_of(out)) < arrays::item_size(arrays::real_of(in)) ? kOver : 0};
}

Flags flags_of(OpCode code, DType in, DType out, bool is_operator) {
    if (code == OpCode::cast) return of_cast(in, out);
    if (arrays::is_complex(in)) return of_complex(code);
    if (!arrays::is_inexact(in)) return of_integers(code, is_operator);
    Flags f = of_floats(code);
    // Results of half precision are rounded from a wider one.
    if (out == DType::F16) f.can |= kOver;
    if (out == DType::F16 && is_operator && code == OpCode::mod) f.can |= kDivide;
    return f;
}

// The last part of the op's first spelling among NumPy's functions.
std::string numpy_name(OpCode code) {
    if (code == OpCode::abs) return "absolute";
    std::string_view all = ops::info(code).numpy;
    std::size_t at = all.find("np.");
    if (at == std::string_view::npos) return std::string(ops::info(code).name);
    all.remove_prefix(at + 3);
    return std::string(all.substr(0, all.find(' ')));
}

}  // namespace

launch::FpSource fp_source(const ir::Op& op, DType in, DType out) {
    bool is_operator = ir::attr_or<bool>(op, "operator", false);
    Flags f = flags_of(op.code, in, out, is_operator);
    launch::FpSource s{{}, f.can, f.rare, quiet_flags(op), op.span, op.file};
    if (f.can == 0) return s;
    s.name = ir::attr_or<std::string>(op, "told_as", numpy_name(op.code));
    // Python's operators on NumPy's scalars do not go through ufuncs.
    if (is_operator) s.name = "scalar " + s.name;
    if (auto warning = ir::attr_or<std::string>(op, "warning", ""); !warning.empty()) s.name = warning + '\n' + s.name;
    return s;
}

int quiet_flags(const ir::Op& op) { return static_cast<int>(ir::attr_or<std::int64_t>(op, "quiet", 0)); }

launch::FpSource fp_source_of_reduction(OpCode reduce, DType t, int quiet) {
    Flags f = flags_of(reduce, t, t, false);
    return {"reduce", f.can, f.rare, quiet, {}, 0};
}

}  // namespace phylanx::codegen

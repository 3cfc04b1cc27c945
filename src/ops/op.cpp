// The op table: look-up and dtype rules.
// SPDX-License-Identifier: BSL-1.0
#include "ops/op.h"

#include <array>

namespace phylanx::ops {
namespace {

using arrays::DType;

constexpr auto kRows = std::to_array<Info>({
#define OP(id, physl, numpy, params, kind, rule, cost, emit, doc) \
    {#id, physl, numpy, params, Kind::kind, DTypeRule::rule, cost, doc},
#include "ops/ops.def"
#undef OP
});

}  // namespace

const Info& info(OpCode code) { return kRows[static_cast<std::size_t>(code)]; }
std::span<const Info> all() { return kRows; }

std::optional<OpCode> find_by_name(std::string_view name) {
    for (std::size_t i = 0; i < kRows.size(); ++i)
        if (kRows[i].name == name) return static_cast<OpCode>(i);
    return std::nullopt;
}

std::optional<OpCode> find_by_physl(std::string_view physl) {
    if (physl.empty()) return std::nullopt;
    for (std::size_t i = 0; i < kRows.size(); ++i)
        if (kRows[i].physl == physl) return static_cast<OpCode>(i);
    return std::nullopt;
}

std::optional<ElemTypes> elem_types(OpCode code, DType t) {
    using enum DTypeRule;
    switch (info(code).rule) {
        case promote:
            // NumPy has no bool loop for these: they compute in int8.
            if (arrays::is_bool(t) && (code == OpCode::floordiv || code == OpCode::mod ||
                                       code == OpCode::fmod || code == OpCode::pow ||
                                       code == OpCode::square || code == OpCode::reciprocal))
                return ElemTypes{DType::I8, DType::I8};
            if (arrays::is_bool(t) && (code == OpCode::sign || code == OpCode::pos)) return std::nullopt;
            if (arrays::is_complex(t) && (code == OpCode::floordiv || code == OpCode::mod || code == OpCode::fmod))
                return std::nullopt;
            return ElemTypes{t, t};
        case arithmetic:
            if (arrays::is_bool(t)) return std::nullopt;
            return ElemTypes{t, t};
        case same:  // floor, ceil, trunc: integers and bool stay as they are
            if (arrays::is_complex(t)) return std::nullopt;
            return ElemTypes{t, t};
        case to_inexact: {
            DType f = arrays::to_inexact(t);
            if (arrays::is_complex(f) && (code == OpCode::cbrt || code == OpCode::arctan2 ||
                                          code == OpCode::hypot || code == OpCode::copysign))
                return std::nullopt;
            return ElemTypes{f, f};
        }
        case divide: {
            DType f = arrays::is_inexact(t) ? t : DType::F64;
            return ElemTypes{f, f};
        }
        case compare: return ElemTypes{t, DType::Bool};
        case logical: return ElemTypes{DType::Bool, DType::Bool};
        case predicate:
            if (code == OpCode::signbit && arrays::is_complex(t)) return std::nullopt;
            return ElemTypes{arrays::to_inexact(t), DType::Bool};
        case integer: {
            if (arrays::is_inexact(t)) return std::nullopt;
            bool shift = code == OpCode::lshift || code == OpCode::rshift;
            DType i = shift && arrays::is_bool(t) ? DType::I8 : t;
            return ElemTypes{i, i};
        }
        case real_part: return ElemTypes{t, arrays::real_of(t)};
        default: return std::nullopt;
    }
}

DType reduce_type(OpCode code, DType t) {
    switch (info(code).rule) {
        case DTypeRule::accumulate:
            if (arrays::is_bool(t) || arrays::is_signed(t)) return DType::I64;
            return arrays::is_unsigned(t) ? DType::U64 : t;
        case DTypeRule::logical: return DType::Bool;
        default: return t;
    }
}

}  // namespace phylanx::ops

// NumPy's element types: tables and promotion.
// SPDX-License-Identifier: BSL-1.0
#include "arrays/dtype.h"

#include <algorithm>
#include <array>
#include <utility>

namespace phylanx::arrays {
namespace {

struct Row {
    char kind;
    std::uint8_t size;
    std::string_view name;
    std::string_view code;
};

constexpr std::array<Row, kNumDTypes> kRows{{
    {'b', 1, "bool", "b1"},     {'i', 1, "int8", "i1"},     {'i', 2, "int16", "i2"},
    {'i', 4, "int32", "i4"},    {'i', 8, "int64", "i8"},    {'u', 1, "uint8", "u1"},
    {'u', 2, "uint16", "u2"},   {'u', 4, "uint32", "u4"},   {'u', 8, "uint64", "u8"},
    {'f', 2, "float16", "f2"},  {'f', 4, "float32", "f4"},  {'f', 8, "float64", "f8"},
    {'c', 8, "complex64", "c8"}, {'c', 16, "complex128", "c16"},
}};

constexpr std::array<std::pair<std::string_view, DType>, 14> kAliases{{
    {"int", DType::I64}, {"float", DType::F64}, {"complex", DType::C128}, {"bool_", DType::Bool},
    {"double", DType::F64}, {"single", DType::F32}, {"half", DType::F16}, {"intp", DType::I64},
    {"uintp", DType::U64}, {"int_", DType::I64}, {"uint", DType::U64}, {"byte", DType::I8},
    {"ubyte", DType::U8}, {"?", DType::Bool},
}};

const Row& row(DType t) { return kRows[static_cast<std::size_t>(t)]; }

DType find(char kind, std::size_t size) {
    for (int i = 0; i < kNumDTypes; ++i)
        if (kRows[i].kind == kind && kRows[i].size == size) return static_cast<DType>(i);
    return DType::F64;
}

// The smallest float that holds every value of t, as NumPy's promotion counts it.
DType float_for(DType t) {
    if (is_real_float(t)) return t;
    if (t == DType::Bool || item_size(t) == 1) return DType::F16;
    return item_size(t) == 2 ? DType::F32 : DType::F64;
}

}  // namespace

char kind(DType t) { return row(t).kind; }
std::size_t item_size(DType t) { return row(t).size; }
std::string_view name(DType t) { return row(t).name; }

std::optional<DType> dtype_from_name(std::string_view text) {
    if (!text.empty() && (text[0] == '<' || text[0] == '=' || text[0] == '|')) text.remove_prefix(1);
    for (int i = 0; i < kNumDTypes; ++i)
        if (kRows[i].name == text || kRows[i].code == text) return static_cast<DType>(i);
    for (auto [alias, t] : kAliases)
        if (alias == text) return t;
    return std::nullopt;
}

DType real_of(DType t) {
    return t == DType::C64 ? DType::F32 : t == DType::C128 ? DType::F64 : t;
}

DType complex_of(DType t) {
    if (is_complex(t)) return t;
    return t == DType::F32 || t == DType::F16 ? DType::C64 : DType::C128;
}

DType to_inexact(DType t) { return is_inexact(t) ? t : float_for(t); }

DType promote(DType a, DType b) {
    if (a == b) return a;
    if (a > b) std::swap(a, b);
    if (is_complex(b)) {
        DType part = float_for(real_of(a));
        return find('c', 2 * std::max({item_size(part), item_size(real_of(b)), std::size_t{4}}));
    }
    if (is_real_float(b)) return find('f', std::max(item_size(float_for(a)), item_size(b)));
    if (a == DType::Bool) return b;
    if (is_signed(a) && is_unsigned(b)) {
        if (item_size(a) > item_size(b)) return a;
        if (item_size(b) == 8) return DType::F64;
        return find('i', 2 * item_size(b));
    }
    return item_size(a) >= item_size(b) ? a : b;
}

}  // namespace phylanx::arrays

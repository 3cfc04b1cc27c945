// NumPy's element types: their sizes, names, kinds and promotion (NEP 50, strong types only).
// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

namespace phylanx::arrays {

enum class DType : std::uint8_t {
    Bool, I8, I16, I32, I64, U8, U16, U32, U64, F16, F32, F64, C64, C128,
};
inline constexpr int kNumDTypes = 14;

/// NumPy's kind letters: 'b' bool, 'i' signed, 'u' unsigned, 'f' floating, 'c' complex.
char kind(DType t);
std::size_t item_size(DType t);
/// NumPy's name, such as "float64".
std::string_view name(DType t);
/// Accepts NumPy's names and the usual short ones ("int", "float", "bool", "complex", "f8", "<i4" ...).
std::optional<DType> dtype_from_name(std::string_view text);

inline bool is_bool(DType t) { return t == DType::Bool; }
inline bool is_signed(DType t) { return t >= DType::I8 && t <= DType::I64; }
inline bool is_unsigned(DType t) { return t >= DType::U8 && t <= DType::U64; }
inline bool is_integer(DType t) { return t >= DType::I8 && t <= DType::U64; }
inline bool is_real_float(DType t) { return t >= DType::F16 && t <= DType::F64; }
inline bool is_complex(DType t) { return t >= DType::C64; }
inline bool is_inexact(DType t) { return t >= DType::F16; }

/// np.promote_types(a, b).
DType promote(DType a, DType b);
/// The type in which NumPy's float-only ufuncs (exp, sqrt, true divide ...) compute an argument of type t.
DType to_inexact(DType t);
/// The type of the real and imaginary part: C64 -> F32, C128 -> F64; others unchanged.
DType real_of(DType t);
DType complex_of(DType t);

}  // namespace phylanx::arrays

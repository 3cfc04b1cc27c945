// The op table: every operation of the graph is one row of ops.def; this header expands it.
// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "arrays/dtype.h"

namespace phylanx::ops {

enum class OpCode : std::uint16_t {
#define OP(id, ...) id,
#include "ops/ops.def"
#undef OP
};

/// How an op is treated by the passes and by code generation.
enum class Kind : std::uint8_t {
    Structural,  // control flow, constants, tuples: each room knows them by name
    Elem,        // element by element on operands of one dtype; scalars and arrays alike
    Reduce,      // folds the axes in attribute `axes`
    View,        // gives an array that shares the operand's buffer; no element is touched
    Access,      // reads or writes single elements, or asks for a shape
    Library,     // a call into library/
    Compose,     // sema expands it into other ops; never in a graph
};

/// The dtype of the result, and the dtype to which sema casts the operands first.
enum class DTypeRule : std::uint8_t {
    none,         // fixed by the op's own rule in sema
    promote,      // operands and result in the promoted dtype
    to_inexact,   // promoted, then integers to the float that NumPy's ufuncs take
    compare,      // operands promoted, result bool
    logical,      // operands as bool, result bool
    predicate,    // operand inexact, result bool (isnan ...)
    integer,      // promoted, bool and integers only
    arithmetic,   // as promote, but bool operands are an error (neg, sub) or change the op
    divide,       // as to_inexact for at least float64 from integers
    real_part,    // result is the real part's dtype (abs, real, imag)
    accumulate,   // reductions: small integers and bool widen to 64 bits
    same,         // result as operand
};

struct Info {
    std::string_view name;    // of the enum and of the graph's text
    std::string_view physl;   // spelling in PhySL text
    std::string_view numpy;   // blank-separated NumPy and Python spellings ("np.exp math.exp .sum")
    std::string_view params;  // blank-separated parameters with defaults ("a axis=nil keepdims=false")
    Kind kind;
    DTypeRule rule;
    double cost;              // nanoseconds an element (double, vectorized); 0 where it does not apply
    std::string_view doc;
};

const Info& info(OpCode code);
std::span<const Info> all();
std::optional<OpCode> find_by_name(std::string_view name);
std::optional<OpCode> find_by_physl(std::string_view physl);

struct ElemTypes {
    arrays::DType operand;  // what the operands are cast to
    arrays::DType result;
};
/// The dtype rule of an Elem op applied to the promoted dtype of its operands;
/// nothing where NumPy has no loop for it (a bit operation on floats, say).
std::optional<ElemTypes> elem_types(OpCode code, arrays::DType promoted);
/// The dtype in which a Reduce op accumulates an array of dtype t.
arrays::DType reduce_type(OpCode code, arrays::DType t);

}  // namespace phylanx::ops

// Mathematical functions of the op table: their names in C's library and in libmvec.
// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <string>

#include "ops/op.h"

namespace phylanx::codegen {

/// One op's function: "exp" is exp and expf in C, and _ZGVdN4v_exp, _ZGVdN8v_expf in libmvec.
struct MathFunction {
    ops::OpCode code;
    const char* name;
    int arity;
    bool in_mvec;
    // libmvec raises no false flags for low < |x| < high; high 0: never, low < 0: no lower bound.
    double high = 0, high_single = 0;
    double low = -1;
};

/// Null where the op is no such function.
const MathFunction* math_function(ops::OpCode code);

/// C's name for it: exp or expf.
std::string c_name(const MathFunction& f, bool single);
/// libmvec's name for vectors of `lanes` floats or doubles under the instruction set `isa`.
std::string mvec_name(const MathFunction& f, char isa, unsigned lanes, bool single);

}  // namespace phylanx::codegen

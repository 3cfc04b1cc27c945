// The emit hooks that ops.def names, declared from its rows.
// SPDX-License-Identifier: BSL-1.0
#pragma once

#include "codegen/emitter.h"

namespace phylanx::codegen {

using EmitFn = Num (*)(Emitter&, const ElemOp&);

// Only rows that are computed element by element have a hook; the kind's bare name chooses the expansion.
#define PHX_HOOK_Elem(emit) Num emit_##emit(Emitter& e, const ElemOp& op);
#define PHX_HOOK_Reduce(emit) PHX_HOOK_Elem(emit)
#define PHX_HOOK_Structural(emit)
#define PHX_HOOK_View(emit)
#define PHX_HOOK_Access(emit)
#define PHX_HOOK_Library(emit)
#define PHX_HOOK_Compose(emit)
#define OP(id, physl, numpy, params, kind, rule, cost, emit, doc) PHX_HOOK_##kind(emit)
#include "ops/ops.def"
#undef OP
#undef PHX_HOOK_Elem
#undef PHX_HOOK_Reduce
#undef PHX_HOOK_Structural
#undef PHX_HOOK_View
#undef PHX_HOOK_Access
#undef PHX_HOOK_Library
#undef PHX_HOOK_Compose

/// Null for ops that are not computed element by element.
EmitFn emit_hook(ops::OpCode code);

/// Complex arithmetic that several hooks share.
Num complex_mul(Emitter& e, Num a, Num b);
Num complex_div(Emitter& e, Num a, Num b);
Num complex_reciprocal(Emitter& e, Num x);
/// A complex function of complex_math.h, lane by lane.
Num complex_maths(Emitter& e, ops::OpCode code, DType t, std::span<const Num> args);
/// a < b (or > with swapped operands) by NumPy's order of complex numbers: first the real parts.
/// loud: NaN raises the flag for an invalid operation, as in NumPy's comparisons but not in its maximum.
llvm::Value* complex_less(Emitter& e, Num a, Num b, bool or_equal, bool loud);

}  // namespace phylanx::codegen

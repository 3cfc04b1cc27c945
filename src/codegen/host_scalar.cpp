// Elem ops on scalars: Python's numbers with their exceptions, NumPy's scalars with wrap-around and flags.
// SPDX-License-Identifier: BSL-1.0
#include <cfenv>

#include "codegen/host.h"

namespace phylanx::codegen {

using ir::TypeKind;
using llvm::Value;
using ops::OpCode;
using support::internal_check;

namespace {

constexpr const char* kTooLarge = "int result does not fit into 64 bits";

}  // namespace

Emitter Host::emitter(const Op& op, bool python) {
    Emitter e(b_, 1);
    e.scalar_maths = python;
    auto is_false = [](Value* mask) {
        auto* known = llvm::dyn_cast<llvm::ConstantInt>(mask);
        return known && known->isZero();
    };
    // Python's numbers have been checked before.
    if (python) return e;
    // Comparisons that are steps of an op would raise flags where they become selections; one that is the op itself
    // is a condition, as fast as can be.
    bool compares = ops::info(op.code).rule == ops::DTypeRule::compare;
    e.quiet = !compares || arrays::is_complex(g_.type(op.operands[0]).dtype());
    e.on_flag = [this, is_false, &op](Value* mask, int flag) {
        if (!is_false(mask)) tell_once(mask, source_of(op), flag);
    };
    e.on_negative_power = [this, &op](Value* mask) {
        raise_if(mask, Error::Value, "Integers to negative integer powers are not allowed.", op);
    };
    return e;
}

void Host::emit_scalar(const Op& op) {
    ir::ValueId r = op.results.at(0);
    const ir::Type& type = g_.type(r);
    std::vector<Num> args;
    bool python = type.is_python_number();
    for (auto v : op.operands) {
        args.push_back(num(v));
        python &= g_.type(v).is_python_number();
    }
    internal_check(type.is_scalar() && !op.operands.empty(), "'{}' on scalars gives a {}", ops::info(op.code).name,
                   type.to_string());
    auto give = [&](Num n) { define(r, n.im ? Values{n.re, n.im} : Values{n.re}); };
    const ir::Type& operand = g_.type(op.operands[op.code == OpCode::select ? 1 : 0]);
    bool floats = arrays::is_inexact(operand.dtype()) || arrays::is_inexact(type.dtype());
    bool watched = watches_flags_ && floats && quiet_loop_.count == 0 && source_of(op).can != 0;
    if (watched) return emit_watched(op, args, operand, type);
    emit_scalar_value(op, args, operand, type, python, give);
    if (floats) flags_are_stale_ = true;
}

// Whether a flag that is watched always shows in the result: it is infinite or not a number then.
bool Host::tells_by_result(const Op& op, const ir::Type& operand, const ir::Type& type) {
    if (!arrays::is_real_float(type.dtype()) || type.dtype() == DType::F16 || operand.dtype() != type.dtype()) return false;
    switch (op.code) {
        case OpCode::add:
        case OpCode::sub:
        case OpCode::mul:
        case OpCode::truediv:
        case OpCode::square:
        case OpCode::sqrt: return true;
        default: return false;
    }
}

// Finite results, nearly all, cost a comparison. What is suspicious is done again with the flags under watch: other ops,
// which LLVM may move, can have raised those that are seen at first.
void Host::emit_watched(const Op& op, std::vector<Num> args, const ir::Type& operand, const ir::Type& type) {
    const bool by_result = tells_by_result(op, operand, type);
    if (!by_result) forget_flags(args);
    auto parts = [](Num n) { return n.im ? Values{n.re, n.im} : Values{n.re}; };
    Values result;
    emit_scalar_value(op, args, operand, type, false, [&](Num n) { result = parts(n); });
    define(op.results[0], result);
    Value* suspicious = by_result ? b_.CreateFCmpUEQ(b_.CreateUnaryIntrinsic(llvm::Intrinsic::fabs, result[0]),
                                                     llvm::ConstantFP::getInfinity(result[0]->getType()))
                                  : are_flags_raised(result);
    codegen::emit_if(b_, suspicious, [&] {
        flags_are_stale_ = true;
        std::vector<Num> again = args;
        forget_flags(again);
        emit_scalar_value(op, again, operand, type, false, [&](Num n) { result = parts(n); });
        look_at_flags(result, add_source(source_of(op)), 1);
    });
    flags_are_stale_ = by_result;
}

void Host::emit_scalar_value(const Op& op, const std::vector<Num>& args, const ir::Type& operand, const ir::Type& type,
                             bool python, const std::function<void(Num)>& give) {
    if (op.code == OpCode::cast) return give(convert(op, args[0], operand, type));
    if (python && type.is(TypeKind::PyInt) && operand.is(TypeKind::PyInt)) return give(python_integer(op, args));
    ElemOp elem{op.code, operand.dtype(), type.dtype(), args};
    if (python && type.is(TypeKind::PyFloat) && op.code == OpCode::pow) return give(python_float_power(op, elem));
    if (python && type.is(TypeKind::PyComplex) && op.code == OpCode::pow) return give(python_complex_power(op, args));
    if (python && (type.is(TypeKind::PyFloat) || type.is(TypeKind::PyComplex))) check_python_float(op, args);
    Emitter e = emitter(op, python);
    give(emit_elem(e, elem));
    bool wraps = arrays::is_integer(type.dtype()) && ir::attr_or<bool>(op, "operator", false);
    if (wraps && loops_of_scalars_ == 0) watch_overflow(op, args);
}

Num Host::convert(const Op& op, Num x, const ir::Type& from, const ir::Type& to) {
    if (to.is(TypeKind::PyInt) && from.dtype() == DType::U64)
        raise_if(b_.CreateICmpSLT(x.re, b_.getInt64(0)), Error::Overflow, kTooLarge, op);
    Emitter e(b_, 1);
    return emit_conversion(e, x, from.dtype(), to.dtype());
}

Num Host::integer_with_overflow(const Op& op, std::span<const Num> args, llvm::Intrinsic::ID id) {
    if (proven_.arithmetic.contains(&op)) {
        Value *x = args[0].re, *y = args[1].re;
        if (id == llvm::Intrinsic::sadd_with_overflow) return {b_.CreateAdd(x, y, "", false, true)};
        if (id == llvm::Intrinsic::ssub_with_overflow) {
            // As LLVM's canonical form has it: passes that look for neighbouring elements know only sums.
            auto* known = llvm::dyn_cast<llvm::ConstantInt>(y);
            if (known && !known->isMinValue(true)) return {b_.CreateAdd(x, b_.CreateNeg(y), "", false, true)};
            return {b_.CreateSub(x, y, "", false, true)};
        }
        return {b_.CreateMul(x, y, "", false, true)};
    }
    Value* both = b_.CreateBinaryIntrinsic(id, args[0].re, args[1].re);
    raise_if(b_.CreateExtractValue(both, 1), Error::Overflow, kTooLarge, op);
    return {b_.CreateExtractValue(both, 0)};
}

Num Host::python_integer(const Op& op, std::span<const Num> args) {
    Value* x = args[0].re;
    Value* zero = b_.getInt64(0);
    Value* lowest = b_.getInt64(std::numeric_limits<std::int64_t>::min());
    switch (op.code) {
        case OpCode::add: return integer_with_overflow(op, args, llvm::Intrinsic::sadd_with_overflow);
        case OpCode::sub: return integer_with_overflow(op, args, llvm::Intrinsic::ssub_with_overflow);
        case OpCode::mul: return integer_with_overflow(op, args, llvm::Intrinsic::smul_with_overflow);
        case OpCode::square: {
            Num twice[] = {args[0], args[0]};
            return integer_with_overflow(op, twice, llvm::Intrinsic::smul_with_overflow);
        }
        case OpCode::neg: {
            Num negated[] = {{zero}, args[0]};
            return integer_with_overflow(op, negated, llvm::Intrinsic::ssub_with_overflow);
        }
        case OpCode::abs: raise_if(b_.CreateICmpEQ(x, lowest), Error::Overflow, kTooLarge, op); break;
        case OpCode::floordiv:
        case OpCode::mod: {
            bool div = op.code == OpCode::floordiv;
            Value* y = args[1].re;
            raise_if(b_.CreateICmpEQ(y, zero), Error::ZeroDivision,
                     div ? "integer division or modulo by zero" : "integer modulo by zero", op);
            Value* overflow = b_.CreateAnd(b_.CreateICmpEQ(x, lowest), b_.CreateICmpEQ(y, b_.getInt64(-1)));
            if (div) raise_if(overflow, Error::Overflow, kTooLarge, op);
            break;
        }
        case OpCode::pow: return integer_power(op, args[0], args[1]);
        case OpCode::lshift:
        case OpCode::rshift: return integer_shift(op, args[0], args[1]);
        default: break;
    }
    Emitter e = emitter(op, true);
    return emit_elem(e, {op.code, DType::I64, DType::I64, args});
}

// By squaring. Once a square overflows, the result does too: a further factor is still to come.
Num Host::integer_power(const Op& op, Num base, Num exponent) {
    auto* known = llvm::dyn_cast<llvm::ConstantInt>(exponent.re);
    auto times = [&](Value* x, Value* y, Value*& overflow) -> Value* {
        Value* both = b_.CreateBinaryIntrinsic(llvm::Intrinsic::smul_with_overflow, x, y);
        overflow = b_.CreateOr(overflow, b_.CreateExtractValue(both, 1));
        return b_.CreateExtractValue(both, 0);
    };
    Value* one = b_.getInt64(1);
    Value* overflow = b_.getFalse();
    Value* result = one;
    if (known && !known->isNegative()) {
        Value* square = base.re;
        for (std::uint64_t n = known->getZExtValue(); n != 0; n >>= 1) {
            if (n & 1) result = result == one ? square : times(result, square, overflow);
            if (n > 1) square = times(square, square, overflow);
        }
    } else {
        raise_if(b_.CreateICmpSLT(exponent.re, b_.getInt64(0)), Error::Value,
                 "Integers to negative integer powers are not allowed.", op);
        Values state = codegen::emit_while(
            b_, {exponent.re, base.re, result, overflow},
            [&](const Values& v) { return b_.CreateICmpNE(v[0], b_.getInt64(0)); },
            [&](const Values& v) {
                Value *of = v[3], *of_square = v[3];
                Value* odd = b_.CreateTrunc(v[0], b_.getInt1Ty());
                Value* product = times(v[2], v[1], of);
                Value* rest = b_.CreateLShr(v[0], one);
                Value* square = times(v[1], v[1], of_square);
                Value* squared = b_.CreateAnd(b_.CreateXor(of_square, v[3]), b_.CreateICmpNE(rest, b_.getInt64(0)));
                Value* all = b_.CreateOr(b_.CreateSelect(odd, of, v[3]), squared);
                return Values{rest, square, b_.CreateSelect(odd, product, v[2]), all};
            });
        result = state[2];
        overflow = state[3];
    }
    raise_if(overflow, Error::Overflow, kTooLarge, op);
    return {result};
}

Num Host::integer_shift(const Op& op, Num x, Num count) {
    raise_if(b_.CreateICmpSLT(count.re, b_.getInt64(0)), Error::Value, "negative shift count", op);
    Value* n = b_.CreateBinaryIntrinsic(llvm::Intrinsic::umin, count.re, b_.getInt64(63));
    if (op.code == OpCode::rshift) return {b_.CreateAShr(x.re, n)};
    Value* r = b_.CreateShl(x.re, n);
    Value* lost = b_.CreateICmpNE(b_.CreateAShr(r, n), x.re);
    Value* far = b_.CreateAnd(b_.CreateICmpSGT(count.re, b_.getInt64(63)), b_.CreateICmpNE(x.re, b_.getInt64(0)));
    raise_if(b_.CreateOr(lost, far), Error::Overflow, kTooLarge, op);
    return {r};
}

// Division by zero, with the words that Python has for each kind.
void Host::check_python_float(const Op& op, std::span<const Num> args) {
    const char* message = op.code == OpCode::truediv    ? "float division by zero"
                          : op.code == OpCode::floordiv ? "float floor division by zero"
                          : op.code == OpCode::mod      ? "float modulo"
                                                        : nullptr;
    bool complex = args[0].im != nullptr;
    if (!message) return;
    auto from_integer = [&](ir::ValueId v) {
        auto it = definitions_.find(v);
        if (it == definitions_.end() || it->second->code != OpCode::cast) return false;
        return !arrays::is_inexact(g_.type(it->second->operands[0]).dtype());
    };
    if (op.code == OpCode::truediv && from_integer(op.operands[0]) && from_integer(op.operands[1]))
        message = "division by zero";
    if (complex) message = "complex division by zero";
    Value* zero = llvm::Constant::getNullValue(args[1].re->getType());
    Value* is_zero = b_.CreateFCmpOEQ(args[1].re, zero);
    if (complex) is_zero = b_.CreateAnd(is_zero, b_.CreateFCmpOEQ(args[1].im, zero));
    raise_if(is_zero, Error::ZeroDivision, message, op);
}

Num Host::python_float_power(const Op& op, const ElemOp& elem) {
    Value* x = elem.args[0].re;
    Value* y = elem.args[1].re;
    Emitter e = emitter(op, true);
    auto finite = [&](Value* v) {
        Num arg[] = {{v}};
        return emit_elem(e, {OpCode::isfinite, DType::F64, DType::Bool, arg}).re;
    };
    Value* zero = llvm::ConstantFP::get(b_.getDoubleTy(), 0.0);
    Value* negative = b_.CreateAnd(b_.CreateFCmpOLT(y, zero), finite(y));
    raise_if(b_.CreateAnd(b_.CreateFCmpOEQ(x, zero), negative), Error::ZeroDivision,
             "0.0 cannot be raised to a negative power", op);
    Value* fraction = b_.CreateAnd(b_.CreateFCmpONE(e.intrinsic(llvm::Intrinsic::floor, {{y}}), y), finite(y));
    Value* below = b_.CreateAnd(b_.CreateFCmpOLT(x, zero), finite(x));
    raise_if(b_.CreateAnd(below, fraction), Error::Value,
             "negative number cannot be raised to a fractional power", op);
    Num r{e.maths(OpCode::pow, {{x, y}})};
    Value* overflow = b_.CreateAnd(b_.CreateNot(finite(r.re)), b_.CreateAnd(finite(x), finite(y)));
    raise_if(overflow, Error::Overflow, "(34, 'Numerical result out of range')", op);
    return r;
}

Num Host::python_complex_power(const Op& op, std::span<const Num> args) {
    auto* number = b_.getDoubleTy();
    auto* in = stack(llvm::ArrayType::get(number, 4));
    auto* out = stack(llvm::ArrayType::get(number, 2));
    Value* parts[] = {args[0].re, args[0].im, args[1].re, args[1].im};
    for (std::uint64_t i = 0; i < 4; ++i) b_.CreateStore(parts[i], field(in, 8 * i));
    Value* status = call_int("phxm_python_power", {in, out});
    raise_if(b_.CreateICmpEQ(status, b_.getInt32(1)), Error::ZeroDivision, "0.0 to a negative or complex power", op);
    raise_if(b_.CreateICmpEQ(status, b_.getInt32(2)), Error::Overflow, "complex exponentiation", op);
    return {b_.CreateLoad(number, field(out, 0)), b_.CreateLoad(number, field(out, 8))};
}

}  // namespace phylanx::codegen

// Element-wise ops: promotion (NEP 50), casts, Python's number semantics.
// SPDX-License-Identifier: BSL-1.0
#include <cmath>
#include <limits>

#include "sema/lowerer.h"

namespace phylanx::sema {
namespace {

struct Range {
    std::int64_t low, high;
};

Range integer_range(DType t) {
    const int bits = 8 * static_cast<int>(arrays::item_size(t));
    if (arrays::is_unsigned(t))
        return {0, bits == 64 ? std::numeric_limits<std::int64_t>::max() : (std::int64_t{1} << bits) - 1};
    if (bits == 64) return {std::numeric_limits<std::int64_t>::min(), std::numeric_limits<std::int64_t>::max()};
    return {-(std::int64_t{1} << (bits - 1)), (std::int64_t{1} << (bits - 1)) - 1};
}

// The dtype that a weak Python number gets beside strong operands of dtype t.
DType weak_dtype(TypeKind k, DType t) {
    switch (k) {
        case TypeKind::PyBool: return arrays::promote(t, DType::Bool);
        case TypeKind::PyInt: return arrays::is_bool(t) ? DType::I64 : t;
        case TypeKind::PyFloat: return arrays::is_inexact(t) ? t : DType::F64;
        default: return arrays::is_complex(t)    ? t
                        : arrays::is_inexact(t) ? arrays::complex_of(t)
                                                 : DType::C128;
    }
}

// Of classes as np.float64 and float, which are one dtype but not equal, one has to be a dtype.
bool is_dtype_comparison(const Val& a, const Val& b) {
    return a.is(Val::Kind::Dtype) && b.is(Val::Kind::Dtype) && (!a.text.empty() || !b.text.empty());
}

bool is_comparison(OpCode c) { return ops::info(c).rule == ops::DTypeRule::compare; }

Type python_type(DType t) {
    return arrays::is_bool(t) ? Type::py_bool()
           : arrays::is_integer(t) ? Type::py_int()
           : arrays::is_complex(t) ? Type::py_complex() : Type::py_float();
}

std::string in_place_callee(OpCode code) {
    static const std::map<OpCode, std::string> kNames{
        {OpCode::add, "iadd"}, {OpCode::sub, "isub"}, {OpCode::mul, "imul"}, {OpCode::truediv, "itruediv"},
        {OpCode::floordiv, "ifloordiv"}, {OpCode::mod, "imod"}, {OpCode::pow, "ipow"}, {OpCode::matmul, "imatmul"},
        {OpCode::bit_and, "iand"}, {OpCode::bit_or, "ior"}, {OpCode::bit_xor, "ixor"},
        {OpCode::lshift, "ilshift"}, {OpCode::rshift, "irshift"}};
    return "op:" + kNames.at(code);
}

}  // namespace

bool is_same_kind(DType from, DType to) {
    const auto rank = [](DType t) {
        return arrays::is_bool(t) ? 0 : arrays::is_integer(t) ? 1 : arrays::is_complex(t) ? 3 : 2;
    };
    return rank(from) <= rank(to) && !(arrays::is_signed(from) && arrays::is_unsigned(to));
}

Val Lowerer::item(const Val& v) {
    if (v.weak != kNone) return settle(v);
    if (!v.is_array() || v.type.ndim() != 0) return v;
    if (auto known = wrapped_.find(v.id); known != wrapped_.end() && known->second.region == region_)
        return Val::value(known->second.scalar, Type::scalar(v.type.dtype()));
    return emit_val(OpCode::item, {v.id}, Type::scalar(v.type.dtype()));
}

Val Lowerer::cast(const Val& v, DType to) {
    if (v.type.dtype() == to && !v.type.is_python_number()) return v;
    Type t = v.is_array() ? Type::array(to, v.type.ndim()) : Type::scalar(to);
    Val r = emit_val(OpCode::cast, {v.id}, t);
    return r;
}

Val Lowerer::weak_to(const Val& v, DType to) {
    if (v.type.is(TypeKind::PyInt) && arrays::is_integer(to) && to != DType::I64) {
        auto [low, high] = integer_range(to);
        auto message = [&] {
            auto c = constant<std::int64_t>(v);
            return fmt::format("Python integer {} out of bounds for {}", c ? std::to_string(*c) : "{0}", arrays::name(to));
        };
        if (auto c = constant<std::int64_t>(v)) {
            if (*c < low || *c > high) check(bool_val(false).id, ErrorClass::Overflow, message());
        } else {
            ValueId above = emit(OpCode::ge, {v.id, int_val(low).id}, Type::py_bool());
            check(above, ErrorClass::Overflow, message(), v.id);
            if (to != DType::U64)
                check(emit(OpCode::le, {v.id, int_val(high).id}, Type::py_bool()), ErrorClass::Overflow, message(), v.id);
        }
    }
    return cast(v, to);
}

Val Lowerer::numpy_scalar(const Val& v) {
    return v.runtime() && v.type.is_python_number() ? cast(v, v.type.dtype()) : v;
}

// A 0-d array of a NumPy scalar; who asks for its element before anything else uses it gets the scalar.
Val Lowerer::wrapped(const Val& scalar) {
    Val a = create(OpCode::full, {}, scalar.type.dtype(), &scalar);
    wrapped_[a.id] = {scalar.id, region_};
    return a;
}

DType Lowerer::common_dtype(const std::vector<Val>& operands) {
    std::optional<DType> strong;
    for (auto& v : operands)
        if (!v.type.is_python_number())
            strong = strong ? arrays::promote(*strong, v.type.dtype()) : v.type.dtype();
    std::optional<DType> result = strong;
    for (auto& v : operands)
        if (v.type.is_python_number())
            result = result ? weak_dtype(v.type.kind(), *result) : v.type.dtype();
    return *result;
}

// Operations that give the same number whether an operand is Python's or NumPy's, but for its type: those that
// cannot leave the numbers of 64 bits where Python's can, nor meet a zero that only Python refuses.
bool Lowerer::same_in_python(OpCode code, const std::vector<Val>& operands) {
    switch (code) {
        case OpCode::add: case OpCode::sub: case OpCode::mul: case OpCode::neg: case OpCode::abs:
        case OpCode::bit_and: case OpCode::bit_or: case OpCode::bit_xor: return true;
        case OpCode::rshift: return constant<std::int64_t>(operands[1]).value_or(-1) >= 0;
        case OpCode::floordiv: case OpCode::mod:
            return constant<std::int64_t>(operands[1]).value_or(0) > 0 || constant<double>(operands[1]).value_or(0) > 0;
        case OpCode::truediv:
            return constant<double>(operands[1]).value_or(0) != 0 ||
                   (arrays::is_inexact(operands[0].type.dtype()) && constant<std::int64_t>(operands[1]).value_or(0) != 0);
        default: return is_comparison(code);
    }
}

// Operands that may be Python numbers in stronger clothes: often the result does not tell, or tells in the
// same way; where it does otherwise, the type is settled first.
std::optional<Val> Lowerer::weak_elem(OpCode code, std::vector<Val>& operands, Style style) {
    Val* weak = nullptr;
    int count = 0;
    for (auto& v : operands)
        if (v.weak != kNone) weak = &v, ++count;
    if (!weak) return std::nullopt;
    TypeKind kind = weak->weak_kind;
    bool clear = operands.size() > 1 && count == 1;  // the others decide the type either way
    // Quotients differ by a zero alone that only Python refuses.
    const bool by_nonzero = code == OpCode::truediv && style != Style::Math && may_assume_ && kind == TypeKind::PyFloat &&
                            weak->type.dtype() == DType::F64 && !same_in_python(code, operands);
    bool passes = by_nonzero || (style != Style::Math && same_in_python(code, operands));  // weak when all that may be so are
    for (auto& v : operands) {
        if (v.weak != kNone) {
            passes = passes && v.type == weak->type && v.weak_kind == weak->weak_kind;
            continue;
        }
        const bool number = v.is_scalar() || v.is_array();
        clear = clear && number &&
                (!v.type.is_python_number()
                     ? arrays::promote(weak->type.dtype(), v.type.dtype()) == weak_dtype(weak->weak_kind, v.type.dtype())
                     : weak->type.is_python_number() && v.type == weak->type);
        passes = passes && v.is_scalar() && v.type.is_python_number() && !v.type.is(TypeKind::PyComplex);
        if (passes && v.type.kind() > kind) kind = v.type.kind();
    }
    if (clear) {
        weak->weak = kNone;
        return std::nullopt;
    }
    const bool compare = is_comparison(code);
    // Python's integers do not wrap, nor do they refuse each other for their size.
    const DType dressed = weak->type.dtype();
    const bool wraps = weak->weak_kind == TypeKind::PyInt && arrays::is_integer(dressed) && dressed != DType::I64 && !compare;
    if (!passes || wraps || kind == TypeKind::PyBool || (kind == TypeKind::PyFloat && arrays::is_integer(weak->type.dtype())) ||
        (kind == TypeKind::PyInt && !compare && arrays::is_inexact(weak->type.dtype()) && operands.size() > 1)) {
        for (auto& v : operands) v = settle(v);
        return std::nullopt;
    }
    ValueId flag = kNone;
    for (auto& v : operands) {
        if (v.weak == kNone) continue;
        flag = flag == kNone ? v.weak : emit(OpCode::bit_and, {flag, v.weak}, Type::py_bool());
        v.weak = kNone;
    }
    if (by_nonzero) {
        const ValueId divisor = operands[1].id;
        const ValueId zero = arrays::is_inexact(operands[1].type.dtype()) ? float_val(0.0).id : int_val(0).id;
        const ValueId strong = emit(OpCode::invert, {flag}, Type::py_bool());
        const ValueId fits = emit(OpCode::ne, {divisor, zero}, Type::py_bool());
        assume(emit(OpCode::bit_or, {strong, fits}, Type::py_bool()));
    }
    Val r = elem(code, operands, style);
    if (!r.runtime() || r.is_any() || r.weak != kNone) return r;
    if (r.type.kind() == (compare ? TypeKind::PyBool : kind)) return r;
    r.weak = flag;
    r.weak_kind = compare ? TypeKind::PyBool : kind;
    return r;
}

Val Lowerer::elem(OpCode code, std::vector<Val> operands, Style style) {
    bool all_python = true, any_sequence = false;
    const std::vector<Val> given = operands;
    auto by_pattern = [](const Val& v) { return v.is(Val::Kind::Str) || v.is(Val::Kind::Dtype) || v.is(Val::Kind::None); };
    if (style == Style::Operator && (code == OpCode::eq || code == OpCode::ne) && by_pattern(given[0]) && by_pattern(given[1]))
        return bool_val(same_pattern(given[0], given[1]) == (code == OpCode::eq));
    for (int k = 0; k < 2 && (code == OpCode::eq || code == OpCode::ne); ++k)
        if (given[static_cast<std::size_t>(k)].is_scalar() && by_pattern(given[static_cast<std::size_t>(1 - k)]) &&
            !given[static_cast<std::size_t>(1 - k)].is(Val::Kind::Dtype))
            return bool_val(code == OpCode::ne);  // no number is a text or None
    const bool zero_dimensional = given[0].is_array() && given[0].type.ndim() == 0;
    if (auto r = weak_elem(code, operands, style)) return *r;
    if ((code == OpCode::eq || code == OpCode::ne) && given.size() == 2 && is_dtype_comparison(given[0], given[1]))
        return bool_val((given[0].dtype == given[1].dtype) == (code == OpCode::eq));
    for (auto& v : operands) {
        if (v.is_any()) return foreign_op(code, style, {operands, {}}, "an operand is a Python object");
        v = item(v);
        any_sequence |= v.is(Val::Kind::Sequence);
    }
    if (any_sequence) {
        bool has_array = style == Style::NumPy;
        for (auto& v : operands) has_array |= v.runtime() && !v.type.is_python_number();
        for (std::size_t k = 0; k < 2 && code == OpCode::mul && style == Style::Operator; ++k)
            if (given[k].is(Val::Kind::Sequence) && given[1 - k].is_scalar() && !given[1 - k].type.is_python_number())
                return foreign_op(code, style, {given, {}}, "a sequence repeated by a NumPy integer");
        if (!has_array) {  // Python's own sequences: + joins, * repeats, == compares
            if (code == OpCode::add && operands[0].is(Val::Kind::Sequence) && operands[1].is(Val::Kind::Sequence) &&
                operands[0].is_list == operands[1].is_list) {
                std::vector<Val> items = operands[0].items();
                for (auto& v : operands[1].items()) items.push_back(v);
                return Val::sequence(std::move(items), operands[0].is_list);
            }
            if ((code == OpCode::eq || code == OpCode::ne) && operands[0].is(Val::Kind::Sequence) &&
                operands[1].is(Val::Kind::Sequence) && operands[0].is_list == operands[1].is_list) {
                auto &a = operands[0].items(), &b = operands[1].items();
                Val same = bool_val(a.size() == b.size());
                for (std::size_t i = 0; i < a.size() && a.size() == b.size(); ++i) {
                    Val before = same;
                    same = if_(before.id, [&] { return truth(compare_static(OpCode::eq, a[i], b[i])); },
                               [&] { return bool_val(false); });
                }
                if (code == OpCode::eq) return same;
                auto c = constant<bool>(same);
                return c ? bool_val(!*c) : emit_val(OpCode::invert, {same.id}, Type::py_bool());
            }
            auto count = constant<std::int64_t>(operands.back());
            if (code == OpCode::mul && operands[0].is(Val::Kind::Sequence) && count && *count <= 64) {
                std::vector<Val> items;
                for (std::int64_t k = 0; k < *count; ++k)
                    for (auto& v : operands[0].items()) items.push_back(v);
                return Val::sequence(std::move(items), operands[0].is_list);
            }
            return foreign_op(code, style, {operands, {}}, "arithmetic on a list or tuple");
        }
        for (auto& v : operands)
            if (v.is(Val::Kind::Sequence)) v = array_of(v, std::nullopt);
    }
    // Python's complex numbers take a np.float64 for the float that it is too.
    if (style == Style::Operator && given.size() == 2 && given[0].runtime() && given[0].type.is(TypeKind::PyComplex) &&
        given[1].runtime() && given[1].type.is(TypeKind::Scalar) && given[1].type.dtype() == DType::F64 &&
        (code == OpCode::add || code == OpCode::sub || code == OpCode::mul || code == OpCode::truediv || code == OpCode::pow ||
         code == OpCode::eq || code == OpCode::ne))
        operands[1] = Val::value(emit(OpCode::cast, {operands[1].id}, Type::py_float()), Type::py_float());
    for (auto& v : operands) {
        if (!v.runtime()) return foreign_op(code, style, {operands, {}}, "an operand that is not a number");
        if (v.is_any()) return foreign_op(code, style, {operands, {}}, "an operand is a Python object");
        all_python &= v.type.is_python_number();
    }
    if (all_python && style != Style::NumPy) return python_number_op(code, operands, style);
    if (style == Style::Math) {
        for (auto& v : operands) {
            if (!v.is_scalar()) refuse("a function of module math on an array; use NumPy's");
            v = Val::value(emit(OpCode::cast, {v.id}, Type::py_float()), Type::py_float());
        }
        return python_number_op(code, operands, style);
    }
    if (all_python && (code == OpCode::real || code == OpCode::imag))  // attributes that Python's numbers have
        return part_of_number(operands[0], code == OpCode::imag);
    if (all_python)
        for (auto& v : operands) v = numpy_scalar(v);

    DType common = common_dtype(operands);
    const bool strong_integer = arrays::is_integer(common) && is_comparison(code);
    for (auto& v : operands) {
        // Comparing with a Python int that the dtype cannot hold is allowed.
        auto c = constant<std::int64_t>(v);
        if (strong_integer && v.type.is(TypeKind::PyInt) && common != DType::U64 && common != DType::I64) {
            auto [low, high] = integer_range(common);
            if (!c || *c < low || *c > high) common = DType::I64;
        }
    }
    if (is_comparison(code))  // of uint64 with integers that may be negative: by their values
        for (std::size_t k = 0; k < 2; ++k) {
            const Type &one = operands[k].type, &other = operands[1 - k].type;
            const bool may_be_negative = one.is(TypeKind::PyInt) ? constant<std::int64_t>(operands[k]).value_or(-1) < 0
                                                                 : arrays::is_integer(one.dtype()) && arrays::is_signed(one.dtype());
            if (may_be_negative && !other.is_python_number() && other.dtype() == DType::U64) return compare_unsigned(code, operands, k);
        }
    if (code == OpCode::pow && style == Style::Operator && operands[0].is_array() && arrays::is_bool(operands[0].type.dtype()) &&
        operands[1].type.is(TypeKind::PyInt) && constant<std::int64_t>(operands[1]).value_or(2) == 2)
        return foreign_op(code, style, {operands, {}}, "a square of truth values, which is int8");
    auto types = ops::elem_types(code, common);
    if (!types) return foreign_op(code, style, {operands, {}}, "NumPy has no loop for this dtype");
    // A view of the array, which stays one.
    if ((code == OpCode::real || code == OpCode::imag) && given[0].is_array() && arrays::is_complex(common))
        return part(given[0], code == OpCode::imag);
    if ((code == OpCode::real || code == OpCode::imag) && zero_dimensional)
        return foreign_op(code, style, {given, {}}, "the part of a 0-d array");
    if ((code == OpCode::real || code == OpCode::imag) && !arrays::is_complex(common)) {
        if (code == OpCode::real) return operands[0];
        if (!operands[0].is_array()) return cast(int_val(0), common);
        return create(OpCode::zeros, shape_tuple(operands[0]).items(), common);
    }
    if (code == OpCode::conj && !arrays::is_complex(common)) {
        code = OpCode::pos;
        if (arrays::is_bool(common)) types = ops::ElemTypes{DType::I8, DType::I8};
    }
    int ndim = -1;
    std::vector<ValueId> ids;
    for (auto& v : operands) {
        if (v.is_array()) ndim = std::max(ndim, v.type.ndim());
        ids.push_back((v.type.is_python_number() ? weak_to(v, types->operand) : cast(v, types->operand)).id);
    }
    if (ndim >= 0) return emit_val(code, std::move(ids), Type::array(types->result, ndim));
    // NumPy's scalars have operators of their own, which warnings name differently.
    Attrs attrs;
    if (style == Style::Operator) attrs["operator"] = true;
    return emit_val(code, std::move(ids), Type::scalar(types->result), std::move(attrs));
}

// Of uint64 with integers, operand `number`, which may be negative.
Val Lowerer::compare_unsigned(OpCode code, std::vector<Val> operands, std::size_t number) {
    const Val k = operands[number];
    operands[number] = cast(k, DType::U64);
    Val same = elem(code, operands, Style::NumPy);
    const bool below = code == OpCode::lt || code == OpCode::le, above = code == OpCode::gt || code == OpCode::ge;
    const bool always = code == OpCode::ne || (number == 0 ? below : above);  // so where it is negative
    Val sign = elem(always ? OpCode::lt : OpCode::ge, {k, int_val(0)}, Style::NumPy);
    return elem(always ? OpCode::bit_or : OpCode::bit_and, {same, sign}, Style::NumPy);
}

// Of a Python int, operand `number`, with a Python float: exactly, where a float cannot hold the int.
Val Lowerer::compare_exactly(OpCode code, const std::vector<Val>& operands, std::size_t number) {
    const Val &k = operands[number], &y = operands[1 - number];
    const Type truth = Type::py_bool();
    const ValueId near = emit(OpCode::cast, {k.id}, Type::py_float());
    auto ordered = [&](ValueId a, ValueId b) {
        return number == 0 ? std::vector<ValueId>{a, b} : std::vector<ValueId>{b, a};
    };
    // Rounding keeps the order, so the floats decide where they differ; else the int and that float as an int.
    const ValueId by_float = emit(code, ordered(near, y.id), truth), tie = emit(OpCode::eq, {near, y.id}, truth);
    const ValueId fits = emit(OpCode::lt, {near, float_val(9223372036854775808.0).id}, truth);
    return if_(tie, [&] {
        return if_(fits, [&] {
            const ValueId whole = emit(OpCode::cast, {y.id}, Type::py_int());
            return Val::value(emit(code, ordered(k.id, whole), truth), truth);
        }, [&] { return bool_val(code == OpCode::ne || code == (number == 0 ? OpCode::lt : OpCode::gt) || code == (number == 0 ? OpCode::le : OpCode::ge)); });
    }, [&] { return Val::value(by_float, truth); });
}

// What np.clip makes of a Python int that bounds nothing: the end of the dtype's range.
Val Lowerer::bound(const Val& a, const Val& k, bool lower) {
    const bool integers = (a.is_array() || (a.is_scalar() && !a.type.is_python_number())) && arrays::is_integer(a.type.dtype());
    if (!integers || !k.is_scalar() || !k.type.is(TypeKind::PyInt)) return k;
    const auto [low, high] = integer_range(a.type.dtype());
    const Val end = int_val(lower ? low : high);
    Val beyond = elem(lower ? OpCode::lt : OpCode::gt, {k, end}, Style::Operator);
    return if_(beyond.id, [&] { return end; }, [&] { return k; });
}

// np.clip between two numbers, where NumPy compares instead of taking extremes: of floats, whose -0.0 stays beside 0.0.
std::optional<Val> Lowerer::clipped(const Val& a, const Val& low, const Val& high) {
    Val x = a.is(Val::Kind::Sequence) ? array_of(a, std::nullopt) : numpy_scalar(item(a));
    const Val ends[2] = {item(low), item(high)};
    if (!(x.is_array() || x.is_scalar()) || !ends[0].is_scalar() || !ends[1].is_scalar()) return std::nullopt;
    const DType t = common_dtype({x, ends[0], ends[1]});
    if (!arrays::is_real_float(t)) return std::nullopt;
    x = cast(x, t);
    for (int k = 0; k < 2; ++k) {
        const Val end = cast(ends[k], t);
        Val beyond = elem(k == 0 ? OpCode::lt : OpCode::gt, {x, end}, Style::NumPy);
        const auto known = constant<double>(ends[k]);
        if (!constant<std::int64_t>(ends[k]) && !(known && *known == *known))  // NaN as an end is all that comes out
            beyond = elem(OpCode::bit_or, {beyond, elem(OpCode::ne, {end, end}, Style::NumPy)}, Style::NumPy);
        x = item(select(beyond, end, x));
    }
    return x;
}

// A number where an array takes one: Python's must fit into an integer dtype, a float as the int that it is cut to.
Val Lowerer::fitted(const Val& v, DType to) {
    if (v.type.is(TypeKind::PyInt)) return weak_to(v, to);
    if (!v.type.is(TypeKind::PyFloat) || !arrays::is_integer(to)) return cast(v, to);
    constexpr double kEnd = 9223372036854775808.0;  // of 63 bits
    if (auto c = constant<double>(v); c && std::abs(*c) < kEnd) return weak_to(int_val(static_cast<std::int64_t>(*c)), to);
    auto test = [&](OpCode code, const Val& x, double y) {
        return emit(code, {x.id, float_val(y).id}, Type::py_bool());
    };
    auto no = [&](OpCode code) { return emit(OpCode::invert, {emit(code, {v.id}, Type::py_bool())}, Type::py_bool()); };
    check(no(OpCode::isnan), ErrorClass::Value, "cannot convert float NaN to integer");
    check(no(OpCode::isinf), ErrorClass::Overflow, "cannot convert float infinity to integer");
    const char* too_large = "Python int too large to convert to C long";
    check(test(OpCode::ge, v, -kEnd), ErrorClass::Overflow, too_large);
    check(test(OpCode::lt, v, to == DType::U64 ? 2 * kEnd : kEnd), ErrorClass::Overflow, too_large);
    if (to != DType::U64) return weak_to(Val::value(emit(OpCode::cast, {v.id}, Type::py_int()), Type::py_int()), to);
    check(test(OpCode::gt, v, -1), ErrorClass::Overflow, "Python integer out of bounds for uint64");
    return cast(v, to);
}

// Setting elements from a number: a dtype with a sign takes NumPy's scalars like Python's numbers; others cast them.
Val Lowerer::stored(const Val& v, DType to) {
    const DType from = v.type.dtype();
    const bool strong = v.is_scalar() && !v.type.is_python_number();
    if (!strong || !arrays::is_signed(to) || !arrays::is_integer(to) || arrays::is_bool(from) || arrays::is_complex(from) ||
        arrays::promote(from, to) == to)
        return fitted(v, to);
    return fitted(emit_val(OpCode::cast, {v.id}, arrays::is_inexact(from) ? Type::py_float() : Type::py_int()), to);
}

Val Lowerer::python_number_op(OpCode code, const std::vector<Val>& operands, Style style) {
    DType common = DType::Bool;
    for (auto& v : operands) common = std::max(common, v.type.dtype());
    const auto rule = ops::info(code).rule;
    auto as = [&](DType t) {
        std::vector<ValueId> ids;
        for (auto& v : operands)
            ids.push_back(v.type.dtype() == t ? v.id : emit(OpCode::cast, {v.id}, python_type(t)));
        return ids;
    };
    auto fold = [&](auto f) -> std::optional<Val> {
        if (common != DType::I64) return std::nullopt;
        std::vector<std::int64_t> c;
        for (auto& v : operands) {
            auto k = constant<std::int64_t>(v);
            if (!k) return std::nullopt;
            c.push_back(*k);
        }
        std::int64_t r;
        if (f(c[0], c.size() > 1 ? c[1] : 0, &r)) return std::nullopt;
        return int_val(r);
    };
    if (style == Style::Math) {
        if (arrays::is_complex(common)) refuse("a function of module math on a complex number");
        std::vector<ValueId> ids = as(DType::F64);
        if (rule == ops::DTypeRule::predicate) return emit_val(code, ids, Type::py_bool());
        Val r = emit_val(code, ids, Type::py_float());
        // Python raises where NumPy warns: for a NaN that no operand brought, an infinity of finite operands.
        auto test = [&](OpCode c, std::vector<ValueId> v) { return emit(c, std::move(v), Type::py_bool()); };
        ValueId no_nan = test(OpCode::invert, {test(OpCode::isnan, {r.id})});
        ValueId finite = test(OpCode::invert, {test(OpCode::isinf, {r.id})});
        for (ValueId x : ids) {
            no_nan = test(OpCode::bit_or, {no_nan, test(OpCode::isnan, {x})});
            finite = test(OpCode::bit_or, {finite, test(OpCode::isinf, {x})});
        }
        check(no_nan, ErrorClass::Value, "math domain error");
        bool range = code == OpCode::exp || code == OpCode::cosh || code == OpCode::sinh || code == OpCode::exp2 ||
                     code == OpCode::expm1 || code == OpCode::hypot;
        check(finite, range ? ErrorClass::Overflow : ErrorClass::Value, range ? "math range error" : "math domain error");
        return r;
    }
    switch (code) {
        case OpCode::add:
            if (auto v = fold([](auto a, auto b, auto* r) { return __builtin_add_overflow(a, b, r); })) return *v;
            break;
        case OpCode::sub:
            if (auto v = fold([](auto a, auto b, auto* r) { return __builtin_sub_overflow(a, b, r); })) return *v;
            break;
        case OpCode::mul:
            if (auto v = fold([](auto a, auto b, auto* r) { return __builtin_mul_overflow(a, b, r); })) return *v;
            break;
        case OpCode::neg:
            if (auto v = fold([](auto a, auto, auto* r) { return __builtin_sub_overflow(std::int64_t{0}, a, r); })) return *v;
            if (auto f = constant<double>(operands[0])) return float_val(-*f);
            break;
        case OpCode::floordiv:
            if (auto v = fold([](auto a, auto b, auto* r) {
                    if (b <= 0) return true;
                    *r = a / b - (a % b < 0 ? 1 : 0);
                    return false;
                })) return *v;
            break;
        case OpCode::eq: case OpCode::ne: case OpCode::lt: case OpCode::le: case OpCode::gt: case OpCode::ge: {
            if (common == DType::F64) {
                auto number = [&](const Val& v) -> std::optional<double> {
                    if (auto k = constant<std::int64_t>(v); k && std::abs(*k) < (std::int64_t{1} << 53))
                        return static_cast<double>(*k);
                    return constant<double>(v);
                };
                auto x = number(operands[0]), y = number(operands[1]);
                if (!x || !y) break;
                return bool_val(code == OpCode::eq ? *x == *y : code == OpCode::ne ? *x != *y : code == OpCode::lt ? *x < *y
                                : code == OpCode::le ? *x <= *y : code == OpCode::gt ? *x > *y : *x >= *y);
            }
            if (common != DType::I64) break;
            auto a = constant<std::int64_t>(operands[0]), b = constant<std::int64_t>(operands[1]);
            if (!a || !b) break;
            bool r = code == OpCode::eq ? *a == *b : code == OpCode::ne ? *a != *b : code == OpCode::lt ? *a < *b
                     : code == OpCode::le ? *a <= *b : code == OpCode::gt ? *a > *b : *a >= *b;
            return bool_val(r);
        }
        default: break;
    }
    if (rule == ops::DTypeRule::compare && arrays::is_complex(common) && code != OpCode::eq && code != OpCode::ne)
        return foreign_op(code, Style::Operator, {operands, {}}, "no such operation in Python");
    if (rule == ops::DTypeRule::compare && common == DType::F64)
        for (std::size_t k = 0; k < 2; ++k) {
            constexpr double kExact = 9007199254740992.0;  // floats hold all integers up to here
            const bool small = std::abs(static_cast<double>(constant<std::int64_t>(operands[k]).value_or(INT64_MAX))) < kExact ||
                               std::abs(constant<double>(operands[1 - k]).value_or(kExact)) < kExact;
            if (operands[k].type.is(TypeKind::PyInt) && !small) return compare_exactly(code, operands, k);
        }
    if (rule == ops::DTypeRule::compare) return emit_val(code, as(common), Type::py_bool());
    if (code == OpCode::truediv) {
        DType t = std::max(common, DType::F64);
        return emit_val(code, as(t), python_type(t));
    }
    if (code == OpCode::pow && arrays::is_integer(std::max(common, DType::I8))) {
        auto e = constant<std::int64_t>(operands[1]);
        if (e && *e < 0) return emit_val(code, as(DType::F64), Type::py_float());
        if (!e) {
            if (!may_assume_)
                return foreign_op(code, Style::Operator, {operands, {}}, "a power whose exponent's sign is not known");
            assume(emit(OpCode::ge, {as(DType::I64)[1], int_val(0).id}, Type::py_bool()));
        }
        return emit_val(code, as(DType::I64), Type::py_int());
    }
    if (code == OpCode::pow && common == DType::F64) {
        auto base = constant<double>(operands[0]);
        auto e = constant<double>(operands[1]);
        auto k = constant<std::int64_t>(operands[1]);
        // A negative base with a fraction as exponent gives a complex number in Python.
        if (!(base && *base > 0) && !k && !(e && *e == std::floor(*e))) {
            if (!may_assume_) return foreign_op(code, Style::Operator, {operands, {}}, "a power that may be complex");
            // Nor may it divide by zero, which only Python refuses.
            const OpCode least = e && *e >= 0 ? OpCode::ge : OpCode::gt;
            const auto numbers = as(DType::F64);
            const Type truth = Type::py_bool();
            ValueId is_real = emit(least, {numbers[0], float_val(0.0).id}, truth);
            if (!e) {
                const ValueId whole = emit(OpCode::eq, {emit(OpCode::floor, {numbers[1]}, Type::py_float()), numbers[1]}, truth);
                const ValueId negative = emit(OpCode::lt, {numbers[0], float_val(0.0).id}, truth);
                const ValueId zero = emit(OpCode::eq, {numbers[0], float_val(0.0).id}, truth);
                const ValueId not_below = emit(OpCode::ge, {numbers[1], float_val(0.0).id}, truth);
                is_real = emit(OpCode::bit_or, {is_real, emit(OpCode::bit_and, {negative, whole}, truth)}, truth);
                is_real = emit(OpCode::bit_or, {is_real, emit(OpCode::bit_and, {zero, not_below}, truth)}, truth);
            }
            assume(is_real);
        }
    }
    if (rule == ops::DTypeRule::integer) {
        if (arrays::is_inexact(common)) return foreign_op(code, Style::Operator, {operands, {}}, "no such operation in Python");
        bool logic = common == DType::Bool && code != OpCode::lshift && code != OpCode::rshift && code != OpCode::invert;
        return emit_val(code, as(logic ? DType::Bool : DType::I64), logic ? Type::py_bool() : Type::py_int());
    }
    if (arrays::is_complex(common) && (code == OpCode::floordiv || code == OpCode::mod))
        return foreign_op(code, Style::Operator, {operands, {}}, "no such operation in Python");
    DType t = std::max(common, DType::I64);
    if (code == OpCode::abs) return emit_val(code, as(t), python_type(arrays::real_of(t)));
    if (rule == ops::DTypeRule::promote || rule == ops::DTypeRule::arithmetic)
        return emit_val(code, as(t), python_type(t));
    return elem(code, operands, Style::NumPy);
}

Val Lowerer::select(const Val& c0, const Val& x0, const Val& y0) {
    Val c = item(c0), x = item(x0), y = item(y0);
    for (Val* v : {&c, &x, &y}) {
        if (v->is(Val::Kind::Sequence)) *v = array_of(*v, std::nullopt);
        if (!v->is_scalar() && !v->is_array()) refuse("where of these values");
    }
    bool all_python = x.type.is_python_number() && y.type.is_python_number();
    if (all_python) x = numpy_scalar(x), y = numpy_scalar(y);
    DType t = common_dtype({x, y});
    c = elem(OpCode::ne, {c, bool_val(false)}, Style::NumPy);
    x = cast(x, t);  // a Python int that is too great wraps around here
    y = cast(y, t);
    int ndim = -1;
    for (Val* v : {&c, &x, &y})
        if (v->is_array()) ndim = std::max(ndim, v->type.ndim());
    Val r = emit_val(OpCode::select, {c.id, x.id, y.id}, ndim < 0 ? Type::scalar(t) : Type::array(t, ndim));
    return ndim < 0 ? wrapped(r) : r;
}

Val Lowerer::augmented(OpCode code, const Val& target, const Val& value) {
    if (target.is_any()) {
        return foreign(in_place_callee(code), {target, value}, {}, "the target is a Python object");
    }
    if (target.is(Val::Kind::Sequence) && target.is_list) let_go(target);
    const std::size_t before = g_.region(region_).ops.size();
    Val r = code == OpCode::matmul ? matmul(target, value) : elem(code, {target, value}, Style::Operator);
    if (!target.is_array()) return r;
    check_writeable(target, "output array is read-only");
    auto in_python = [&](const char* why) {  // for NumPy's own error
        g_.region(region_).ops.resize(before);
        foreign(in_place_callee(code), {target, value}, {}, why);
        return target;
    };
    if (r.is_array() && r.type.ndim() > target.type.ndim()) return in_python("the result has more dimensions than the target");
    if (r.is_any()) return in_python("an update that Python has to do");
    DType from = r.type.dtype(), to = target.type.dtype();
    if (!is_same_kind(from, to)) {
        // NumPy tells before it looks at the shapes.
        return in_python("the result's dtype does not fit the target");
    }
    assign(target, r);
    return target;
}

}  // namespace phylanx::sema

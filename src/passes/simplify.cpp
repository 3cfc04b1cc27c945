// Rewrites ops to cheaper ones that give the same bits.
// SPDX-License-Identifier: BSL-1.0
#include "passes/simplify.h"

#include <algorithm>
#include <cmath>

#include "ir/builder.h"
#include "ir/uses.h"
#include "passes/pattern.h"

namespace phylanx::passes {
namespace {

using ir::kNone;
using ir::OpCode;
using ir::OpId;
using ir::Type;
using ir::TypeKind;
using ir::ValueId;
using Guard = bool (*)(const Type& x);

// Guards look at the type of the variable x. Python's own numbers keep their errors, complex
// products their rounding, so most rules leave them alone.
bool real(const Type& x) {
    return !x.is_python_number() && !arrays::is_complex(x.dtype()) && !arrays::is_bool(x.dtype());
}
bool real_float(const Type& x) {
    return (real(x) && arrays::is_inexact(x.dtype())) || x.is(TypeKind::PyFloat);
}
bool integer(const Type& x) { return arrays::is_integer(x.dtype()); }
bool signed_or_float(const Type& x) { return real(x); }
bool inexact_array(const Type& x) { return x.is_array() && arrays::is_inexact(x.dtype()); }
bool real_float_array(const Type& x) { return x.is_array() && arrays::is_real_float(x.dtype()); }
// NumPy's scalars and Python's floats call pow, which may round differently; only arrays take its
// short cuts.
bool squares(const Type& x) { return x.is_array() || (x.is(TypeKind::Scalar) && integer(x)); }
bool python_int(const Type& x) { return x.is(TypeKind::PyInt); }
bool not_bool(const Type& x) { return !arrays::is_bool(x.dtype()) && !x.is_python_number(); }

struct Rule {
    const char* pattern;
    Guard guard;
    const char* result;
};

// x + 0.0 is not x for x = -0.0, so it is not here.
constexpr Rule kRules[] = {
    {"add(x, -0.0)", real_float, "x"},
    {"add(x, 0)", integer, "x"},
    {"add(0, x)", integer, "x"},
    {"sub(x, 0)", integer, "x"},
    {"sub(x, 0.0)", real_float, "x"},
    {"mul(x, 1)", real, "x"},
    {"mul(1, x)", real, "x"},
    {"mul(x, 1)", python_int, "x"},
    {"mul(1, x)", python_int, "x"},
    {"truediv(x, 1)", real, "x"},
    {"floordiv(x, 1)", integer, "x"},
    {"pow(x, 1)", not_bool, "x"},
    {"pow(x, 2)", squares, "square(x)"},
    {"pow(x, 2)", python_int, "mul(x, x)"},
    {"pow(x, 0.5)", real_float_array, "sqrt(x)"},
    {"pow(x, -1)", inexact_array, "reciprocal(x)"},
    {"neg(neg(x))", signed_or_float, "x"},
    {"abs(neg(x))", real_float, "abs(x)"},
    {"abs(abs(x))", real, "abs(x)"},
    {"add(x, neg(y))", real, "sub(x, y)"},
    {"add(neg(y), x)", real, "sub(x, y)"},
    {"sub(x, neg(y))", real, "add(x, y)"},
    {"conj(conj(x))", not_bool, "x"},
};

struct ReadRule {
    Pattern pattern;
    Guard guard;
    Pattern result;
};

const std::vector<ReadRule>& rules() {
    static const std::vector<ReadRule> read = [] {
        std::vector<ReadRule> out;
        for (const Rule& r : kRules)
            out.push_back({parse_pattern(r.pattern), r.guard, parse_pattern(r.result)});
        return out;
    }();
    return read;
}

// One rewriting of a region's ops in order; results of earlier rewrites are seen by later ones.
class Simplifier {
   public:
    explicit Simplifier(ir::Graph& g) : g_(g), defs_(g), build_(g) {}

    void region(ir::RegionId r) {
        for (std::size_t i = 0; i < g_.region(r).ops.size(); ++i) {
            OpId o = g_.region(r).ops[i];
            for (ValueId& v : g_.op(o).operands) v = replaced_.find(v);
            for (ir::RegionId inner : std::vector<ir::RegionId>(g_.op(o).regions)) region(inner);
            if (g_.op(o).results.size() != 1 || !g_.op(o).regions.empty())
                continue;
            build_.move_to(r, i);
            build_.set_span(g_.op(o).span, g_.op(o).file);
            quiet_ = ir::attr_or<std::int64_t>(g_.op(o), "quiet", 0);
            ValueId to = rewrite(o);
            if (to == kNone)
                continue;
            ValueId from = g_.op(o).results[0];
            if (g_.value(to).name.empty())
                g_.value(to).name = g_.value(from).name;
            replaced_.add(from, to);
            ir::remove_op(g_, r, o);
            // What was built stands where the op was, and may be rewritten further.
            --i;
        }
    }

   private:
    ValueId emit(OpCode code, std::vector<ValueId> operands, const Type& type,
                 ir::Attrs attrs = {}) {
        if (quiet_ != 0 && ir::kind(code) == ops::Kind::Elem)
            attrs["quiet"] = quiet_;
        ValueId v = build_.emit(code, std::move(operands), type, std::move(attrs));
        defs_.add(g_, g_.region(build_.region()).ops[build_.position() - 1]);
        return v;
    }

    ValueId rewrite(OpId o) {
        for (const ReadRule& rule : rules()) {
            Bindings found;
            if (!matches_op(g_, defs_, rule.pattern, o, found) ||
                !rule.guard(g_.type(found.at('x'))))
                continue;
            if (is_nested(rule.pattern) && !memory_rests(o))
                continue;
            ValueId v = apply(rule.result, found, g_.type(g_.op(o).results[0]));
            if (v != kNone)
                return v;
        }
        switch (g_.op(o).code) {
            case OpCode::tuple_get:
                return from_tuple(g_.op(o));
            case OpCode::cast:
                return cast(o);
            case OpCode::truediv:
                return divide_by_power_of_two(o);
            case OpCode::transpose:
                return transpose(o);
            case OpCode::slice:
                return whole_slice(o);
            case OpCode::shape:
                return shape(o);
            default:
                return kNone;
        }
    }

    static bool is_nested(const Pattern& p) {
        return std::any_of(p.operands.begin(), p.operands.end(),
                           [](auto& x) { return x.kind == Pattern::Kind::Op; });
    }

    // Arrays are memory: what an operand was computed from, or the operand itself, may have been
    // written since. Whether nothing at all was, from the computing of the op's array operands to
    // the op.
    bool memory_rests(OpId o) const {
        const auto& ops = g_.region(build_.region()).ops;
        std::size_t first = build_.position();
        for (ValueId v : g_.op(o).operands) {
            OpId def = defs_[v];
            if (!g_.type(v).is_array() || def == kNone ||
                ir::kind(g_.op(def).code) != ops::Kind::Elem)
                continue;
            auto it = std::find(ops.begin(), ops.end(), def);
            if (it == ops.end())
                return false;
            first = std::min(first, static_cast<std::size_t>(it - ops.begin()));
        }
        for (std::size_t i = first; i < build_.position(); ++i) {
            ir::Effects e = ir::effects(g_, ops[i]);
            if (!e.writes.empty() || e.everything)
                return false;
        }
        return true;
    }

    ValueId apply(const Pattern& result, const Bindings& found, const Type& type) {
        if (result.kind == Pattern::Kind::Op) {
            std::vector<ValueId> operands;
            for (const Pattern& p : result.operands) operands.push_back(found.at(p.variable));
            return emit(result.code, std::move(operands), type);
        }
        ValueId x = found.at(result.variable);
        if (!(g_.type(x) == type))
            return kNone;
        if (!type.is_array())
            return x;
        return arrays::is_bool(type.dtype()) ? kNone : emit(OpCode::pos, {x}, type);
    }

    const ir::Op* def(ValueId v, OpCode code) const {
        return defs_[v] != kNone && g_.op(defs_[v]).code == code ? &g_.op(defs_[v]) : nullptr;
    }

    ValueId from_tuple(const ir::Op& op) {
        const ir::Op* made = def(op.operands[0], OpCode::make_tuple);
        return made ? made->operands[static_cast<std::size_t>(ir::attr<std::int64_t>(op, "index"))]
                    : kNone;
    }

    // A cast after one that loses nothing is a cast of the first operand; a number's cast to its
    // own type is nothing.
    ValueId cast(OpId o) {
        ValueId from = g_.op(o).operands[0];
        Type to = g_.type(g_.op(o).results[0]);
        if (to.is_scalar() && g_.type(from) == to)
            return from;
        const ir::Op* inner = def(from, OpCode::cast);
        if (!inner || !memory_rests(o))
            return kNone;
        ValueId first = inner->operands[0];
        const Type& a = g_.type(first);
        const Type& b = g_.type(from);
        bool weak =
            a.is_any() || a.is_python_number() || b.is_python_number() || to.is_python_number();
        if (weak || arrays::promote(a.dtype(), b.dtype()) != b.dtype())
            return kNone;
        // promote(int64, float64) is float64 though not every int64 fits.
        bool wide = arrays::item_size(a.dtype()) == 8 && arrays::is_integer(a.dtype()) &&
                    arrays::is_inexact(b.dtype());
        if (wide || (arrays::is_complex(b.dtype()) && !arrays::is_complex(to.dtype())))
            return kNone;
        return emit(OpCode::cast, {first}, to);
    }

    ValueId divide_by_power_of_two(OpId o) {
        ValueId x = g_.op(o).operands[0];
        ValueId divisor = g_.op(o).operands[1];
        double d = 0;
        if (!real_float(g_.type(x)) || !constant_value(g_, defs_, divisor, d) || d == 0)
            return kNone;
        int exponent = 0;
        if (std::abs(std::frexp(d, &exponent)) != 0.5)
            return kNone;
        int limit = g_.type(x).dtype() == ir::DType::F64   ? 1000
                    : g_.type(x).dtype() == ir::DType::F32 ? 120
                                                           : 10;
        if (std::abs(exponent) > limit)
            return kNone;
        ValueId inverse = build_.scalar(g_.type(divisor), 1 / d);
        defs_.add(g_, g_.region(build_.region()).ops[build_.position() - 1]);
        return emit(OpCode::mul, {x, inverse}, g_.type(g_.op(o).results[0]));
    }

    std::vector<std::int64_t> permutation(const ir::Op& op) const {
        std::vector<std::int64_t> perm;
        for (int d = g_.type(op.operands[0]).ndim(); d-- > 0;) perm.push_back(d);
        return ir::attr_or(op, "perm", perm);
    }

    ValueId transpose(OpId o) {
        auto outer = permutation(g_.op(o));
        ValueId x = g_.op(o).operands[0];
        const ir::Op* inner = def(x, OpCode::transpose);
        if (inner) {
            auto first = permutation(*inner);
            for (auto& axis : outer) axis = first[static_cast<std::size_t>(axis)];
            x = inner->operands[0];
        }
        if (std::is_sorted(outer.begin(), outer.end()))
            return x;
        return inner ? emit(OpCode::transpose, {x}, g_.type(g_.op(o).results[0]), {{"perm", outer}})
                     : kNone;
    }

    ValueId whole_slice(OpId o) {
        for (auto& part : ir::attr<std::vector<std::string>>(g_.op(o), "spec"))
            if (part != "full" && part != "slice:---")
                return kNone;
        return g_.op(o).operands[0];
    }

    // The extent of what an array was made of, so that the array itself is not needed for it.
    ValueId shape(OpId o) {
        ValueId array = g_.op(o).operands[0];
        auto dim = ir::attr<std::int64_t>(g_.op(o), "dim");
        OpId made = defs_[array];
        if (made == kNone)
            return kNone;
        const ir::Op& op = g_.op(made);
        auto again = [&](ValueId of, std::int64_t d) {
            return emit(OpCode::shape, {of}, Type::py_int(), {{"dim", d}});
        };
        switch (op.code) {
            case OpCode::zeros:
            case OpCode::empty:
                return python_extent(op.operands[static_cast<std::size_t>(dim)]);
            case OpCode::full:
                return python_extent(op.operands[static_cast<std::size_t>(dim) + 1]);
            case OpCode::transpose:
                return again(op.operands[0], permutation(op)[static_cast<std::size_t>(dim)]);
            case OpCode::copy:
                return again(op.operands[0], dim);
            default:
                break;
        }
        if (ir::kind(op.code) != ops::Kind::Elem)
            return kNone;
        ValueId only = kNone;
        for (ValueId v : op.operands) {
            if (!g_.type(v).is_array() || v == only)
                continue;
            if (only != kNone)
                return kNone;
            only = v;
        }
        return again(only, dim);
    }
    ValueId python_extent(ValueId v) { return g_.type(v).is(TypeKind::PyInt) ? v : kNone; }

    ir::Graph& g_;
    Definitions defs_;
    std::int64_t quiet_ = 0;  // flags that np.errstate ignores, of the op that is rewritten
    ir::Builder build_;
    ir::Replacements replaced_;
};

}  // namespace

void simplify(ir::Graph& g) { Simplifier(g).region(g.body); }

}  // namespace phylanx::passes

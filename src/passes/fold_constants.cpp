// Computes at compile time what only depends on constants, and takes the branch that a constant
// chooses. SPDX-License-Identifier: BSL-1.0
#include "passes/fold_constants.h"

#include <algorithm>
#include <cmath>
#include <optional>

#include "ir/uses.h"
#include "passes/pattern.h"

namespace phylanx::passes {
namespace {

using ir::Attr;
using ir::DType;
using ir::OpCode;
using ir::OpId;
using ir::Type;
using ir::TypeKind;
using ir::ValueId;
using Number = std::optional<Attr>;  // bool, int64 or double

std::optional<std::int64_t> whole(OpCode code, std::int64_t a, std::int64_t b) {
    std::int64_t r = 0;
    switch (code) {
        case OpCode::add:
            return __builtin_add_overflow(a, b, &r) ? std::nullopt : std::optional(r);
        case OpCode::sub:
            return __builtin_sub_overflow(a, b, &r) ? std::nullopt : std::optional(r);
        case OpCode::mul:
            return __builtin_mul_overflow(a, b, &r) ? std::nullopt : std::optional(r);
        case OpCode::maximum:
            return std::max(a, b);
        case OpCode::minimum:
            return std::min(a, b);
        case OpCode::bit_and:
            return a & b;
        case OpCode::bit_or:
            return a | b;
        case OpCode::bit_xor:
            return a ^ b;
        case OpCode::floordiv:
        case OpCode::mod: {
            if (b == 0 || b == -1)
                return std::nullopt;
            std::int64_t q = a / b;
            std::int64_t m = a % b;
            bool down = m != 0 && (m < 0) != (b < 0);
            return code == OpCode::floordiv ? q - down : m + (down ? b : 0);
        }
        default:
            return std::nullopt;
    }
}

std::optional<double> floating(OpCode code, double a, double b, bool single) {
    double r = 0;
    switch (code) {
        case OpCode::add:
            r = a + b;
            break;
        case OpCode::sub:
            r = a - b;
            break;
        case OpCode::mul:
            r = a * b;
            break;
        case OpCode::truediv:
            r = a / b;
            break;
        default:
            return std::nullopt;
    }
    if (single)
        r = static_cast<float>(r);  // one operation in double rounds to the same float
    return std::isfinite(r) ? std::optional(r) : std::nullopt;  // else it raises or warns
}

template <class T>
std::optional<bool> compared(OpCode code, T a, T b) {
    switch (code) {
        case OpCode::eq:
            return a == b;
        case OpCode::ne:
            return a != b;
        case OpCode::lt:
            return a < b;
        case OpCode::le:
            return a <= b;
        case OpCode::gt:
            return a > b;
        case OpCode::ge:
            return a >= b;
        default:
            return std::nullopt;
    }
}

std::optional<bool> logical(OpCode code, bool a, bool b) {
    switch (code) {
        case OpCode::logical_and:
        case OpCode::bit_and:
            return a && b;
        case OpCode::logical_or:
        case OpCode::bit_or:
            return a || b;
        case OpCode::logical_xor:
        case OpCode::bit_xor:
            return a != b;
        case OpCode::logical_not:
        case OpCode::invert:
            return !a;
        default:
            return compared<int>(code, a, b);
    }
}

template <class T>
Number wrap(const std::optional<T>& v) {
    return v ? Number(Attr(*v)) : std::nullopt;
}

double as_double(const Attr& a) {
    if (auto* b = std::get_if<bool>(&a))
        return *b;
    if (auto* i = std::get_if<std::int64_t>(&a))
        return static_cast<double>(*i);
    return std::get<double>(a);
}

bool fits(std::int64_t v, DType t) {
    if (t == DType::I64)
        return true;
    if (t == DType::U64)
        return v >= 0;
    auto bits = static_cast<int>(8 * arrays::item_size(t));
    if (arrays::is_unsigned(t))
        return v >= 0 && v < (std::int64_t{1} << bits);
    return v >= -(std::int64_t{1} << (bits - 1)) && v < (std::int64_t{1} << (bits - 1));
}

Number cast(const Attr& a, DType from, DType to) {
    if (from == DType::U64 || to == DType::F16)
        return std::nullopt;
    if (arrays::is_bool(to))
        return Attr(as_double(a) != 0);
    if (arrays::is_inexact(to)) {
        double d = as_double(a);
        constexpr std::int64_t kExact = std::int64_t{1} << 53;
        if (auto* i = std::get_if<std::int64_t>(&a); i && (*i > kExact || *i < -kExact))
            return std::nullopt;
        if (to == DType::F32 || to == DType::C64)
            d = static_cast<float>(d);
        return std::isfinite(d) || !std::isfinite(as_double(a)) ? Number(Attr(d)) : std::nullopt;
    }
    if (auto* d = std::get_if<double>(&a)) {
        if (!(std::abs(*d) < 9e15))
            return std::nullopt;
        auto i = static_cast<std::int64_t>(*d);
        return fits(i, to) ? Number(Attr(i)) : std::nullopt;
    }
    auto i = static_cast<std::int64_t>(as_double(a));
    if (auto* exact = std::get_if<std::int64_t>(&a))
        i = *exact;
    return fits(i, to) ? Number(Attr(i)) : std::nullopt;
}

class Folder {
   public:
    explicit Folder(ir::Graph& g) : g_(g), defs_(g) {}

    void run() {
        region(g_.body);
        replaced_.apply(g_);
    }

   private:
    void region(ir::RegionId r) {
        for (std::size_t i = 0; i < g_.region(r).ops.size(); ++i) {
            OpId o = g_.region(r).ops[i];
            for (ValueId& v : g_.op(o).operands) v = replaced_.find(v);
            if (g_.op(o).code == OpCode::if_ && take_branch(r, i)) {
                --i;
                continue;
            }
            for (ir::RegionId inner : g_.op(o).regions) region(inner);
            if (g_.op(o).code == OpCode::select)
                select(g_.op(o));
            Number n = evaluate(g_.op(o));
            if (n)
                make_constant(g_.op(o), *n);
        }
    }

    const Attr* constant(ValueId v) const {
        OpId o = defs_[v];
        if (o == ir::kNone || g_.op(o).code != OpCode::constant)
            return nullptr;
        auto it = g_.op(o).attrs.find("value");
        bool plain = it != g_.op(o).attrs.end() && !std::holds_alternative<std::string>(it->second);
        return plain && !g_.op(o).attrs.count("imag") ? &it->second : nullptr;
    }

    Number evaluate(const ir::Op& op) const {
        if (ir::kind(op.code) != ops::Kind::Elem || op.operands.size() > 2)
            return std::nullopt;
        const Type& to = g_.type(op.results[0]);
        if (!to.is_scalar())
            return std::nullopt;
        std::vector<const Attr*> in;
        for (ValueId v : op.operands) {
            in.push_back(constant(v));
            if (!in.back())
                return std::nullopt;
        }
        DType t = g_.type(op.operands[0]).dtype();
        if (op.code == OpCode::cast)
            return cast(*in[0], t, to.dtype());
        if (op.code == OpCode::pos && !arrays::is_bool(t))
            return *in[0];
        const Attr& a = *in[0];
        const Attr& b = *in.back();
        if (arrays::is_bool(t) && arrays::is_bool(to.dtype()))
            return wrap(logical(op.code, std::get<bool>(a), std::get<bool>(b)));
        if (t == DType::U64 || t == DType::F16 || arrays::is_bool(t))
            return std::nullopt;
        return arrays::is_integer(t) ? integers(op, a, b, t) : reals(op, a, b, t);
    }

    Number integers(const ir::Op& op, const Attr& a, const Attr& b, DType t) const {
        std::int64_t x = std::get<std::int64_t>(a);
        std::int64_t y = std::get<std::int64_t>(b);
        if (arrays::is_bool(g_.type(op.results[0]).dtype()))
            return wrap(compared(op.code, x, y));
        std::optional<std::int64_t> r = whole(op.code, x, y);
        if (op.code == OpCode::neg)
            r = whole(OpCode::sub, 0, x);
        return r && fits(*r, t) ? wrap(r) : std::nullopt;
    }

    Number reals(const ir::Op& op, const Attr& a, const Attr& b, DType t) const {
        double x = std::get<double>(a);
        double y = std::get<double>(b);
        if (arrays::is_bool(g_.type(op.results[0]).dtype()))
            return std::isnan(x) || std::isnan(y) ? std::nullopt : wrap(compared(op.code, x, y));
        if (op.code == OpCode::neg)
            return Attr(-x);
        if (op.code == OpCode::abs)
            return Attr(std::fabs(x));
        if (!std::isfinite(x) || !std::isfinite(y))
            return std::nullopt;
        return wrap(floating(op.code, x, y, t == DType::F32));
    }

    void make_constant(ir::Op& op, const Attr& value) {
        op.code = OpCode::constant;
        op.operands.clear();
        op.attrs = {{"value", value}};
        if (arrays::is_complex(g_.type(op.results[0]).dtype()))
            op.attrs["imag"] = 0.0;
    }

    // Scalars only: of arrays the one that is taken would have to be copied and broadcast.
    void select(const ir::Op& op) {
        const Attr* condition = constant(op.operands[0]);
        if (!condition || g_.type(op.results[0]).is_array())
            return;
        ValueId taken = op.operands[std::get<bool>(*condition) ? 1 : 2];
        if (g_.type(taken) == g_.type(op.results[0]))
            replaced_.add(op.results[0], taken);
    }

    // The ops of the taken branch come to stand where the if_ was, unless they leave the region.
    bool take_branch(ir::RegionId r, std::size_t i) {
        OpId o = g_.region(r).ops[i];
        const Attr* condition = constant(g_.op(o).operands[0]);
        if (!condition || !std::holds_alternative<bool>(*condition))
            return false;
        std::vector<OpId> taken =
            g_.region(g_.op(o).regions[std::get<bool>(*condition) ? 0 : 1]).ops;
        const ir::Op& last = g_.op(taken.back());
        if (last.code != OpCode::yield)
            return false;
        for (std::size_t k = 0; k < last.operands.size(); ++k)
            replaced_.add(g_.op(o).results[k], replaced_.find(last.operands[k]));
        taken.pop_back();
        auto& ops = g_.region(r).ops;
        auto at = ops.erase(ops.begin() + static_cast<std::ptrdiff_t>(i));
        ops.insert(at, taken.begin(), taken.end());
        return true;
    }

    ir::Graph& g_;
    Definitions defs_;
    ir::Replacements replaced_;
};

}  // namespace

void fold_constants(ir::Graph& g) { Folder(g).run(); }

}  // namespace phylanx::passes

// Expressions: names, constants, calls and their arguments, truth and short cuts.
// SPDX-License-Identifier: BSL-1.0
#include <cmath>
#include <limits>
#include <numbers>

#include "sema/lowerer.h"

namespace phylanx::sema {
namespace {

struct Callee {
    OpCode code;
    Style style;
};

// The op that a PhySL name calls, and whose rules it follows: `math_x` and `py_x` Python's, `np_x` and
// plain names NumPy's, the operators' `__x` Python's operators.
std::optional<Callee> find_op(std::string_view name) {
    auto by = [](std::string_view physl) { return ops::find_by_physl(physl); };
    auto prefixed = [&](std::string_view prefix, Style style) -> std::optional<Callee> {
        if (!name.starts_with(prefix)) return std::nullopt;
        auto rest = std::string(name.substr(prefix.size()));
        for (auto& spelling : {rest, "__" + rest})
            if (auto op = by(spelling)) return Callee{*op, style};
        return std::nullopt;
    };
    if (auto op = by(name)) return Callee{*op, name.starts_with("__") ? Style::Operator : Style::NumPy};
    if (auto c = prefixed("math_", Style::Math)) return c;
    if (auto c = prefixed("np_", Style::NumPy)) return c;
    return prefixed("py_", Style::Operator);
}

constexpr double kInfinity = std::numeric_limits<double>::infinity();
const std::map<std::string, double, std::less<>> kConstants{
    {"inf", kInfinity}, {"ninf", -kInfinity}, {"nan", std::nan("")}, {"pi", std::numbers::pi},
    {"euler", std::numbers::e}, {"euler_gamma", std::numbers::egamma}, {"PZERO", 0.0}, {"NZERO", -0.0}};

const std::map<std::string, OpCode, std::less<>> kAugmented{
    {"__iadd", OpCode::add}, {"__isub", OpCode::sub}, {"__imul", OpCode::mul}, {"__itruediv", OpCode::truediv},
    {"__ifloordiv", OpCode::floordiv}, {"__ipymod", OpCode::mod}, {"__ipow", OpCode::pow},
    {"__imatmul", OpCode::matmul}, {"__ibitand", OpCode::bit_and}, {"__ibitor", OpCode::bit_or},
    {"__ibitxor", OpCode::bit_xor}, {"__ilshift", OpCode::lshift}, {"__irshift", OpCode::rshift}};

}  // namespace

Val Lowerer::name(const Node& node) {
    const bool own = node.text.starts_with("__");  // of a function inside the function
    const bool free = !own && !call_stack_.empty() && tree_[call_stack_.back()].is_call("lambda");
    auto unbound = [&] {
        return fmt::format("cannot access {} variable '{}' where it is not associated with a value{}", free ? "free" : "local",
                           node.text, free ? " in enclosing scope" : "");
    };
    auto it = env_->find(node.text);
    if (it != env_->end() && !it->second.is(Val::Kind::Unbound)) {
        Val v = it->second;
        if (v.bound != kNone) {
            check(v.bound, free ? ErrorClass::Name : ErrorClass::UnboundLocal, unbound());
            v.bound = kNone;
            (*env_)[node.text] = v;
        }
        return v;
    }
    if (auto c = kConstants.find(node.text); c != kConstants.end()) return float_val(c->second);
    if (auto d = defines_.find(node.text); d != defines_.end()) return Val::of_function(d->second);
    raise_now(free ? ErrorClass::Name : ErrorClass::UnboundLocal, unbound());
    return Val::none();
}

Val Lowerer::expr(NodeId id) {
    const Node& node = tree_[id];
    switch (node.kind) {
        case physl::NodeKind::Nil: return Val::none();
        case physl::NodeKind::Bool: return bool_val(node.bool_value);
        case physl::NodeKind::Int: return int_val(node.int_value);
        case physl::NodeKind::Float: return float_val(node.float_value);
        case physl::NodeKind::String: return Val::str(node.text);
        case physl::NodeKind::Identifier: return name(node);
        case physl::NodeKind::Call: {
            Span outer = span_;
            go_to(node);
            Val v = call(id);
            if (v.is(Val::Kind::Sequence) && v.is_list && v.origin == 0 && v.parameter < 0) {
                if (object_lists_.contains(id) && !ended_) v = to_any(v);
                else v.origin = id;
            }
            span_ = outer;
            return v;
        }
        case physl::NodeKind::Array: {
            auto& a = tree_.array(id);
            std::function<Val(std::size_t, std::size_t&)> build = [&](std::size_t d, std::size_t& next) -> Val {
                if (d == a.shape.size())
                    return std::visit([&](auto& data) -> Val {
                        using T = typename std::decay_t<decltype(data)>::value_type;
                        auto v = data[next++];
                        if constexpr (std::is_same_v<T, double>) return float_val(v);
                        else if constexpr (std::is_same_v<T, std::int64_t>) return int_val(v);
                        else return bool_val(v != 0);
                    }, a.data);
                std::vector<Val> items;
                for (std::int64_t i = 0; i < a.shape[d]; ++i) items.push_back(build(d + 1, next));
                return Val::sequence(std::move(items), true);
            };
            std::size_t next = 0;
            return array_of(build(0, next), a.is_float() ? std::optional(DType::F64) : std::nullopt);
        }
    }
    return Val::none();
}

Args Lowerer::arguments(const Node& node, std::size_t from) {
    Args args;
    for (std::size_t i = from; i < node.children.size(); ++i) {
        const Node& a = tree_[node.children[i]];
        if (a.is_call("__arg")) {
            Val v = expr(a.children[1]);
            args.keywords.emplace_back(tree_[a.children[0]].text, v);
        } else if (a.is_call("__star")) {
            Val v = expr(a.children[0]);
            if (!v.is(Val::Kind::Sequence)) refuse("unpacking a value whose length is not known");
            for (auto& item : v.items()) args.positional.push_back(item);
        } else {
            args.positional.push_back(expr(node.children[i]));
        }
        if (ended_) break;
    }
    return args;
}

Val Lowerer::truth(const Val& v0) {
    if (v0.is(Val::Kind::None)) return bool_val(false);
    if (v0.is(Val::Kind::Str)) return bool_val(!v0.text.empty());
    if (v0.is(Val::Kind::Sequence)) return bool_val(!v0.items().empty());
    if (!v0.runtime()) return bool_val(true);
    if (v0.is_any()) return unbox(foreign("call:builtins.bool", {v0}), Type::py_bool());
    Val v = v0;
    v.weak = kNone;  // zero is zero in every type
    v = item(v);
    if (v.is_array()) {
        Val n = int_val(1);
        for (int d = 0; d < v.type.ndim(); ++d)
            n = elem(OpCode::mul, {n, dim(v, d)}, Style::Operator);
        check(elem(OpCode::ne, {n, int_val(0)}, Style::Operator).id, ErrorClass::Value,
              "The truth value of an empty array is ambiguous. Use `array.size > 0` to check that an array is not empty.");
        Val one = elem(OpCode::eq, {n, int_val(1)}, Style::Operator);
        check(one.id, ErrorClass::Value,
              "The truth value of an array with more than one element is ambiguous. Use a.any() or a.all()");
        std::vector<Val> zeros(static_cast<std::size_t>(v.type.ndim()), int_val(0));
        v = getitem(v, zeros);
    }
    if (v.type.is(TypeKind::PyBool)) return v;
    if (auto c = constant<std::int64_t>(v)) return bool_val(*c != 0);
    if (v.type.dtype() == DType::Bool) return emit_val(OpCode::cast, {v.id}, Type::py_bool());
    Val zero = cast(int_val(0), v.type.dtype());
    Val same = Val::value(emit(OpCode::cast, {v.id}, zero.type), zero.type);
    ValueId ne = emit(OpCode::ne, {same.id, zero.id}, Type::scalar(DType::Bool));
    return emit_val(OpCode::cast, {ne}, Type::py_bool());
}

Val Lowerer::short_circuit(const Node& node, bool is_and) {
    Val a = expr(node.children[0]);
    if (ended_) return a;
    Val t = truth(a);
    auto other = [&] { return expr(node.children[1]); };
    auto self = [&] { return a; };
    return is_and ? if_(t.id, other, self) : if_(t.id, self, other);
}

Val Lowerer::identity_test(const Val& a0, const Val& b0, bool negate) {
    const Val a = settle(a0), b = settle(b0);
    if (a.is_any() || b.is_any()) {
        Val r = unbox(foreign("op:is_", {a, b}), Type::py_bool());
        return negate ? emit_val(OpCode::invert, {r.id}, Type::py_bool()) : r;
    }
    if (a.runtime() && b.runtime() && a.type.is(TypeKind::PyBool) && b.type.is(TypeKind::PyBool)) {
        Val r = elem(OpCode::eq, {a, b}, Style::Operator);
        if (auto c = constant<bool>(r)) return bool_val(*c != negate);
        return negate ? emit_val(OpCode::invert, {r.id}, Type::py_bool()) : r;
    }
    return bool_val(same_object(a, b) != negate);
}

// Whether two names stand for one Python object; refuses where that cannot be told.
bool Lowerer::same_object(const Val& a, const Val& b) const {
    if (a.kind != b.kind) return false;
    switch (a.kind) {
        case Val::Kind::None:
        case Val::Kind::Ellipsis: return true;
        case Val::Kind::Str: return a.text == b.text;
        case Val::Kind::Function: return a.function == b.function && a.scope == b.scope;
        case Val::Kind::Sequence:
            if (a.items_ptr && a.items_ptr == b.items_ptr) return true;
            if (a.whole >= 0 && a.whole == b.whole) return true;
            break;
        case Val::Kind::Runtime: {
            if (a.id == b.id) return true;
            if (a.is_array() != b.is_array()) return false;
            if (!a.is_array() || merged_.contains(a.id) || merged_.contains(b.id)) break;
            // One array value is one object; only arguments may be given twice.
            auto x = parameters_.find(a.id), y = parameters_.find(b.id);
            if (x == parameters_.end() || y == parameters_.end()) return false;
            const auto& whole = g_.region(g_.body).args;
            if (whole[x->second] != a.id || whole[y->second] != b.id) break;
            for (std::size_t p : {x->second, y->second})
                if (!same_parameter_.contains(p)) throw NeedStatic(p);
            return same_parameter_.at(x->second) == same_parameter_.at(y->second);
        }
        default: break;
    }
    refuse("'is' between these values; compare with ==");
}

Val Lowerer::call(NodeId id) {
    const Node& node = tree_[id];
    const std::string& f = node.text;
    auto child = [&](std::size_t i) -> NodeId {
        if (i >= node.children.size()) refuse("'" + f + "' lacks an argument");
        return node.children[i];
    };
    auto rest = [&](std::size_t from) {
        std::vector<Val> values;
        for (std::size_t i = from; i < node.children.size() && !ended_; ++i)
            values.push_back(expr(node.children[i]));
        return values;
    };
    if (auto it = env_->find(f); it != env_->end() && it->second.is(Val::Kind::Function))
        return define_call(it->second.function, arguments(node), it->second.scope);
    if (auto d = defines_.find(f); d != defines_.end()) return define_call(d->second, arguments(node));
    if (f == "store" || f == "define") {
        const Node& target = tree_[child(0)];
        if (f == "define" && (ops::find_by_physl(target.text) || kConstants.contains(target.text)))
            throw support::UserError(ErrorClass::Syntax, target.span,
                                     "'" + target.text + "' is a name of PhySL's own and cannot be defined");
        if (f == "define" && node.children.size() != 2) {  // a nested function
            (*env_)[tree_[child(0)].text] = Val::of_function(id);
            return (*env_)[tree_[child(0)].text];
        }
        if (tree_[child(0)].is_call("__getitem") && kAugmented.contains(tree_[child(1)].text))
            return update_item(child(0), child(1));
        Val v = expr(child(1));
        if (!ended_) store(child(0), v);
        return v;
    }
    if (f == "block") {
        Val v = Val::none();
        for (NodeId c : node.children) {
            if (ended_) return Val::none();
            const Node& s = tree_[c];
            bool is_statement = s.is_call("__for") || s.is_call("while") || s.is_call("return") ||
                                s.is_call("break") || s.is_call("continue") || s.is_call("assert") || s.is_call("raise");
            if (is_statement) statement(c), v = Val::none();
            else v = expr(c);
        }
        return v;
    }
    if (f == "__for" || f == "while" || f == "return" || f == "break" || f == "continue" || f == "assert" ||
        f == "raise" || f == "__file")
        return statement(id), Val::none();
    if (f == "__quietly") {
        const QuietScope scope(*this, quiet_flags(tree_[child(0)].text));
        return expr(child(1));
    }
    if (f == "__typed") return typed(node);
    if (f == "__ufunc") return ufunc(node);
    if (f == "__ufunc_with") return ufunc_with_keywords(find_op(tree_[child(0)].text).value().code, node);
    if (f == "__prelude" || f == "__prelude_packed") return prelude(node);
    if (f == "lambda") return function_value(id);
    if (f == "__call") {  // of a value: a function inside the function, or any object
        Val callee = expr(child(0));
        Args args = arguments(node, 1);
        if (ended_) return Val::none();
        if (callee.is(Val::Kind::Function)) return define_call(callee.function, args, callee.scope);
        args.positional.insert(args.positional.begin(), callee);
        return foreign("call:__call", args.positional, args.keywords, "a call of a value");
    }
    if (f == "__issubdtype") {
        Val v = expr(child(0));
        if (v.is(Val::Kind::Dtype)) v = Val::value(kNone, Type::scalar(v.dtype));
        if (v.runtime() && v.type.is(TypeKind::Scalar)) {
            if (auto known = is_instance(v, tree_[child(1)].text)) return bool_val(*known);
        }
        return unbox(expr(child(2)), Type::py_bool());
    }
    if (f == "__limit") {  // an attribute of np.finfo or np.iinfo
        Val v = expr(child(1));
        if (auto known = limit_of(v, tree_[child(0)].text)) return *known;
        return expr(child(2));
    }
    if (f == "__isinstance") {
        Val v = expr(child(0));
        if (auto known = is_instance(v, tree_[child(1)].text)) return bool_val(*known);
        return unbox(expr(child(2)), Type::py_bool());
    }
    if (f == "if") {
        ValueId c = truth_value(expr(child(0)));
        return if_(c, [&] { return expr(child(1)); },
                   [&] { return node.children.size() > 2 ? expr(child(2)) : Val::none(); });
    }
    if (f == "__and_then" || f == "__or_else") return short_circuit(node, f == "__and_then");
    if (f == "__lnot" || f == "__not") {
        Val t = truth(expr(child(0)));
        if (auto c = constant<bool>(t)) return bool_val(!*c);
        return emit_val(OpCode::invert, {t.id}, Type::py_bool());
    }
    if (f == "__is" || f == "__is_not") {
        Val a = expr(child(0)), b = expr(child(1));
        return identity_test(a, b, f == "__is_not");
    }
    if (f == "__in" || f == "__not_in") {
        Val a = expr(child(0)), b = expr(child(1));
        Val r;
        if (b.is(Val::Kind::Sequence)) {
            r = bool_val(false);
            for (auto& v : b.items()) {
                Val same = compare_static(OpCode::eq, a, v);
                Val before = r;
                r = if_(truth_value(same), [&] { return bool_val(true); }, [&] { return before; });
            }
        } else {
            r = unbox(foreign("op:contains", {b, a}), Type::py_bool());
        }
        if (f == "__in") return r;
        if (auto c = constant<bool>(r)) return bool_val(!*c);
        return emit_val(OpCode::invert, {r.id}, Type::py_bool());
    }
    if (auto a = kAugmented.find(f); a != kAugmented.end()) {
        Val target = expr(child(0)), value = expr(child(1));
        return ended_ ? Val::none() : augmented(a->second, target, value);
    }
    if (f == "tuple" || f == "list") {
        Args args = arguments(node);
        return Val::sequence(std::move(args.positional), f == "list");
    }
    if (f == "range" || f == "prange") {
        auto parts = rest(0);
        if (parts.empty() || parts.size() > 3) refuse("range takes one to three arguments");
        for (auto& p : parts) if (p.is_any()) refuse("range of a Python object");
        if (parts.size() == 1) parts.insert(parts.begin(), int_val(0));
        if (parts.size() == 2) parts.push_back(int_val(1));
        Val step = parts[2];
        if (!constant<std::int64_t>(step))
            check(truth_value(elem(OpCode::ne, {step, int_val(0)}, Style::Operator)), ErrorClass::Value,
                  "range() arg 3 must not be zero");
        return Val::of(Val::Kind::Range, std::move(parts));
    }
    if (f == "enumerate") {
        Args args = arguments(node);
        Val start = args.positional.size() > 1 ? args.positional[1]
                    : !args.keywords.empty()   ? args.keywords[0].second
                                               : int_val(0);
        return Val::of(Val::Kind::Enumerate, {args.positional.at(0), start});
    }
    if (f == "zip") return Val::of(Val::Kind::Zip, rest(0));
    if (f == "reversed") return Val::of(Val::Kind::Reversed, rest(0));
    if (f == "__slice") {
        auto parts = rest(0);
        parts.resize(3, Val::none());
        return Val::of(Val::Kind::Slice, std::move(parts));
    }
    if (f == "__ellipsis") return Val::of(Val::Kind::Ellipsis);
    if (f == "__dtype") {
        auto t = arrays::dtype_from_name(tree_[child(0)].text);
        if (!t) refuse("dtype '" + tree_[child(0)].text + "'");
        return Val::of_dtype(*t);
    }
    if (f == "__getitem" || f == "slice") {
        auto values = rest(0);
        if (ended_) return Val::none();
        return getitem(values[0], {values.begin() + 1, values.end()});
    }
    if (f == "__getattr") {
        Val a = expr(child(0));
        return ended_ ? a : getattr(a, tree_[child(1)].text);
    }
    if (f == "__method" || f == "__method_with") {  // the latter: with arguments that the method's op does not have
        Val a = expr(child(1));
        if (ended_) return a;
        Args args = arguments(node, 2);
        if (ended_) return a;
        return method(tree_[child(0)].text, a, std::move(args), f == "__method" ? "__method_" : "__method_with_");
    }
    if (f == "__foreign" || f == "__foreign_expr") {
        Args args = arguments(node, 1);
        if (ended_) return Val::none();
        const std::string& path = tree_[child(0)].text;
        return foreign((f == "__foreign" ? "call:" : "expr:") + path, args.positional, args.keywords,
                       "no native form");
    }
    if (f == "cout" || f == "debug") return foreign("call:builtins.print", rest(0), {}, "output"), Val::none();
    if (auto v = physl_operator(node)) return *v;
    if (auto v = intrinsic(node)) return *v;
    auto op = find_op(f);
    if (!op) {
        span_ = node.span;
        throw support::UserError(ErrorClass::Name, node.span, "name '" + f + "' is not defined");
    }
    Args args = arguments(node);
    return ended_ ? Val::none() : op_call(op->code, op->style, std::move(args));
}

// The infix operators whose meaning is not Python's: they work in the common type of the operands, as C does.
std::optional<Val> Lowerer::physl_operator(const Node& node) {
    static const std::map<std::string, OpCode, std::less<>> kOperators{
        {"__div", OpCode::truediv}, {"__mod", OpCode::fmod}, {"__and", OpCode::logical_and},
        {"__or", OpCode::logical_or}, {"__xor", OpCode::logical_xor}};
    auto it = kOperators.find(node.text);
    if (it == kOperators.end()) return std::nullopt;
    std::vector<Val> operands;
    for (NodeId c : node.children) operands.push_back(settle(item(expr(c))));
    if (operands.size() < 2) refuse("'" + node.text + "' takes two operands or more");
    Val r = operands[0];
    for (std::size_t i = 1; i < operands.size(); ++i) r = physl_binary(it->second, r, operands[i]);
    return r;
}

Val Lowerer::physl_binary(OpCode code, const Val& a, const Val& b) {
    const bool numbers = a.is_scalar() && b.is_scalar();
    const bool integers = a.runtime() && b.runtime() && !a.is_any() && !b.is_any() &&
                          !arrays::is_inexact(a.type.dtype()) && !arrays::is_inexact(b.type.dtype());
    if (ops::info(code).rule == ops::DTypeRule::logical) {
        if (!numbers) return elem(code, {a, b}, Style::NumPy);
        Val x = truth(a), y = truth(b);
        return emit_val(code == OpCode::logical_and  ? OpCode::bit_and
                        : code == OpCode::logical_or ? OpCode::bit_or
                                                     : OpCode::bit_xor,
                        {x.id, y.id}, Type::py_bool());
    }
    auto op = [&](OpCode c, const Val& x, const Val& y) { return elem(c, {x, y}, Style::Operator); };
    if (!integers || !numbers) {
        if (!integers) return code == OpCode::fmod ? elem(code, {a, b}, Style::NumPy) : op(code, a, b);
        // Arrays of integers: the quotient rounded towards zero.
        Val rest = elem(OpCode::fmod, {a, b}, Style::NumPy);
        return code == OpCode::fmod ? rest : elem(OpCode::floordiv, {elem(OpCode::sub, {a, rest}, Style::NumPy), b}, Style::NumPy);
    }
    // a - b * floor(a / b) has b's sign; C's remainder has a's.
    Val rest = op(OpCode::mod, a, b);
    Val other_sign = op(OpCode::lt, op(OpCode::mul, a, b), int_val(0));
    Val uneven = op(OpCode::ne, rest, int_val(0));
    ValueId wrong = emit(OpCode::bit_and, {other_sign.id, uneven.id}, Type::py_bool());
    Val fixed = if_(wrong, [&] { return op(OpCode::sub, rest, b); }, [&] { return rest; });
    return code == OpCode::fmod ? fixed : op(OpCode::floordiv, op(OpCode::sub, a, fixed), b);
}

Val Lowerer::op_call(OpCode code, Style style, Args args) {
    const auto& row = ops::info(code);
    const bool variadic = code == OpCode::py_max || code == OpCode::py_min;
    if (!variadic && (row.kind != ops::Kind::Elem || code == OpCode::select || code == OpCode::make_complex)) {
        for (auto& v : args.positional) v = settle(v);
        for (auto& [k, v] : args.keywords) v = settle(v);
    }
    if ((code == OpCode::eq || code == OpCode::ne) && style == Style::Operator && args.positional.size() == 2) {
        auto text = [](const Val& v) { return v.is(Val::Kind::Str) || v.is(Val::Kind::None); };
        if (text(args.positional[0]) && text(args.positional[1]))
            return compare_static(code, args.positional[0], args.positional[1]);
    }
    for (auto& v : args.positional)
        if (v.is_any()) return foreign_op(code, style, args, "an operand is a Python object");
    for (auto& [k, v] : args.keywords)
        if (v.is_any()) return foreign_op(code, style, args, "an argument is a Python object");
    // Bind positional and keyword arguments to the row's parameters.
    std::map<std::string, Val> p;
    std::vector<std::string> names;
    std::string params(row.params);
    for (std::size_t at = 0; at < params.size();) {
        std::size_t end = std::min(params.find(' ', at), params.size());
        std::string one = params.substr(at, end - at);
        names.push_back(one.substr(0, one.find('=')));
        at = end + 1;
    }
    if (args.positional.size() > names.size() && !variadic && inside_program_)
        throw support::UserError(ErrorClass::Type, span_,
                                 fmt::format("{} takes at most {} arguments, {} are given", row.physl, names.size(),
                                             args.positional.size()));
    if (args.positional.size() > names.size() && !variadic)
        return foreign_op(code, style, args, "an argument that has no native form");
    if (row.kind == ops::Kind::Elem && code != OpCode::select) {
        if (!args.keywords.empty() || args.positional.size() != names.size())
            return foreign_op(code, style, args, "keyword arguments of this function");
        if (code == OpCode::make_complex) {
            for (auto& v : args.positional) if (!item(v).is_scalar()) return foreign_op(code, style, args, "complex()");
            return emit_val(code, {convert(item(args.positional[0]), Type::py_float()),
                                   convert(item(args.positional[1]), Type::py_float())}, Type::py_complex());
        }
        return elem(code, args.positional, style);
    }
    if (variadic) {
        if (args.positional.size() == 1 && args.positional[0].is(Val::Kind::Sequence))
            args.positional = args.positional[0].items();
        if (args.positional.empty() || !args.keywords.empty())
            return foreign_op(code, style, args, "this use of min or max");
        // What may be a Python number stays so: the result does not depend on it, but for its type.
        // A 0-d array is given back as it is.
        for (auto& v : args.positional)
            if (v.is_array()) return foreign_op(code, style, args, "min or max of arrays");
        const auto number = [&](const Val& v) { return v.weak != kNone ? v : item(v); };
        Val best = number(args.positional[0]);
        if (!best.is_scalar()) return foreign_op(code, style, args, "min or max of these");
        for (std::size_t i = 1; i < args.positional.size(); ++i) {
            Val v = number(args.positional[i]), old = best;
            if (!v.is_scalar()) return foreign_op(code, style, args, "min or max of these");
            Val better = elem(code == OpCode::py_max ? OpCode::gt : OpCode::lt, {v, old}, Style::Operator);
            best = if_(truth_value(better), [&] { return v; }, [&] { return old; });
        }
        return best;
    }
    for (std::size_t i = 0; i < args.positional.size(); ++i) p[names[i]] = args.positional[i];
    for (auto& [k, v] : args.keywords) {
        if (std::find(names.begin(), names.end(), k) == names.end())
            return foreign_op(code, style, args, "argument '" + k + "' has no native form");
        p[k] = v;
    }
    if (row.kind == ops::Kind::Reduce && style == Style::Operator)  // Python's own sum: one item after the other
        return foreign("call:builtins.sum", {p[names[0]]}, {}, "Python's own function of a sequence");
    auto axis = p.find("axis");
    if (axis != p.end() && axis->second.is(Val::Kind::None)) flatten_operands(code, p);
    else if (const Val& a = p[names[0]]; axis != p.end() && code != OpCode::expand_dims && a.runtime() && !a.is_any() &&
             (a.is_scalar() || a.type.ndim() == 0))  // taken as one of a vector, or refused: each function has its way
        return foreign_op(code, style, args, "an axis of a number");
    for (auto& [k, v] : p)
        if (v.is(Val::Kind::None)) v = Val{};  // None means: as if not given
    const std::size_t start_findings = findings_.size();
    try {
        if (row.kind == ops::Kind::Compose || row.kind == ops::Kind::Reduce || row.kind == ops::Kind::View ||
            code == OpCode::select)
            return compose(code, style, p);
        return library(code, p);
    } catch (const support::UserError& e) {
        // What this op cannot do natively NumPy can.
        if (e.error_class != ErrorClass::NotImplemented) throw;
        findings_.resize(start_findings);
        return foreign_op(code, style, args, e.what());
    }
}

// Of sort, argsort and concatenate, whose axis is another one where none is given: None makes them flat.
void Lowerer::flatten_operands(OpCode code, std::map<std::string, Val>& p) {
    auto flat = [&](const Val& v) { return reshape(to_array(v, std::nullopt), {int_val(-1)}); };
    if (code == OpCode::sort || code == OpCode::argsort) p["a"] = flat(p["a"]);
    if (code != OpCode::concatenate || !p["arrays"].is(Val::Kind::Sequence)) return;
    std::vector<Val> parts;
    for (auto& v : p["arrays"].items()) parts.push_back(flat(v));
    p["arrays"] = Val::sequence(std::move(parts));
}

// a[i] op= v: the element or view is read once, updated, and written back where it was a copy.
Val Lowerer::update_item(NodeId target, NodeId update) {
    std::vector<Val> parts;
    for (NodeId c : tree_[target].children) parts.push_back(expr(c));
    if (ended_) return Val::none();
    const std::vector<Val> index(parts.begin() + 1, parts.end());
    Val current = getitem(parts[0], index);
    if (ended_) return Val::none();
    const bool view = current.is_array() && parts[0].is_array() && !has_array(index) && basic_slice(parts[0], index);
    Val value = expr(tree_[update].children[1]);
    if (ended_) return Val::none();
    Val result = augmented(kAugmented.find(tree_[update].text)->second, current, value);
    if (!view && !ended_) setitem(parts[0], index, result);
    return Val::none();
}

// Whether a value is of one of the classes named, as far as its type tells.
std::optional<bool> Lowerer::is_instance(const Val& v, std::string_view names) const {
    auto named = [&](std::string_view name) {
        for (std::size_t at = 0; at < names.size();) {
            const std::size_t end = std::min(names.find(' ', at), names.size());
            if (names.substr(at, end - at) == name) return true;
            at = end + 1;
        }
        return false;
    };
    auto one_of = [&](std::initializer_list<std::string_view> list) { return std::ranges::any_of(list, named); };
    using Kind = Val::Kind;
    if (v.weak != kNone || v.is_any()) return std::nullopt;
    if (v.is(Kind::Str)) return named("str");
    if (v.is(Kind::None)) return named("NoneType");
    if (v.is(Kind::Sequence)) return named(v.is_list ? "list" : "tuple");
    if (!v.runtime()) return std::nullopt;
    switch (v.type.kind()) {
        case TypeKind::PyBool: return one_of({"bool", "int"});
        case TypeKind::PyInt: return named("int");
        case TypeKind::PyFloat: return named("float");
        case TypeKind::PyComplex: return named("complex");
        case TypeKind::Array: return named("ndarray");
        case TypeKind::Scalar: break;
        default: return std::nullopt;
    }
    const DType t = v.type.dtype();
    if (one_of({"generic", arrays::name(t)})) return true;
    if (arrays::is_bool(t)) return named("bool_");
    if (one_of({"number"})) return true;
    if (arrays::is_integer(t))
        return one_of({"integer", arrays::is_unsigned(t) ? "unsignedinteger" : "signedinteger"});
    if (named("inexact")) return true;
    if (arrays::is_complex(t)) return one_of({"complexfloating"}) || (t == DType::C128 && named("complex"));
    return one_of({"floating"}) || (t == DType::F64 && named("float"));
}

Val Lowerer::compare_static(OpCode code, const Val& a, const Val& b) {
    bool text = a.is(Val::Kind::Str) || b.is(Val::Kind::Str) || a.is(Val::Kind::None) || b.is(Val::Kind::None);
    if (text && !a.is_any() && !b.is_any()) {
        bool same = same_pattern(a, b);
        return bool_val(code == OpCode::eq ? same : !same);
    }
    return elem(code, {a, b}, Style::Operator);
}

// a, *b, c = v: the rest is a list.
void Lowerer::bind_starred(const Node& target, const Val& v) {
    const std::size_t n = target.children.size();
    if (!v.is(Val::Kind::Sequence)) refuse("'*' in the target of an assignment of a value of unknown length");
    const auto& items = v.items();
    if (items.size() + 1 < n)
        return raise_now(ErrorClass::Value, fmt::format("not enough values to unpack (expected at least {}, got {})",
                                                        n - 1, items.size()));
    std::size_t next = 0;
    for (NodeId c : target.children) {
        if (!tree_[c].is_call("__star")) {
            store(c, items[next++]);
            continue;
        }
        const std::size_t rest = items.size() - (n - 1);
        const auto first = items.begin() + static_cast<std::ptrdiff_t>(next);
        Val list = Val::sequence({first, first + static_cast<std::ptrdiff_t>(rest)}, true);
        const NodeId name = tree_[c].children[0];
        if (object_lists_.contains(c)) list = to_any(list);
        else list.origin = c;
        store(name, list);
        next += rest;
    }
}

// Whether it is `a.flags` of an array.
bool Lowerer::flags_of_array(NodeId node) {
    const Node& n = tree_[node];
    if (!n.is_call("__getattr") || tree_[n.children[1]].text != "flags") return false;
    return !tree_[n.children[0]].is_identifier() || expr(n.children[0]).is_array();
}

void Lowerer::store(NodeId target, const Val& v) {
    const Node& t = tree_[target];
    if (t.is_identifier()) {
        if (v.runtime() && v.id != kNone && g_.value(v.id).name.empty()) g_.value(v.id).name = t.text;
        return store_name(t.text, v);
    }
    if (t.is_call("__getitem") || t.is_call("slice")) {
        if (flags_of_array(t.children[0])) refuse("the flags of an array are set");
        std::vector<Val> parts;
        for (NodeId c : t.children) parts.push_back(expr(c));
        if (ended_) return;
        return setitem(parts[0], {parts.begin() + 1, parts.end()}, v);
    }
    if (t.is_call("__getattr")) {
        Val object = expr(t.children[0]);
        const std::string& attribute = tree_[t.children[1]].text;
        if ((object.is_array() && attribute != "real" && attribute != "imag" && attribute != "flat") ||
            flags_of_array(t.children[0]))
            refuse("'" + attribute + "' of an array is set in place; make a new array, as by reshape or view");
        if ((attribute == "real" || attribute == "imag") && object.is_array() && arrays::is_complex(object.type.dtype()))
            return assign(part(object, attribute == "imag"), v);
        foreign("setattr:" + tree_[t.children[1]].text, {object, v}, {}, "an attribute is written");
        return;
    }
    if (t.is_call("tuple") || t.is_call("list")) {
        const std::size_t n = t.children.size();
        for (NodeId c : t.children)
            if (tree_[c].is_call("__star")) return bind_starred(t, v);
        if (v.is(Val::Kind::Sequence)) {
            if (v.items().size() != n)
                return raise_now(ErrorClass::Value,
                                 v.items().size() > n
                                     ? fmt::format("too many values to unpack (expected {})", n)
                                     : fmt::format("not enough values to unpack (expected {}, got {})", n, v.items().size()));
            for (std::size_t i = 0; i < n; ++i) store(t.children[i], v.items()[i]);
            return;
        }
        if (v.is_any()) {
            Val list = foreign("unpack:" + std::to_string(n), {v});
            for (std::size_t i = 0; i < n; ++i)
                store(t.children[i], foreign("item:", {list, int_val(static_cast<std::int64_t>(i))}));
            return;
        }
        if (v.is_array() && v.type.ndim() > 0) {
            const Val extent = dim(v, 0), wanted = int_val(static_cast<std::int64_t>(n));
            check(elem(OpCode::ge, {extent, wanted}, Style::Operator).id, ErrorClass::Value,
                  fmt::format("not enough values to unpack (expected {}, got {{0}})", n), extent.id);
            check(elem(OpCode::le, {extent, wanted}, Style::Operator).id, ErrorClass::Value,
                  fmt::format("too many values to unpack (expected {})", n));
            for (std::size_t i = 0; i < n; ++i)
                store(t.children[i], getitem(v, {int_val(static_cast<std::int64_t>(i))}));
            return;
        }
    }
    refuse("an assignment to this target; assign to names, elements of arrays, or tuples of these");
}

}  // namespace phylanx::sema

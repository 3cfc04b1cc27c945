// Where control flow joins: values converted to what holds all of them, and taken apart into leaves.
// SPDX-License-Identifier: BSL-1.0
#include "sema/lowerer.h"

namespace phylanx::sema {

ValueId Lowerer::convert(const Val& v, const Type& t) {
    if (v.is(Val::Kind::Unbound)) return emit(OpCode::undef, {}, t);
    if (t.is_any()) {
        let_go(v);
        auto object = [&] { return to_any(settle(v)); };
        if (v.bound == kNone || v.is_any()) return object().id;
        // Of a name without a value nothing is made: what stands in its place is not even an array.
        return if_(v.bound, object, [&] { return Val::value(emit(OpCode::undef, {}, t), t); }).id;
    }
    if (v.runtime() && v.type == t) return v.id;
    support::internal_check(v.is_scalar() && t.is_scalar(), "no conversion from {} to {}",
                            v.runtime() ? v.type.to_string() : "a compile-time value", t.to_string());
    return emit(OpCode::cast, {v.id}, t);
}

// A Python number laid into a stronger type that must hold its very value.
ValueId Lowerer::fit(const Val& v, const Type& t) {
    ValueId r = emit(OpCode::cast, {v.id}, t);
    bool exact = v.type.is(TypeKind::PyBool) || (v.type.is(TypeKind::PyFloat) && t.dtype() == DType::F64) ||
                 (v.type.is(TypeKind::PyInt) && t.dtype() == DType::I64);
    if (auto c = constant<std::int64_t>(v)) exact |= *c >= -64 && *c <= 64 && (*c >= 0 || !arrays::is_unsigned(t.dtype()));
    if (auto c = constant<double>(v)) exact |= static_cast<double>(static_cast<float>(*c)) == *c;
    if (!exact) {
        if (!may_assume_) throw NeedExactJoins{};
        ValueId back = emit(OpCode::cast, {r}, v.type);
        assume(emit(OpCode::eq, {back, v.id}, Type::py_bool()));
    }
    return r;
}

// What was assumed to compile this function must hold, or it is run in Python from its start.
void Lowerer::assume(ValueId condition) {
    check(condition, ErrorClass::Deopt, "");
    assumed_ = true;
}

// A value whose type matters here.
Val Lowerer::settle(const Val& v) {
    if (v.weak == kNone) return v;
    Val strong = v;
    strong.weak = kNone;
    if (may_assume_) {
        assume(emit(OpCode::invert, {v.weak}, Type::py_bool()));
        return strong;
    }
    Type t = v.weak_kind == TypeKind::PyInt ? Type::py_int()
             : v.weak_kind == TypeKind::PyBool ? Type::py_bool() : Type::py_float();
    return if_(v.weak, [&] { return to_any(Val::value(emit(OpCode::cast, {v.id}, t), t)); },
               [&] { return to_any(strong); });
}

void Lowerer::leaves(const Val& v, const Val& pattern, std::vector<ValueId>& out) {
    if (pattern.maybe_weak) {
        const bool weak = v.runtime() && v.weak == kNone && v.type.kind() == pattern.weak_kind;
        out.push_back(weak ? fit(v, pattern.type) : convert(v, pattern.type));
        out.push_back(v.weak != kNone ? v.weak : bool_val(weak).id);
    } else if (pattern.runtime()) {
        out.push_back(convert(v, pattern.type));
    }
    for (std::size_t i = 0; i < pattern.items().size(); ++i)
        leaves(v.is(Val::Kind::Unbound) ? v : v.items()[i], pattern.items()[i], out);
    if (pattern.maybe_unbound)
        out.push_back(v.is(Val::Kind::Unbound) ? bool_val(false).id
                      : v.bound == kNone       ? bool_val(true).id
                                               : v.bound);
}

Val Lowerer::rebuild(const Val& pattern, const std::vector<ValueId>& values, std::size_t& next) {
    Val v = pattern;
    v.maybe_unbound = v.maybe_weak = false;
    if (pattern.runtime()) v.id = values[next++];
    if (v.is_array()) merged_.insert(v.id);
    if (pattern.maybe_weak) v.weak = values[next++];
    if (!pattern.items().empty()) {
        std::vector<Val> items;
        for (auto& item : pattern.items()) items.push_back(rebuild(item, values, next));
        v.items_ptr = std::make_shared<const std::vector<Val>>(std::move(items));
    }
    if (pattern.maybe_unbound) v.bound = values[next++];
    return v;
}

std::set<std::string> Lowerer::assigned(NodeId id) const {
    std::set<std::string> names;
    std::function<void(NodeId)> target = [&](NodeId t) {
        const Node& n = tree_[t];
        if (n.is_identifier()) names.insert(n.text);
        else if (n.is_call("tuple") || n.is_call("list") || n.is_call("__star"))
            for (NodeId c : n.children) target(c);
    };
    std::function<void(NodeId)> visit = [&](NodeId i) {
        const Node& n = tree_[i];
        if (!n.is_call() || n.is_call("lambda")) return;
        if ((n.text == "store" || n.text == "__for" || n.text == "define") && !n.children.empty())
            target(n.children[0]);
        for (NodeId c : n.children) visit(c);
    };
    visit(id);
    return names;
}

}  // namespace phylanx::sema

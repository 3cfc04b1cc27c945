// Compile-time stand-ins of expressions: making them, comparing and unifying their patterns.
// SPDX-License-Identifier: BSL-1.0
#include "sema/val.h"

namespace phylanx::sema {
namespace {

using ir::Type;
using ir::TypeKind;

const std::vector<Val> kNoItems;

// Whether a Python number of type `weak` may lie in `strong` where control flow joins: by value, its type
// being told by a flag. A float does not fit into an integer, whatever its value.
bool widens(const Type& weak, const Type& strong) {
    if (!weak.is_python_number() || weak == strong) return false;
    if (strong.is(TypeKind::PyFloat)) return weak.is(TypeKind::PyInt);
    if (!strong.is(TypeKind::Scalar)) return false;
    if (weak.is(TypeKind::PyBool)) return strong.dtype() == arrays::DType::Bool;
    if (arrays::is_integer(strong.dtype())) return weak.is(TypeKind::PyInt);
    if (arrays::is_real_float(strong.dtype()) && strong.dtype() != arrays::DType::F16)
        return weak.is(TypeKind::PyInt) || weak.is(TypeKind::PyFloat);
    return false;
}

// Two lists that are joined are one object, or become Python objects.
bool same_list(const Val& a, const Val& b) {
    return !a.is_list || (a.origin == b.origin && a.parameter == b.parameter);
}

bool has_weak(const Val& v) { return v.maybe_weak || v.weak != ir::kNone; }

// The join of two run-time values.
Val unify_runtime(const Val& a, const Val& b, bool widen) {
    if (has_weak(b) && !has_weak(a)) return unify_runtime(b, a, widen);
    if (has_weak(a)) {
        bool fits = a.type == b.type ? !has_weak(b) || a.weak_kind == b.weak_kind
                                     : !has_weak(b) && b.type.kind() == a.weak_kind;
        if (!fits) return Val::value(ir::kNone, Type::any());
        Val r = Val::value(ir::kNone, a.type);
        r.maybe_weak = true;
        r.weak_kind = a.weak_kind;
        return r;
    }
    if (a.type == b.type) return Val::value(ir::kNone, a.type);
    for (auto [weak, strong] : {std::pair{&a, &b}, {&b, &a}})
        if (widen && widens(weak->type, strong->type)) {
            Val r = Val::value(ir::kNone, strong->type);
            r.maybe_weak = true;
            r.weak_kind = weak->type.kind();
            return r;
        }
    return Val::value(ir::kNone, ir::join(a.type, b.type));
}

}  // namespace

const std::vector<Val>& Val::items() const { return items_ptr ? *items_ptr : kNoItems; }

Val Val::value(ir::ValueId id, Type type) {
    Val v;
    v.kind = Kind::Runtime;
    v.id = id;
    v.type = std::move(type);
    return v;
}

Val Val::str(std::string text) {
    Val v = of(Kind::Str);
    v.text = std::move(text);
    return v;
}

Val Val::of_dtype(arrays::DType t) {
    Val v = of(Kind::Dtype);
    v.dtype = t;
    return v;
}

Val Val::of_function(physl::NodeId node) {
    Val v = of(Kind::Function);
    v.function = node;
    return v;
}

Val Val::of(Kind kind, std::vector<Val> items, bool is_list) {
    Val v;
    v.kind = kind;
    v.is_list = is_list;
    if (!items.empty()) v.items_ptr = std::make_shared<const std::vector<Val>>(std::move(items));
    return v;
}

bool same_pattern(const Val& a, const Val& b) {
    if (a.kind != b.kind || a.maybe_unbound != b.maybe_unbound) return false;
    switch (a.kind) {
        case Val::Kind::Runtime:
            return a.type == b.type && has_weak(a) == has_weak(b) && (!has_weak(a) || a.weak_kind == b.weak_kind);
        case Val::Kind::Str: return a.text == b.text;
        case Val::Kind::Dtype: return a.dtype == b.dtype;
        case Val::Kind::Function: return a.function == b.function && a.scope == b.scope;
        default: break;
    }
    if (a.is_list != b.is_list || a.items().size() != b.items().size() || a.whole != b.whole) return false;
    for (std::size_t i = 0; i < a.items().size(); ++i)
        if (!same_pattern(a.items()[i], b.items()[i])) return false;
    return true;
}

Val unify(const Val& a, const Val& b, bool widen) {
    using Kind = Val::Kind;
    bool maybe_unbound = a.maybe_unbound || b.maybe_unbound || a.is(Kind::Unbound) != b.is(Kind::Unbound) ||
                         a.bound != ir::kNone || b.bound != ir::kNone;
    Val result;
    if (a.is(Kind::Unbound) || b.is(Kind::Unbound)) {
        result = a.is(Kind::Unbound) ? b : a;
        if (result.runtime()) result = unify_runtime(result, result, widen);
        if (!result.items().empty()) {
            std::vector<Val> items;  // what each carries of its own path, as in the branches below
            for (const Val& item : result.items()) items.push_back(unify(item, item, widen));
            result.items_ptr = std::make_shared<const std::vector<Val>>(std::move(items));
        }
    } else if (a.runtime() && b.runtime()) {
        result = unify_runtime(a, b, widen);
    } else if (a.kind == b.kind && a.is_list == b.is_list && a.items().size() == b.items().size() &&
               !a.items().empty() && same_list(a, b)) {
        std::vector<Val> items;
        for (std::size_t i = 0; i < a.items().size(); ++i) items.push_back(unify(a.items()[i], b.items()[i], widen));
        result = Val::of(a.kind, std::move(items), a.is_list);
        result.origin = a.origin;
        result.parameter = a.parameter;
        result.whole = a.whole == b.whole ? a.whole : -1;
    } else {
        Val x = a, y = b;
        x.maybe_unbound = y.maybe_unbound = false;
        if (x.whole != y.whole) x.whole = y.whole = -1;
        result = same_pattern(x, y) && same_list(x, y) ? x : Val::value(ir::kNone, Type::any());
    }
    result.bound = ir::kNone;
    result.maybe_unbound = maybe_unbound && !result.is(Kind::Unbound);
    return result;
}

void leaf_types(const Val& pattern, std::vector<Type>& out) {
    if (pattern.runtime()) out.push_back(pattern.type);
    if (pattern.maybe_weak) out.push_back(Type::py_bool());
    for (auto& item : pattern.items()) leaf_types(item, out);
    if (pattern.maybe_unbound) out.push_back(Type::py_bool());
}

}  // namespace phylanx::sema

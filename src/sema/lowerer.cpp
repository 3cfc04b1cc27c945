// Emission of ops, compile-time constants, and refusals.
// SPDX-License-Identifier: BSL-1.0
#include "sema/lowerer.h"

namespace phylanx::sema {

Lowerer::Lowerer(const physl::Tree& tree, std::string file, bool may_assume, std::set<NodeId> object_lists, bool widen)
    : tree_(tree), may_assume_(may_assume), widen_(widen), object_lists_(std::move(object_lists)) {
    g_.files.push_back(std::move(file));
    for (NodeId top : tree_.expressions)
        if (tree_[top].is_call("define") && !tree_[top].children.empty())
            defines_[tree_[tree_[top].children[0]].text] = top;
}

OpId Lowerer::emit_op(OpCode code, std::vector<ValueId> operands, std::vector<Type> results, Attrs attrs) {
    for (ValueId v : operands) wrapped_.erase(v);
    OpId o = g_.new_op(code, std::move(operands), std::move(results), span_, file_);
    g_.op(o).attrs = std::move(attrs);
    if (const auto kind = ir::kind(code); quiet_ != 0 && (kind == ops::Kind::Elem || kind == ops::Kind::Reduce ||
                                                          kind == ops::Kind::Library || code == OpCode::assign))
        g_.op(o).attrs["quiet"] = quiet_;
    if (!ended_) g_.region(region_).ops.push_back(o);  // what follows a region's end is never reached, and stands nowhere
    if (code == OpCode::undef) undefined_.insert(g_.op(o).results[0]);
    const bool view = ir::kind(code) == ops::Kind::View;
    const bool read_only = code == OpCode::broadcast_to || code == OpCode::diagonal;
    if (view && (read_only || read_only_.contains(g_.op(o).operands[0]))) {
        g_.op(o).attrs["read_only"] = true;
        read_only_.insert(g_.op(o).results[0]);
    }
    return o;
}

ValueId Lowerer::emit(OpCode code, std::vector<ValueId> operands, Type result, Attrs attrs) {
    return g_.op(emit_op(code, std::move(operands), {std::move(result)}, std::move(attrs))).results[0];
}

Val Lowerer::emit_val(OpCode code, std::vector<ValueId> operands, Type result, Attrs attrs) {
    return Val::value(emit(code, std::move(operands), result, std::move(attrs)), result);
}

Val Lowerer::int_val(std::int64_t v) {
    Val r = emit_val(OpCode::constant, {}, Type::py_int(), {{"value", v}});
    constants_[r.id] = v;
    return r;
}

Val Lowerer::float_val(double v) {
    Val r = emit_val(OpCode::constant, {}, Type::py_float(), {{"value", v}});
    constants_[r.id] = v;
    return r;
}

Val Lowerer::bool_val(bool v) {
    Val r = emit_val(OpCode::constant, {}, Type::py_bool(), {{"value", v}});
    constants_[r.id] = v;
    return r;
}

void Lowerer::refuse(const std::string& message) const {
    throw support::UserError(ErrorClass::NotImplemented, span_, message);
}

ValueId Lowerer::as_int(const Val& v0, const char* what) {
    Val v = item(v0);
    if (!v.is_scalar() || arrays::is_inexact(v.type.dtype()))
        refuse(fmt::format("{}: expected an integer", what));
    if (v.type.is(TypeKind::PyInt)) return v.id;
    return emit(OpCode::cast, {v.id}, Type::py_int());
}

std::int64_t Lowerer::static_int(const Val& v, const char* what) {
    if (auto c = constant<std::int64_t>(v)) return *c;
    if (auto c = constant<bool>(v)) return *c;
    if (v.runtime()) {
        auto p = parameters_.find(v.id);
        if (p != parameters_.end()) throw NeedStatic(p->second);
    }
    refuse(fmt::format("{} must be known when the function is compiled", what));
}

bool Lowerer::static_bool(const Val& v, const char* what) { return static_int(v, what) != 0; }

std::vector<std::int64_t> Lowerer::static_ints(const Val& v, const char* what) {
    if (!v.is(Val::Kind::Sequence)) return {static_int(v, what)};
    std::vector<std::int64_t> result;
    for (auto& item : v.items()) result.push_back(static_int(item, what));
    return result;
}

void Lowerer::raise_now(ErrorClass cls, std::string message) {
    emit_op(OpCode::raise, {}, {},
            {{"error_class", static_cast<std::int64_t>(cls)}, {"message", std::move(message)}});
    ended_ = true;
}

void Lowerer::check(ValueId condition, ErrorClass cls, std::string message, ValueId number) {
    std::vector<ValueId> operands{condition};
    if (number != kNone) operands.push_back(number);
    emit_op(OpCode::check, std::move(operands), {},
            {{"error_class", static_cast<std::int64_t>(cls)}, {"message", std::move(message)}});
}

}  // namespace phylanx::sema

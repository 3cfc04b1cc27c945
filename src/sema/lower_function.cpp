// Functions: parameters, statements, returns, and the inlining of helpers.
// SPDX-License-Identifier: BSL-1.0
#include "ir/aliases.h"
#include "sema/lowerer.h"

namespace phylanx::sema {
namespace {

constexpr int kMaxInlineDepth = 32;
constexpr std::size_t kMaxOps = 200000;

bool contains_call(const physl::Tree& tree, NodeId n, std::string_view name) {
    if (tree[n].is_call(name)) return true;
    if (tree[n].is_call("lambda") || tree[n].is_call("define")) return false;
    for (NodeId c : tree[n].children)
        if (contains_call(tree, c, name)) return true;
    return false;
}

// The statements of a node: those of a block, or the node itself.
std::vector<NodeId> body_of(const physl::Tree& tree, NodeId n) {
    return tree[n].is_call("block") ? tree[n].children : std::vector<NodeId>{n};
}

Val parameter_pattern(const Type& t) {
    if (t.is(TypeKind::None)) return Val::none();
    if (!t.is_sequence()) return Val::value(kNone, t);
    std::vector<Val> items;
    for (auto& e : t.elements()) items.push_back(parameter_pattern(e));
    return Val::sequence(std::move(items), t.is(TypeKind::List));
}

}  // namespace

Lowered Lowerer::function(const Request& request) {
    auto it = defines_.find(request.function);
    if (it == defines_.end()) refuse("no function '" + request.function + "' in this text");
    const Node& define = tree_[it->second];
    const std::size_t n = define.children.size() - 2;
    g_.name = request.function;
    span_ = define.span;
    if (n != request.parameters.size())
        throw support::UserError(ErrorClass::Type, span_,
                                 fmt::format("{}() takes {} arguments but {} were given", request.function, n,
                                             request.parameters.size()));
    Env env;
    env_ = &env;
    g_.body = region_ = g_.new_region();
    for (std::size_t i = 0; i < n; ++i) {
        const std::string& name = tree_[define.children[1 + i]].text;
        ValueId v = g_.new_value(request.parameters[i], name);
        g_.region(region_).args.push_back(v);
        parameters_[v] = i;
    }
    for (std::size_t i = 0; i < n; ++i) {
        const std::string& name = tree_[define.children[1 + i]].text;
        ValueId v = g_.region(region_).args[i];
        const Type& t = request.parameters[i];
        std::function<Val(ValueId, const Val&)> take = [&](ValueId id, const Val& p) -> Val {
            if (p.runtime()) return Val::value(id, p.type);
            std::vector<Val> items;
            for (std::size_t k = 0; k < p.items().size(); ++k) {
                const Type e = type(id).elements()[k];
                ValueId part = emit(OpCode::tuple_get, {id}, e, {{"index", static_cast<std::int64_t>(k)}});
                parameters_[part] = i;
                items.push_back(take(part, p.items()[k]));
            }
            if (p.is(Val::Kind::None)) return p;
            Val list = Val::sequence(std::move(items), p.is_list);
            list.parameter = static_cast<int>(i);
            return list;
        };
        Val val = take(v, parameter_pattern(t));
        if (i < request.statics.size() && t.is_array()) {
            if (auto* known = std::get_if<std::vector<std::int64_t>>(&request.statics[i])) {
                same_parameter_[i] = known->at(0);
                ones_[v].assign(known->begin() + 1, known->end());
            }
        } else if (i < request.statics.size()) {
            auto& s = request.statics[i];
            if (auto* b = std::get_if<bool>(&s)) val = bool_val(*b);
            if (auto* k = std::get_if<std::int64_t>(&s)) val = int_val(*k);
            if (auto* f = std::get_if<double>(&s)) val = float_val(*f);
            if (auto* text = std::get_if<std::string>(&s)) val = Val::str(*text);
            if (auto* d = std::get_if<DType>(&s)) {
                val = Val::of_dtype(*d);
                val.id = v;  // the object itself, where somebody asks for it
            }
            if (auto* list = std::get_if<std::vector<std::int64_t>>(&s)) {
                std::vector<Val> items;
                for (auto k : *list) items.push_back(int_val(k));
                val = Val::sequence(std::move(items), t.is(TypeKind::List));
            }
        }
        if (val.is(Val::Kind::Sequence)) val.whole = static_cast<int>(i);
        env[name] = val;
    }
    call_stack_.push_back(it->second);
    const NodeId body = define.children.back();
    if (contains_call(tree_, body, "return")) {
        statements(body_of(tree_, body), 0);
        if (!ended_) do_return(Val::none());
    } else {  // PhySL's own: the last value counts
        Val v = value_or_raise(body);
        if (!ended_) do_return(v.is(Val::Kind::Function) ? Val::none() : v);
    }
    return finish(Type::none());
}

Lowered Lowerer::program() {
    Env env;
    env_ = &env;
    g_.name = "program";
    g_.body = region_ = g_.new_region();
    Val last = Val::none();
    inside_program_ = true;
    for (NodeId top : tree_.expressions)
        if (!ended_) last = expr(top);
    if (last.is(Val::Kind::Function)) last = Val::none();
    if (!ended_) do_return(last);
    return finish(Type::none());
}

Lowered Lowerer::finish(const Type&) {
    // Every return gives the same type: equal ones as they are, others as Python objects, so that an
    // int stays an int where another path returns a float.
    std::function<Type(const Val&)> type_of = [&](const Val& v) -> Type {
        if (v.runtime()) return v.type;
        if (v.is(Val::Kind::None)) return Type::none();
        if (!v.is(Val::Kind::Sequence)) return Type::any();
        std::vector<Type> elements;
        for (auto& item : v.items()) elements.push_back(type_of(item));
        return v.is_list ? Type::list(std::move(elements)) : Type::tuple(std::move(elements));
    };
    Type result;
    for (auto& r : returns_)
        if (!r.value.is(Val::Kind::Unbound)) result = ir::join(result, type_of(r.value));
    if (result.is(TypeKind::Undef)) result = Type::none();
    std::function<ValueId(const Val&, const Type&)> materialize = [&](const Val& v, const Type& t) -> ValueId {
        if (v.is(Val::Kind::Unbound)) return emit(OpCode::undef, {}, t);
        if (t.is(TypeKind::None)) return emit(OpCode::constant, {}, t);
        if (t.is_sequence() && v.is(Val::Kind::Sequence)) {
            std::vector<ValueId> parts;
            for (std::size_t i = 0; i < v.items().size(); ++i)
                parts.push_back(materialize(v.items()[i], t.elements()[i]));
            return emit(OpCode::make_tuple, std::move(parts), t);
        }
        return convert(v, t);
    };
    for (auto& r : returns_) {
        RegionScope scope(*this, r.region);
        emit_op(OpCode::return_, {materialize(r.value, result)}, {});
    }
    std::vector<int> sequences;
    std::function<void(const Type&, const std::vector<const Val*>&)> whole = [&](const Type& t, const auto& values) {
        if (!t.is_sequence()) return;
        int parameter = values.empty() ? -1 : values[0]->whole;
        for (auto* v : values)
            if (v->whole != parameter) parameter = -1;
        sequences.push_back(parameter);
        for (std::size_t i = 0; i < t.elements().size(); ++i) {
            std::vector<const Val*> parts;
            for (auto* v : values)
                if (i < v->items().size()) parts.push_back(&v->items()[i]);
            whole(t.elements()[i], parts);
        }
    };
    std::vector<const Val*> all;
    for (auto& r : returns_)
        if (!r.value.is(Val::Kind::Unbound)) all.push_back(&r.value);
    whole(result, all);
    g_.result = result;
    const bool late = assumed_ && !assumptions_hold_before_effects();
    return {std::move(g_), std::move(findings_), std::move(sequences), late};
}

void Lowerer::do_return(const Val& v) {
    Val checked = settled(v);
    returns_.push_back({region_, std::move(checked)});
    ended_ = true;
}

void Lowerer::statements(const std::vector<NodeId>& list, std::size_t from) {
    for (std::size_t i = from; i < list.size() && !ended_; ++i) statement(list[i]);
}

// What NumPy or Python would refuse is raised when the statement runs, not when it is compiled.
void Lowerer::statement(NodeId id) {
    try {
        plain_statement(id);
    } catch (const support::UserError& e) {
        if (e.error_class == ErrorClass::NotImplemented) throw;
        span_ = e.span;
        raise_now(e.error_class, e.what());
    }
}

void Lowerer::plain_statement(NodeId id) {
    const Node& node = tree_[id];
    go_to(node);
    if (g_.num_ops() > kMaxOps) refuse("this function becomes too large when its helpers are inlined");
    if (node.is_call("block")) return statements(node.children, 0);
    if (node.is_call("__quietly")) {
        const QuietScope scope(*this, quiet_flags(tree_[node.children[0]].text));
        return statement(node.children[1]);
    }
    if (node.is_call("return")) {
        if (inlining_) refuse("a return inside a loop of a helper function; set a variable, leave the loop, and return behind it");
        Val v = node.children.empty() ? Val::none() : expr(node.children[0]);
        if (v.is(Val::Kind::Sequence) && v.is_list && v.parameter >= 0) let_go(v);  // the caller's own
        if (!ended_) do_return(v);
        return;
    }
    if (node.is_call("break")) return jump(OpCode::break_);
    if (node.is_call("continue")) return jump(OpCode::continue_);
    if (node.is_call("__for")) return for_(id);
    if (node.is_call("while")) return while_(id);
    if (node.is_call("__file")) {
        g_.files.push_back(tree_[node.children.at(0)].text);
        file_ = static_cast<std::uint32_t>(g_.files.size() - 1);
        return;
    }
    if (node.is_call("if")) {
        ValueId c = truth_value(expr(node.children[0]));
        if_(c, [&] { statement(node.children[1]); return Val::none(); },
            [&] { if (node.children.size() > 2) statement(node.children[2]); return Val::none(); });
        return;
    }
    if (node.is_call("assert")) {
        ValueId c = truth_value(expr(node.children[0]));
        std::string message;
        if (node.children.size() > 1) {
            const Node& m = tree_[node.children[1]];
            if (m.kind != physl::NodeKind::String) refuse("an assert whose message is not a constant text");
            message = m.text;
        }
        return check(c, ErrorClass::Assertion, message);
    }
    if (node.is_call("raise")) {
        static const std::map<std::string, ErrorClass> kClasses{
            {"ValueError", ErrorClass::Value}, {"TypeError", ErrorClass::Type},
            {"IndexError", ErrorClass::Index}, {"KeyError", ErrorClass::Key},
            {"OverflowError", ErrorClass::Overflow}, {"ZeroDivisionError", ErrorClass::ZeroDivision},
            {"RuntimeError", ErrorClass::Runtime}, {"AssertionError", ErrorClass::Assertion},
            {"FloatingPointError", ErrorClass::FloatingPoint}, {"NotImplementedError", ErrorClass::NotImplemented},
            {"MemoryError", ErrorClass::Memory}, {"AttributeError", ErrorClass::Attribute}};
        auto cls = kClasses.find(tree_[node.children.at(0)].text);
        if (cls == kClasses.end()) refuse("raise of an exception class that is not a builtin one; raise a builtin class, or return a value that the caller tests");
        std::string message = node.children.size() > 1 ? tree_[node.children[1]].text : "";
        return raise_now(cls->second, message);
    }
    expr(id);
}

// A function inside the function: it sees the variables around it as they are when it is called.
Val Lowerer::function_value(NodeId id) {
    Val v = Val::of_function(id);
    v.scope = env_;
    return v;
}

Val Lowerer::define_call(NodeId id, const Args& args, Env* scope) {
    const Node& define = tree_[id];
    bool is_lambda = define.is_call("lambda");
    const std::size_t skip = is_lambda ? 0 : 1;
    const std::string name = is_lambda ? "<lambda>" : tree_[define.children[0]].text;
    const std::size_t n = define.children.size() - 1 - skip;
    if (static_cast<int>(call_stack_.size()) > kMaxInlineDepth ||
        std::find(call_stack_.begin(), call_stack_.end(), id) != call_stack_.end()) {
        if (is_lambda) refuse("a function inside the function that calls itself");
        return recursion(name, args);
    }
    const auto is_parameter = [&](const std::string& key) {
        for (std::size_t i = 0; i < n; ++i) {
            const Node& p = tree_[define.children[skip + i]];
            if ((p.is_call("__arg") ? tree_[p.children[0]].text : p.text) == key) return true;
        }
        return false;
    };
    for (auto& [key, value] : args.keywords)
        if (in_prelude_ && !is_parameter(key)) refuse("argument '" + key + "' has no native form");
    if (in_prelude_ && args.positional.size() > n) refuse("so many arguments");
    if (args.positional.size() > n)
        throw support::UserError(ErrorClass::Type, span_,
                                 fmt::format("{}() takes {} positional arguments but {} were given", name, n,
                                             args.positional.size()));
    Env& env = envs_.emplace_back();
    if (is_lambda) env = scope ? *scope : *env_;
    for (std::size_t i = 0; i < n; ++i) {
        const Node& p = tree_[define.children[skip + i]];
        bool has_default = p.is_call("__arg");
        const std::string& pname = has_default ? tree_[p.children[0]].text : p.text;
        Val v;
        if (i < args.positional.size()) v = args.positional[i];
        for (auto& [key, value] : args.keywords)
            if (key == pname) v = value;
        if (v.is(Val::Kind::Unbound) && has_default) {
            Env* const here = env_;
            if (scope) env_ = scope;
            v = expr(p.children[1]);
            env_ = here;
        }
        if (v.is(Val::Kind::Unbound))
            throw support::UserError(ErrorClass::Type, span_,
                                     fmt::format("{}() missing argument '{}'", name, pname));
        env[pname] = v;
    }
    struct Restore {
        Lowerer& l;
        Env* env;
        bool inlining;
        Loop* loop;
        Span span;
        std::uint32_t file;
        ~Restore() {
            l.env_ = env;
            l.inlining_ = inlining;
            l.loop_ = loop;
            l.span_ = span;
            l.file_ = file;
            l.call_stack_.pop_back();
        }
    } restore{*this, env_, inlining_, loop_, span_, file_};
    call_stack_.push_back(id);
    env_ = &env;
    inlining_ = true;
    loop_ = nullptr;
    NodeId body = define.children.back();
    if (!contains_call(tree_, body, "return")) return expr(body);  // PhySL's own: the last value counts
    return inlined(body_of(tree_, body), 0, 8);
}

// A function that calls itself: the inner call goes through Python, which knows it under its name.
Val Lowerer::recursion(const std::string& name, const Args& args) {
    return foreign("call:" + name, args.positional, args.keywords, "a call of itself");
}

Val Lowerer::value_or_raise(NodeId id) {
    try {
        return expr(id);
    } catch (const support::UserError& e) {
        if (e.error_class == ErrorClass::NotImplemented) throw;
        span_ = e.span;
        raise_now(e.error_class, e.what());
        return Val::none();
    }
}

Val Lowerer::inlined(const std::vector<NodeId>& list, std::size_t from, int budget) {
    for (std::size_t i = from; i < list.size(); ++i) {
        const Node& node = tree_[list[i]];
        go_to(node);
        if (node.is_call("return")) return node.children.empty() ? Val::none() : value_or_raise(node.children[0]);
        if (node.is_call("if") && contains_call(tree_, list[i], "return")) {
            if (budget == 0) refuse("a helper function with this many early returns; set a variable and return once, at the end");
            ValueId c = truth_value(expr(node.children[0]));
            auto branch = [&](std::size_t k) {
                std::vector<NodeId> rest;
                if (k < node.children.size()) rest = body_of(tree_, node.children[k]);
                rest.insert(rest.end(), list.begin() + static_cast<std::ptrdiff_t>(i) + 1, list.end());
                return inlined(rest, 0, budget - (constants_.contains(c) ? 0 : 1));
            };
            return if_(c, [&] { return branch(1); }, [&] { return branch(2); });
        }
        statement(list[i]);
        if (ended_) return Val::none();
    }
    return Val::none();
}

bool Lowerer::assumptions_hold_before_effects() const {
    // In program order, a loop's body counted as if all of it came before each of its ops.
    const ir::Aliases aliases(g_);
    bool effect = false, late = false;
    // Whether somebody outside may notice the op: a write to memory that is not surely the function's own.
    auto is_effect = [&](OpId o) {
        const ir::Op& op = g_.op(o);
        if (op.code == OpCode::foreign) {
            const auto& callee = std::get<std::string>(op.attrs.at("callee"));
            return !(callee.starts_with("op:") && callee[3] != 'i') && callee != "call:builtins.bool";
        }
        bool writes = op.code == OpCode::assign || op.code == OpCode::store || op.code == OpCode::put;
        return writes && !aliases.is_fresh(op.operands[0]);
    };
    std::function<bool(RegionId)> has_effect = [&](RegionId r) {
        bool found = false;
        ir::walk(g_, r, [&](OpId o) { found |= is_effect(o); });
        return found;
    };
    std::function<void(RegionId)> visit = [&](RegionId r) {
        for (OpId o : g_.region(r).ops) {
            const ir::Op& op = g_.op(o);
            if (op.code == OpCode::check &&
                std::get<std::int64_t>(op.attrs.at("error_class")) == static_cast<std::int64_t>(ErrorClass::Deopt))
                late |= effect;
            if (op.code == OpCode::for_ || op.code == OpCode::while_)
                for (RegionId q : op.regions) effect |= has_effect(q);
            for (RegionId q : op.regions) visit(q);
            effect |= is_effect(o);
        }
    };
    visit(g_.body);
    return !late;
}

namespace {

// Lowers, and again where a list turns out to be shared or changed: it is a Python object then, from its display on.
// And where numbers meet that no type holds for sure: they are Python objects then.
template <class Lower>
Lowered lower_with_objects(const Lower& lower) {
    bool widen = true;
    for (std::set<NodeId> object_lists;;) {
        try {
            return lower(object_lists, widen);
        } catch (const NeedListObject& need) {
            object_lists.insert(need.display);
        } catch (const NeedExactJoins&) {
            support::internal_check(std::exchange(widen, false), "numbers meet in a type that may not hold them");
        }
    }
}

}  // namespace

Lowered lower(const Request& request) {
    return lower_with_objects([&](const std::set<NodeId>& lists, bool widen) {
        Lowered result = Lowerer(request.tree, request.file, true, lists).function(request);
        if (!result.assumes_too_late) return result;
        return Lowerer(request.tree, request.file, false, lists, widen).function(request);
    });
}

Lowered lower_program(const physl::Tree& tree) {
    return lower_with_objects([&](const std::set<NodeId>& lists, bool widen) {
        return Lowerer(tree, tree.file, false, lists, widen).program();
    });
}

}  // namespace phylanx::sema

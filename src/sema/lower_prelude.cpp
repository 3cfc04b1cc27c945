// The prelude: NumPy functions written in Python in terms of native ops, tried at their call; where one refuses,
// the call goes into Python as if there were none. And the words that its functions ask the compiler with.
// SPDX-License-Identifier: BSL-1.0
#include "sema/lowerer.h"

namespace phylanx::sema {
namespace {

bool contains_object(const Val& v) {
    if (v.is_any()) return true;
    for (auto& item : v.items())
        if (contains_object(item)) return true;
    return false;
}

const char* kind_of(DType t) {
    if (arrays::is_bool(t)) return "b";
    if (arrays::is_complex(t)) return "c";
    if (arrays::is_inexact(t)) return "f";
    return arrays::is_unsigned(t) ? "u" : "i";
}

ErrorClass class_of(const std::string& name) {
    static const std::map<std::string, ErrorClass> kClasses{
        {"ValueError", ErrorClass::Value}, {"TypeError", ErrorClass::Type}, {"IndexError", ErrorClass::Index},
        {"AxisError", ErrorClass::Axis}, {"LinAlgError", ErrorClass::LinAlg}};
    const auto found = kClasses.find(name);
    support::internal_check(found != kClasses.end(), "the prelude raises '{}'", name);
    return found->second;
}

}  // namespace

Val Lowerer::settled(const Val& v) {
    if (!v.is(Val::Kind::Sequence)) return settle(v);
    std::vector<Val> items;
    for (auto& item : v.items()) items.push_back(settled(item));
    Val whole = Val::sequence(std::move(items), v.is_list);
    whole.whole = v.whole;
    return whole;
}

// The define's value; what it has emitted is taken back where it refuses, or calls Python itself.
Val Lowerer::native_or(NodeId define, Args args, const std::function<Val(const std::string&)>& otherwise) {
    bool object = false;
    for (auto& v : args.positional) v = settled(v), object |= contains_object(v);
    for (auto& [name, v] : args.keywords) v = settled(v), object |= contains_object(v);
    if (object) return otherwise("an argument is a Python object");
    const std::size_t num_ops = g_.region(region_).ops.size(), num_findings = findings_.size();
    const std::size_t num_foreign = foreign_calls_, num_returns = returns_.size();
    const bool assumed = assumed_;
    const RegionId region = region_;
    struct Inside {
        bool& flag;
        bool before;
        explicit Inside(bool& f) : flag(f), before(f) { flag = true; }
        ~Inside() { flag = before; }
    };
    std::string reason;
    try {
        Inside inside(in_prelude_);
        Val r = define_call(define, args);
        if (foreign_calls_ == num_foreign) return r;
        reason = findings_.size() > num_findings ? findings_[num_findings].reason : "a part that Python has to do";
    } catch (const support::UserError& e) {
        if (e.error_class != ErrorClass::NotImplemented) {
            raise_now(e.error_class, e.what());
            return Val::none();
        }
        reason = e.what();
    }
    region_ = region;
    ended_ = false;
    assumed_ = assumed;
    g_.region(region_).ops.resize(num_ops);
    findings_.resize(num_findings);
    returns_.resize(num_returns);
    foreign_calls_ = num_foreign;
    return otherwise(reason);
}

// __prelude("np.roll", define, arguments...)
Val Lowerer::prelude(const Node& node) {
    const std::string& path = tree_[node.children.at(0)].text;
    auto define = defines_.find(tree_[node.children.at(1)].text);
    if (define == defines_.end()) refuse("no define for '" + path + "'");
    Args args = arguments(node, 2);
    if (ended_) return Val::none();
    Args taken = args;
    if (node.text == "__prelude_packed") taken.positional = {Val::sequence(args.positional)};
    return native_or(define->second, taken, [&](const std::string& reason) {
        Args given;  // without the op that a ufunc's method works with
        given.positional = args.positional;
        for (auto& k : args.keywords)
            if (!k.first.starts_with("ufunc")) given.keywords.push_back(k);
        return foreign("call:" + path, given.positional, given.keywords, reason);
    });
}

// What a prelude function asks about its arguments when it is compiled.
std::optional<Val> Lowerer::intrinsic(const Node& node) {
    const std::string& f = node.text;
    if (!f.starts_with("__ask_")) return std::nullopt;
    if (f.starts_with("__ask_ufunc")) return ufunc(node);
    std::vector<Val> v = arguments(node).positional;
    if (ended_) return Val::none();
    auto one = [&]() -> const Val& { return v.at(0); };
    if (f == "__ask_refuse") refuse(one().text);
    if (f == "__ask_is_array") return bool_val(one().is_array());
    if (f == "__ask_is_scalar") return bool_val(one().is_scalar());
    if (f == "__ask_is_number") return bool_val(one().is_scalar() && one().type.is_python_number());
    if (f == "__ask_is_sequence") return bool_val(one().is(Val::Kind::Sequence));
    if (f == "__ask_is_list") return bool_val(one().is(Val::Kind::Sequence) && one().is_list);
    if (f == "__ask_is_slice") return bool_val(one().is(Val::Kind::Slice));
    if (f == "__ask_is_text") return bool_val(one().is(Val::Kind::Str));
    if (f == "__ask_is_function") return bool_val(one().is(Val::Kind::Function));
    if (f == "__ask_is_known") return bool_val(one().runtime() ? constants_.contains(one().id) : true);
    if (f == "__ask_kind") {
        if (one().is(Val::Kind::Dtype)) return Val::str(kind_of(one().dtype));
        if (!one().is_array() && !one().is_scalar()) return Val::str("");
        return Val::str(kind_of(one().type.dtype()));
    }
    if (f == "__ask_itemsize")
        return int_val(static_cast<std::int64_t>(arrays::item_size(one().is(Val::Kind::Dtype) ? one().dtype
                                                                                              : one().type.dtype())));
    if (f == "__ask_known") {
        if (!one().runtime() && !one().is(Val::Kind::Sequence)) return one();
        if (one().runtime() && constants_.contains(one().id)) return one();
        if (one().runtime() && one().type.is(TypeKind::PyBool)) return bool_val(static_bool(one(), "this argument"));
        if (!one().is(Val::Kind::Sequence)) return int_val(static_int(item(one()), "this argument"));
        std::vector<Val> items;
        for (auto& i : one().items())
            items.push_back(i.is(Val::Kind::None) ? i : int_val(static_int(i, "this argument")));
        return Val::sequence(std::move(items), one().is_list);
    }
    if (f == "__ask_unroll") {
        std::vector<Val> items;
        std::int64_t start = v.size() > 1 ? static_int(v[0], "unroll") : 0;
        for (std::int64_t n = static_int(v.back(), "unroll"); start < n; ++start) items.push_back(int_val(start));
        return Val::sequence(std::move(items));
    }
    if ((f == "__ask_axis" || f == "__ask_axes") && static_int(v.at(1), "ndim") == 0 && !one().is(Val::Kind::None))
        refuse("an axis of a number");  // which some functions take and others do not
    if (f == "__ask_axis") {
        if (one().is(Val::Kind::None)) refuse("an axis that is no int");
        return int_val(axis_of(one(), static_cast<int>(static_int(v.at(1), "ndim"))));
    }
    if (f == "__ask_axes") {
        std::vector<Val> items;
        for (std::int64_t k : axes_of(one(), static_cast<int>(static_int(v.at(1), "ndim")))) items.push_back(int_val(k));
        return Val::sequence(std::move(items));
    }
    if (f == "__ask_result_type") {
        std::vector<Val> parts;
        for (auto& x : v) {
            if (x.is(Val::Kind::Dtype)) {
                parts.push_back(Val::value(kNone, Type::scalar(x.dtype)));
                continue;
            }
            Val y = x.is(Val::Kind::Sequence) ? array_of(x, std::nullopt) : x;
            if (!y.is_array() && !y.is_scalar()) refuse("the dtype of this value");
            parts.push_back(y);
        }
        return Val::of_dtype(common_dtype(parts));
    }
    if (f == "__ask_stable_sort" || f == "__ask_stable_argsort") {
        const OpCode code = f == "__ask_stable_sort" ? OpCode::sort : OpCode::argsort;
        std::map<std::string, Val> p{{"a", one()}, {"stable", bool_val(true)}};
        if (v.at(1).is(Val::Kind::None)) flatten_operands(code, p);
        else p["axis"] = v.at(1);
        return library(code, p);
    }
    if (f == "__ask_real_of") return Val::of_dtype(arrays::real_of(one().dtype));
    if (f == "__ask_tuple") {
        if (one().is(Val::Kind::Sequence)) return Val::sequence(one().items());
        if (one().is(Val::Kind::Range)) refuse("a range as a tuple");
        return Val::sequence({one()});
    }
    if (f == "__ask_characters") {  // of a text, as a tuple
        std::vector<Val> items;
        for (char c : one().text) items.push_back(Val::str(std::string(1, c)));
        return Val::sequence(std::move(items));
    }
    if (f == "__ask_operand") {  // what a ufunc makes of it: an array or a NumPy scalar
        Val x = one().is(Val::Kind::Sequence) ? array_of(one(), std::nullopt) : numpy_scalar(item(one()));
        if (!x.is_array() && !x.is_scalar()) refuse("this operand");
        return x;
    }
    if (f == "__ask_assume") {  // seldom false: then the function runs in Python
        if (!may_assume_) refuse("what is known only at run time");
        assume(truth_value(one()));
        return Val::none();
    }
    if (f == "__ask_text") {  // joined parts
        std::string text;
        for (auto& x : v) {
            auto c = constant<std::int64_t>(x);
            if (!c && !x.is(Val::Kind::Str)) refuse("a message that is not known when the function is compiled");
            text += c ? std::to_string(*c) : x.text;
        }
        return Val::str(std::move(text));
    }
    if (f == "__ask_where_among") {  // the position in a tuple of texts or ints; -1
        for (std::size_t i = 0; i < v.at(1).items().size(); ++i) {
            const Val& x = v[1].items()[i];
            auto a = constant<std::int64_t>(one()), b = constant<std::int64_t>(x);
            if (a && b ? *a == *b : one().is(Val::Kind::Str) && same_pattern(one(), x))
                return int_val(static_cast<std::int64_t>(i));
        }
        return int_val(-1);
    }
    if (f == "__ask_raise") {
        if (!v.at(1).is(Val::Kind::Str)) refuse("this error");
        raise_now(class_of(one().text), v[1].text);
        return Val::none();
    }
    if (f == "__ask_check") {  // condition, class, message, number for {0}
        check(truth_value(one()), class_of(v.at(1).text), v.at(2).text, v.size() > 3 ? as_int(v[3], "check") : kNone);
        return Val::none();
    }
    refuse("'" + f + "'");
}

}  // namespace phylanx::sema

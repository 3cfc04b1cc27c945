// Indexing: elements, basic slices as views, masks and integer arrays, assignment through all of them.
// SPDX-License-Identifier: BSL-1.0
#include <algorithm>

#include "sema/lowerer.h"

namespace phylanx::sema {
namespace {

bool is_int_like(const Val& v) {
    return v.is_scalar() && (v.type.is(TypeKind::PyInt) || arrays::is_integer(v.type.dtype()));
}

}  // namespace

Val Lowerer::length(const Val& a) {
    if (a.is(Val::Kind::Sequence)) return int_val(static_cast<std::int64_t>(a.items().size()));
    if (a.is(Val::Kind::Str)) return int_val(static_cast<std::int64_t>(a.text.size()));
    if (a.is_array()) {
        if (a.type.ndim() == 0)
            throw support::UserError(ErrorClass::Type, span_, "len() of unsized object");
        return dim(a, 0);
    }
    if (a.is_any()) return unbox(foreign("call:builtins.len", {a}), Type::py_int());
    if (a.is(Val::Kind::Enumerate) || a.is(Val::Kind::Reversed)) return length(a.items()[0]);
    if (a.is(Val::Kind::Zip)) {
        if (a.items().empty()) return int_val(0);
        Val n = length(a.items()[0]);
        for (std::size_t i = 1; i < a.items().size(); ++i) {
            Val m = length(a.items()[i]), old = n;
            Val less = elem(OpCode::lt, {m, old}, Style::Operator);
            n = if_(less.id, [&] { return m; }, [&] { return old; });
        }
        return n;
    }
    if (a.is(Val::Kind::Range)) {
        // max(0, ceil((stop - start) / step)), for either sign of step
        auto op = [&](OpCode c, Val x, Val y) { return elem(c, {x, y}, Style::Operator); };
        Val start = Val::value(as_int(a.items()[0], "range"), Type::py_int());
        Val stop = Val::value(as_int(a.items()[1], "range"), Type::py_int());
        Val step = Val::value(as_int(a.items()[2], "range"), Type::py_int());
        for (auto [from, to] : {std::pair{&a.items()[0], &start}, {&a.items()[1], &stop}, {&a.items()[2], &step}})
            if (auto c = constant<std::int64_t>(*from)) *to = int_val(*c);
        Val n = elem(OpCode::neg, {op(OpCode::floordiv, op(OpCode::sub, start, stop), step)}, Style::Operator);
        Val positive = op(OpCode::gt, n, int_val(0));
        return if_(positive.id, [&] { return n; }, [&] { return int_val(0); });
    }
    throw support::UserError(ErrorClass::Type, span_, "object has no len()");
}

Val Lowerer::element(const Val& a, ValueId i) {
    Val index = Val::value(i, Type::py_int());
    auto op = [&](OpCode c, Val x, Val y) { return elem(c, {x, y}, Style::Operator); };
    switch (a.kind) {
        case Val::Kind::Range:
            return op(OpCode::add, a.items()[0], op(OpCode::mul, index, a.items()[2]));
        case Val::Kind::Enumerate:
            return Val::sequence({op(OpCode::add, a.items()[1], index), element(a.items()[0], i)});
        case Val::Kind::Reversed: {
            Val last = op(OpCode::sub, length(a.items()[0]), int_val(1));
            return element(a.items()[0], op(OpCode::sub, last, index).id);
        }
        case Val::Kind::Zip: {
            std::vector<Val> items;
            for (auto& v : a.items()) items.push_back(element(v, i));
            return Val::sequence(std::move(items));
        }
        case Val::Kind::Sequence: {
            // A run-time index into items of one type: a chain of choices.
            if (a.items().empty() || a.items().size() > 32) refuse("an index into this list or tuple; make it an array");
            Val r = a.items().back();
            for (std::size_t k = a.items().size() - 1; k-- > 0;) {
                Val old = r;
                Val hit = op(OpCode::eq, index, int_val(static_cast<std::int64_t>(k)));
                r = if_(hit.id, [&] { return a.items()[k]; }, [&] { return old; });
            }
            return r;
        }
        default: return getitem(a, {index});
    }
}

Val Lowerer::sequence_slice(const Val& seq, const Val& slice) {
    const auto n = static_cast<std::int64_t>(seq.items().size());
    auto part = [&](std::size_t k) -> std::optional<std::int64_t> {
        const Val& v = slice.items()[k];
        if (v.is(Val::Kind::None)) return std::nullopt;
        return static_int(v, "the slice of a list or tuple");
    };
    const std::int64_t step = part(2).value_or(1);
    if (step == 0) throw support::UserError(ErrorClass::Value, span_, "slice step cannot be zero");
    auto clamp = [&](std::optional<std::int64_t> v, std::int64_t fallback) {
        if (!v) return fallback;
        std::int64_t k = *v < 0 ? *v + n : *v;
        return step > 0 ? std::min(std::max<std::int64_t>(k, 0), n) : std::min(std::max<std::int64_t>(k, -1), n - 1);
    };
    std::int64_t start = clamp(part(0), step > 0 ? 0 : n - 1), stop = clamp(part(1), step > 0 ? n : -1);
    std::vector<Val> items;
    for (std::int64_t k = start; step > 0 ? k < stop : k > stop; k += step)
        items.push_back(seq.items()[static_cast<std::size_t>(k)]);
    return Val::sequence(std::move(items), seq.is_list);
}

std::optional<Val> Lowerer::basic_slice(const Val& a, const std::vector<Val>& index) {
    std::vector<std::string> spec;
    std::vector<ValueId> operands{a.id};
    int used = 0, ndim = 0;
    bool ellipsis = false;
    for (auto& i : index) {
        if (i.is(Val::Kind::Ellipsis) && ellipsis)
            throw support::UserError(ErrorClass::Index, span_, "an index can only have a single ellipsis ('...')");
        const bool number = is_int_like(i) || (i.is_array() && i.type.ndim() == 0 && arrays::is_integer(i.type.dtype()));
        if (i.is(Val::Kind::Ellipsis)) ellipsis = true;
        else if (i.is(Val::Kind::Slice) || number) ++used;
        else if (!i.is(Val::Kind::None)) return std::nullopt;  // a truth value, say, which stands for no axis
    }
    if (used > a.type.ndim()) {
        throw support::UserError(
            ErrorClass::Index, span_,
            fmt::format("too many indices for array: array is {}-dimensional, but {} were indexed", a.type.ndim(), used));
    }
    auto fill = [&](int n) {
        for (int k = 0; k < n; ++k, ++ndim) spec.push_back("full");
    };
    for (auto& i0 : index) {
        Val i = item(i0);
        if (i.is(Val::Kind::Ellipsis)) {
            fill(a.type.ndim() - used);
        } else if (i.is(Val::Kind::None)) {
            spec.push_back("new");
            ++ndim;
        } else if (i.is(Val::Kind::Slice)) {
            std::string s = "slice:";
            for (auto& part : i.items()) {
                s += part.is(Val::Kind::None) ? '-' : 'v';
                if (!part.is(Val::Kind::None)) {
                    if (part.is_any()) return std::nullopt;
                    operands.push_back(as_int(part, "slice"));
                }
            }
            if (!i.items()[2].is(Val::Kind::None)) {
                auto c = constant<std::int64_t>(i.items()[2]);
                if (!c) check(truth_value(elem(OpCode::ne, {i.items()[2], int_val(0)}, Style::Operator)),
                              ErrorClass::Value, "slice step cannot be zero");
                else if (*c == 0) throw support::UserError(ErrorClass::Value, span_, "slice step cannot be zero");
            }
            spec.push_back(s == "slice:---" ? "full" : s);
            ++ndim;
        } else if (is_int_like(i)) {
            spec.push_back("int");
            operands.push_back(as_int(i, "index"));
        } else {
            return std::nullopt;
        }
    }
    if (!ellipsis) fill(a.type.ndim() - used);
    return emit_val(OpCode::slice, std::move(operands), Type::array(a.type.dtype(), ndim), {{"spec", spec}});
}

bool Lowerer::has_array(const std::vector<Val>& index) {
    return std::ranges::any_of(index, [](const Val& i) { return i.is_array(); });
}

Val Lowerer::getitem(const Val& a, const std::vector<Val>& index0) {
    std::vector<Val> index = index0;
    for (auto& i : index)
        if (i.runtime() && arrays::is_integer(i.type.dtype())) i.weak = kNone;  // an index is an index
    if (index.size() == 1 && index[0].is(Val::Kind::Sequence) && !index[0].is_list) index = index[0].items();
    if (a.is(Val::Kind::Sequence)) {
        const Val& i = index.at(0);
        if (i.is(Val::Kind::Slice)) return sequence_slice(a, i);
        if (i.is_any()) return foreign("item:", {a, i}, {}, "an index is a Python object");
        if (auto c = constant<std::int64_t>(i)) {
            auto n = static_cast<std::int64_t>(a.items().size());
            std::int64_t k = *c < 0 ? *c + n : *c;
            if (k < 0 || k >= n) {
                raise_now(ErrorClass::Index, a.is_list ? "list index out of range" : "tuple index out of range");
                return Val::none();
            }
            return a.items()[static_cast<std::size_t>(k)];
        }
        Val n = length(a);
        Val k = Val::value(as_int(i, "index"), Type::py_int());
        auto op = [&](OpCode c, Val x, Val y) { return elem(c, {x, y}, Style::Operator); };
        Val negative = op(OpCode::lt, k, int_val(0));
        k = if_(negative.id, [&] { return op(OpCode::add, k, n); }, [&] { return k; });
        check(op(OpCode::ge, k, int_val(0)).id, ErrorClass::Index, "list index out of range");
        check(op(OpCode::lt, k, n).id, ErrorClass::Index, "list index out of range");
        return element(a, k.id);
    }
    bool any = a.is_any();
    for (auto& i : index) any |= i.is_any();
    if (!a.is_array() || any) {
        if (!a.runtime() && !a.is(Val::Kind::Str)) refuse("an index into this value");
        std::vector<Val> operands{a};
        for (auto& i : index) operands.push_back(i);
        return foreign("item:", operands, {}, "an index that is a Python object");
    }
    std::size_t ints = 0;
    for (auto& i : index) ints += is_int_like(item(i));
    if (ints == index.size() && static_cast<int>(ints) == a.type.ndim()) {
        std::vector<ValueId> operands{a.id};
        for (auto& i : index) operands.push_back(as_int(i, "index"));
        return emit_val(OpCode::load, std::move(operands), Type::scalar(a.type.dtype()));
    }
    if (auto view = basic_slice(a, index)) return has_array(index) ? array_of(*view, std::nullopt) : *view;
    if (index.size() == 1) {
        Val i = index[0];
        if (i.is(Val::Kind::Sequence) && i.is_list) i = array_of(i, std::nullopt);
        if (i.is_array() && i.type.dtype() == DType::Bool && i.type.ndim() >= 1 && i.type.ndim() <= a.type.ndim())
            return emit_val(OpCode::mask, {a.id, i.id}, Type::array(a.type.dtype(), a.type.ndim() - i.type.ndim() + 1));
    }
    if (auto p = picked(a, index)) return take_picked(*p);
    std::vector<Val> operands{a};
    for (auto& i : index) operands.push_back(i);
    return foreign("item:", operands, {}, "this mixture of indices");
}

void Lowerer::check_writeable(const Val& a, const char* message) {
    if (!a.is_array()) return;
    if (read_only_.contains(a.id)) throw support::UserError(ErrorClass::Value, span_, message);
    if (perhaps_read_only_.contains(a.id)) refuse("writing to an array that is read-only on some paths");
}

/// What branches give is read-only where what each of them gives is.
void Lowerer::merge_read_only(OpId branch) {
    const std::vector<ValueId> results = g_.op(branch).results;
    for (std::size_t i = 0; i < results.size(); ++i) {
        bool some = false, all = true;
        for (auto region : g_.op(branch).regions) {
            auto& ops = g_.region(region).ops;
            if (ops.empty() || g_.op(ops.back()).code != OpCode::yield) continue;
            const ValueId v = g_.op(ops.back()).operands[i];
            if (undefined_.contains(v)) continue;
            const bool is = read_only_.contains(v);
            some |= is || perhaps_read_only_.contains(v);
            all &= is;
        }
        if (some) (all ? read_only_ : perhaps_read_only_).insert(results[i]);
    }
}

void Lowerer::assign(const Val& dst, const Val& src0) {
    check_writeable(dst, "assignment destination is read-only");
    Val src = src0;
    src.weak = kNone;
    const bool number = src.is_scalar();
    src = item(src);
    if (src.is(Val::Kind::Sequence)) src = array_of(src, std::nullopt);
    if (!src.runtime() || src.is_any()) {
        foreign("setitem:", {dst, Val::of(Val::Kind::Ellipsis), src}, {}, "the value is a Python object");
        return;
    }
    if (src.is_array() && src.type.ndim() > dst.type.ndim()) {
        foreign("setitem:", {dst, Val::of(Val::Kind::Ellipsis), src}, {}, "a value of more dimensions than its target");
        return;
    }
    DType to = dst.type.dtype();
    if (arrays::is_complex(src.type.dtype()) && !arrays::is_complex(to)) {
        foreign("setitem:", {dst, Val::of(Val::Kind::Ellipsis), src}, {}, "complex values into a real array");
        return;
    }
    src = number ? stored(src, to) : cast(src, to);
    emit_op(OpCode::assign, {dst.id, src.id}, {});
}

void Lowerer::setitem(const Val& a, const std::vector<Val>& index0, const Val& v0) {
    std::vector<Val> index = index0;
    for (auto& i : index)
        if (i.runtime() && arrays::is_integer(i.type.dtype())) i.weak = kNone;
    Val v = v0;
    if (index.size() == 1 && index[0].is(Val::Kind::Sequence) && !index[0].is_list) index = index[0].items();
    auto in_python = [&](const std::string& why) {
        std::vector<Val> operands{a};
        for (auto& i : index) operands.push_back(i);
        operands.push_back(v);
        foreign("setitem:", operands, {}, why);
    };
    if (a.is_any()) return in_python("the target is a Python object");
    if (a.is(Val::Kind::Sequence)) let_go(a);
    if (!a.is_array()) refuse("an assignment to an element of a list, tuple or other object; make it an array");
    check_writeable(a, "assignment destination is read-only");
    bool any = v.is_any();
    for (auto& i : index) any |= i.is_any();
    if (any) return in_python("the value or an index is a Python object");
    std::size_t ints = 0;
    for (auto& i : index) ints += is_int_like(item(i));
    v.weak = kNone;  // the array's dtype decides
    const bool number = v.is_scalar();
    const Val whole = v;
    v = item(v);
    if (ints == index.size() && static_cast<int>(ints) == a.type.ndim() && v.is_scalar() &&
        !(arrays::is_complex(v.type.dtype()) && !arrays::is_complex(a.type.dtype()))) {
        Val x = number ? stored(v, a.type.dtype()) : cast(v, a.type.dtype());
        std::vector<ValueId> operands{a.id, x.id};
        for (auto& i : index) operands.push_back(as_int(i, "index"));
        emit_op(OpCode::store, std::move(operands), {});
        return;
    }
    if (auto view = basic_slice(a, index)) {
        // The view that an in-place operator has just updated.
        return assign(*view, whole);
    }
    if (v.is(Val::Kind::Sequence)) v = array_of(v, std::nullopt);
    const bool fits = (v.is_scalar() || v.is_array()) &&
                      !(arrays::is_complex(v.type.dtype()) && !arrays::is_complex(a.type.dtype()));
    if (index.size() == 1 && index[0].is_array() && fits) {
        const Val& i = index[0];
        if (i.type.dtype() == DType::Bool && i.type.ndim() == a.type.ndim() && v.is_scalar() && i.type.ndim() > 0) {
            check_mask(a, i, 0);
            Val x = fitted(v, a.type.dtype());
            Val mixed = emit_val(OpCode::select, {i.id, x.id, a.id}, a.type);
            return assign(a, mixed);
        }
        const int extra = a.type.ndim() - i.type.ndim() + 1 - (v.is_array() ? v.type.ndim() : 0);
        if (i.type.dtype() == DType::Bool && i.type.ndim() > 0 && i.type.ndim() <= a.type.ndim() && extra >= 0) {
            Val x = fitted(v, a.type.dtype());
            emit_op(OpCode::put, {a.id, i.id, x.id}, {});
            return;
        }
    }
    if (fits)
        if (auto p = picked(a, index); p && put_picked(*p, v)) return;
    in_python("this mixture of indices");
}

}  // namespace phylanx::sema

// Indexing by arrays: masks, integer arrays, and mixtures of these with slices and numbers, for reads and writes.
// SPDX-License-Identifier: BSL-1.0
#include <algorithm>

#include "sema/lowerer.h"

namespace phylanx::sema {
namespace {

bool is_number(const Val& v) {
    return v.is_scalar() && (v.type.is(TypeKind::PyInt) || arrays::is_integer(v.type.dtype()));
}

Val full_slice() { return Val::of(Val::Kind::Slice, {Val::none(), Val::none(), Val::none()}); }

}  // namespace

// A mask must have the extents of the axes that it stands for; nothing is broadcast.
void Lowerer::check_mask(const Val& a, const Val& mask, int first_axis) {
    for (int d = 0; d < mask.type.ndim(); ++d) {
        Val have = dim(a, first_axis + d), given = dim(mask, d);
        Val same = elem(OpCode::eq, {have, given}, Style::Operator);
        emit_op(OpCode::check, {same.id, have.id, given.id}, {},
                {{"error_class", static_cast<std::int64_t>(ErrorClass::Index)},
                 {"message", fmt::format("boolean index did not match indexed array along axis {}; size of axis is "
                                         "{{0}} but size of corresponding boolean axis is {{1}}", first_axis + d)}});
    }
}

// What an index with arrays in it selects: the axes that arrays index come first in `view`. Nothing where
// some part has no native form.
std::optional<Lowerer::Picked> Lowerer::picked(const Val& a, const std::vector<Val>& given) {
    std::vector<Val> index;
    int used = 0, arrays = 0;
    bool ellipsis = false;
    for (Val i : given) {
        if (i.is(Val::Kind::Sequence))
            i = i.items().empty() ? create(OpCode::empty, {int_val(0)}, DType::I64) : array_of(i, std::nullopt);
        i = item(i);
        if (i.is_array()) {
            const bool mask = i.type.dtype() == DType::Bool;
            if (mask ? i.type.ndim() != 1 : !arrays::is_integer(i.type.dtype())) return std::nullopt;
            ++arrays;
        } else if (!i.is(Val::Kind::None) && !i.is(Val::Kind::Slice) && !i.is(Val::Kind::Ellipsis) && !is_number(i)) {
            return std::nullopt;
        }
        if (i.is(Val::Kind::Ellipsis)) ellipsis = true;
        else if (!i.is(Val::Kind::None)) ++used;
        index.push_back(i);
    }
    const int ndim = a.type.ndim();
    if (used > ndim)
        throw support::UserError(
            ErrorClass::Index, span_,
            fmt::format("too many indices for array: array is {}-dimensional, but {} were indexed", ndim, used));
    if (arrays == 0) return std::nullopt;
    if (!ellipsis) index.push_back(Val::of(Val::Kind::Ellipsis));
    Picked p;
    std::vector<Val> basic;
    std::vector<std::int64_t> first, rest;  // dimensions of the basic view
    std::int64_t axis = 0, dims = 0;
    int groups = 0;                         // of array and number indices that stand together
    bool together = false;
    for (Val& i : index) {
        const bool picks = i.is_array() || is_number(i);
        if (picks && !together) {
            if (++groups == 1) p.position = static_cast<int>(rest.size());
        }
        together = picks;
        if (i.is_array()) {
            if (i.type.dtype() == DType::Bool) {
                check_mask(a, i, static_cast<int>(axis));
                i = emit_val(OpCode::nonzero, {i.id}, Type::array(DType::I64, 1));
            }
            p.indices.push_back(cast(i, DType::I64).id);
            p.index_ndim = std::max(p.index_ndim, i.type.ndim());
            p.axes.push_back(axis++);
            first.push_back(dims++);
            basic.push_back(full_slice());
            continue;
        }
        basic.push_back(i);
        if (i.is(Val::Kind::Ellipsis)) {
            for (int k = used; k < ndim; ++k, ++axis) rest.push_back(dims++);
        } else if (i.is(Val::Kind::None)) {
            rest.push_back(dims++);
        } else {
            ++axis;
            if (i.is(Val::Kind::Slice)) rest.push_back(dims++);
        }
    }
    if (groups > 1) p.position = 0;
    auto view = basic_slice(a, basic);
    if (!view) return std::nullopt;
    p.rest_ndim = static_cast<int>(rest.size());
    first.insert(first.end(), rest.begin(), rest.end());
    p.view = transpose(*view, first);
    return p;
}

Val Lowerer::take_picked(const Picked& p) {
    std::vector<ValueId> operands{p.view.id};
    operands.insert(operands.end(), p.indices.begin(), p.indices.end());
    const int n = p.index_ndim + p.rest_ndim;
    Val r = emit_val(OpCode::take, std::move(operands), Type::array(p.view.type.dtype(), n), {{"axes", p.axes}});
    if (p.position == 0) return r;
    std::vector<std::int64_t> perm;  // the indices' dimensions go to where the indices stand
    for (int d = 0; d < p.position; ++d) perm.push_back(p.index_ndim + d);
    for (int d = 0; d < p.index_ndim; ++d) perm.push_back(d);
    for (int d = p.position; d < p.rest_ndim; ++d) perm.push_back(p.index_ndim + d);
    return transpose(r, perm);
}

// False where the value has more dimensions than its target.
bool Lowerer::put_picked(const Picked& p, Val v) {
    const int n = p.index_ndim + p.rest_ndim;
    if (v.is_array() && v.type.ndim() > n) return false;
    v = fitted(v, p.view.type.dtype());
    if (v.is_array() && p.position > 0) {
        std::vector<std::int64_t> missing, perm;
        for (int d = v.type.ndim(); d < n; ++d) missing.push_back(d - v.type.ndim());
        if (!missing.empty()) v = insert_axes(v, missing);
        for (int d = 0; d < p.index_ndim; ++d) perm.push_back(p.position + d);
        for (int d = 0; d < p.position; ++d) perm.push_back(d);
        for (int d = p.position + p.index_ndim; d < n; ++d) perm.push_back(d);
        v = transpose(v, perm);
    }
    std::vector<ValueId> operands{p.view.id, p.indices[0], v.id};
    operands.insert(operands.end(), p.indices.begin() + 1, p.indices.end());
    emit_op(OpCode::put, std::move(operands), {}, {{"axes", p.axes}});
    return true;
}

}  // namespace phylanx::sema

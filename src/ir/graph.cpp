// The graph's arenas, and what each op reads, writes and may raise.
// SPDX-License-Identifier: BSL-1.0
#include "ir/graph.h"

#include <algorithm>

#include "ir/clone.h"

namespace phylanx::ir {

ValueId Graph::new_value(Type type, std::string name) {
    values_.push_back({std::move(type), std::move(name)});
    return static_cast<ValueId>(values_.size() - 1);
}

RegionId Graph::new_region() {
    regions_.emplace_back();
    return static_cast<RegionId>(regions_.size() - 1);
}

OpId Graph::new_op(OpCode code, std::vector<ValueId> operands, std::vector<Type> results,
                   support::Span span, std::uint32_t file) {
    Op op;
    op.code = code;
    op.operands = std::move(operands);
    op.span = span;
    op.file = file;
    for (Type& t : results) op.results.push_back(new_value(std::move(t)));
    ops_.push_back(std::move(op));
    return static_cast<OpId>(ops_.size() - 1);
}

void compact(Graph& g) {
    Graph fresh;
    fresh.name = g.name;
    fresh.files = g.files;
    fresh.result = g.result;
    ValueMap map;
    if (g.body != kNone)
        fresh.body = clone_region(g, g.body, fresh, map);
    g = std::move(fresh);
}

bool is_terminator(OpCode code) {
    switch (code) {
        case OpCode::yield:
        case OpCode::condition:
        case OpCode::break_:
        case OpCode::continue_:
        case OpCode::return_:
        case OpCode::raise:
            return true;
        default:
            return false;
    }
}

bool is_loop(OpCode code) { return code == OpCode::for_ || code == OpCode::while_; }

namespace {

void add_unique(std::vector<ValueId>& to, ValueId v) {
    if (std::find(to.begin(), to.end(), v) == to.end())
        to.push_back(v);
}

void add_arrays(const Graph& g, std::vector<ValueId>& to, const std::vector<ValueId>& values,
                std::size_t first = 0) {
    for (std::size_t i = first; i < values.size(); ++i)
        if (g.type(values[i]).is_array())
            add_unique(to, values[i]);
}

// Whether arithmetic on registers may raise: Python's integers overflow, its division checks for
// zero, and a weak int or float may not fit where it is converted to.
bool scalar_may_fail(const Graph& g, const Op& op) {
    if (op.operands.empty() || op.results.empty())
        return true;
    const Type& from = g.type(op.operands[0]);
    const Type& to = g.type(op.results[0]);
    if (from.is_any() || to.is_any())
        return true;
    if (op.code == OpCode::cast) {
        if (from.is(TypeKind::PyInt))
            return arrays::is_integer(to.dtype()) && to.dtype() != DType::I64;
        return to.is(TypeKind::PyInt) && arrays::is_inexact(from.dtype());
    }
    if (!to.is_python_number())
        return false;  // NumPy scalars warn, they do not raise
    if (kind(op.code) != ops::Kind::Elem)
        return true;
    switch (ops::info(op.code).rule) {
        case ops::DTypeRule::compare:
        case ops::DTypeRule::logical:
        case ops::DTypeRule::predicate:
            return false;
        default:
            break;
    }
    if (op.code == OpCode::select || op.code == OpCode::make_complex || op.code == OpCode::real ||
        op.code == OpCode::imag || op.code == OpCode::conj || op.code == OpCode::pos)
        return false;
    switch (op.code) {
        case OpCode::add:
        case OpCode::sub:
        case OpCode::mul:
        case OpCode::neg:
        case OpCode::abs:
            return !to.is(TypeKind::PyFloat) && !to.is(TypeKind::PyComplex);
        case OpCode::bit_and:
        case OpCode::bit_or:
        case OpCode::bit_xor:
        case OpCode::invert:
        case OpCode::sign:
        case OpCode::copysign:
        case OpCode::maximum:
        case OpCode::minimum:
            return false;
        default:
            return true;  // division by zero, math domain and range errors
    }
}

bool elem_may_fail(const Graph& g, const Op& op) {
    int num_arrays = 0;  // that may fail to broadcast: a 0-d array always broadcasts
    bool any_array = false;
    for (ValueId v : op.operands) {
        any_array |= g.type(v).is_array();
        num_arrays += g.type(v).is_array() && g.type(v).ndim() > 0;
    }
    if (!any_array)
        return scalar_may_fail(g, op);
    if (op.operands.size() >= 2 && num_arrays >= 2 && op.operands[0] != op.operands[1])
        return true;
    // Integers to negative integer powers are a ValueError.
    return op.code == OpCode::pow && arrays::is_signed(g.type(op.results[0]).dtype());
}

bool view_may_fail(const Op& op) {
    if (op.code == OpCode::transpose || op.code == OpCode::diagonal || op.code == OpCode::part)
        return false;
    if (op.code != OpCode::slice)
        return true;
    for (auto& part : attr_or<std::vector<std::string>>(op, "spec", {}))
        if (part == "int")
            return true;
    // A step that is given at run time may be zero.
    for (auto& part : attr_or<std::vector<std::string>>(op, "spec", {}))
        if (part.size() == 9 && part[8] == 'v')
            return true;
    return false;
}

void structural_effects(const Graph& g, const Op& op, Effects& e) {
    switch (op.code) {
        case OpCode::foreign:
            e.order = e.may_fail = e.everything = true;
            add_arrays(g, e.reads, op.operands);
            e.writes = e.reads;
            break;
        case OpCode::raise:
        case OpCode::check:
            e.order = e.may_fail = true;
            break;
        case OpCode::unbox:
            e.may_fail = true;
            break;
        case OpCode::fused: {
            auto inputs = static_cast<std::size_t>(attr<std::int64_t>(op, "num_inputs"));
            add_arrays(g, e.reads, {op.operands.begin(), op.operands.begin() + inputs});
            add_arrays(g, e.writes, op.operands, inputs);
            e.may_fail = true;
            break;
        }
        case OpCode::wait:
        case OpCode::drop:
            e.order = true;
            break;
        case OpCode::break_:
        case OpCode::continue_:
        case OpCode::return_:
            e.leaves = true;
            break;
        default:
            break;
    }
}

void region_effects(const Graph& g, const Op& op, Effects& e) {
    for (RegionId r : op.regions) {
        for (OpId inner : g.region(r).ops) {
            Effects x = effects(g, inner);
            for (ValueId v : x.reads) add_unique(e.reads, v);
            for (ValueId v : x.writes) add_unique(e.writes, v);
            e.order |= x.order;
            e.may_fail |= x.may_fail;
            e.everything |= x.everything;
            e.leaves |= x.leaves;
        }
    }
    if (!is_loop(op.code))
        return;
    // Break and continue stay inside; a while loop need not end, so nothing visible may cross it.
    e.leaves = false;
    for (RegionId r : op.regions)
        walk(g, r, [&](OpId o) { e.leaves |= g.op(o).code == OpCode::return_; });
    if (op.code == OpCode::while_)
        e.order = true;
}

}  // namespace

Effects effects(const Graph& g, OpId o) {
    const Op& op = g.op(o);
    Effects e;
    switch (kind(op.code)) {
        case ops::Kind::Structural:
            structural_effects(g, op, e);
            if (op.code != OpCode::fused)
                region_effects(g, op, e);
            break;
        case ops::Kind::Elem:
            add_arrays(g, e.reads, op.operands);
            e.may_fail = elem_may_fail(g, op);
            break;
        case ops::Kind::Reduce:
            add_arrays(g, e.reads, op.operands);
            e.may_fail = op.code == OpCode::reduce_max || op.code == OpCode::reduce_min;
            break;
        case ops::Kind::View:
            e.may_fail = view_may_fail(op);
            break;
        case ops::Kind::Access:
            if (op.code == OpCode::shape)
                break;
            if (op.code == OpCode::assign || op.code == OpCode::store) {
                e.writes.push_back(op.operands[0]);
                add_arrays(g, e.reads, op.operands, 1);
            } else {
                add_arrays(g, e.reads, op.operands);
            }
            e.may_fail = op.code != OpCode::item;
            break;
        case ops::Kind::Library:
            if (op.code == OpCode::put)
                e.writes.push_back(op.operands[0]);
            add_arrays(g, e.reads, op.operands, op.code == OpCode::put ? 1 : 0);
            e.may_fail = op.code != OpCode::copy;
            break;
        case ops::Kind::Compose:
            e.order = e.may_fail = true;
            break;
    }
    return e;
}

}  // namespace phylanx::ir

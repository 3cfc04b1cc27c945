// Reads a fused op: operands, roles, costs; emits its region.
// SPDX-License-Identifier: BSL-1.0
#include "codegen/kernel.h"

#include <algorithm>
#include <ranges>
#include <unordered_map>

#include "codegen/fp_sources.h"
#include "codegen/merge.h"
#include "codegen/vector_math.h"
#include "launch/second_look.h"
#include "ops/evaluate.h"
#include "support/error.h"

namespace phylanx::codegen {
namespace {

using launch::OperandInfo;
using launch::Role;
using ops::OpCode;
using support::internal_check;

unsigned computed_size(DType t) {
    return t == DType::F16 ? 4 : static_cast<unsigned>(arrays::item_size(t));
}

// The compiler takes such an op apart into one call or division a lane.
bool has_no_vector_form(OpCode code, DType t) {
    if (code == OpCode::floordiv || code == OpCode::mod || code == OpCode::fmod) return true;
    if (code == OpCode::pow) return !arrays::is_real_float(t);
    return arrays::is_complex(t) && math_function(code) != nullptr;
}

DType operand_dtype(const ir::Graph& g, const ir::Op& op) {
    if (op.operands.empty()) return g.type(op.results[0]).dtype();
    // The condition of select stands before its values.
    return g.type(op.operands[op.code == OpCode::select ? 1 : 0]).dtype();
}

OperandInfo array_operand(const ir::Type& t, Role role) {
    OperandInfo o;
    o.role = role;
    o.dtype = t.dtype();
    o.ndim = t.ndim();
    return o;
}

void add_inputs(KernelPlan& p, int num_inputs) {
    for (int i = 0; i < num_inputs; ++i) {
        const ir::Type& t = p.g.type(p.op.operands[i]);
        if (t.is_array()) {
            p.inputs.push_back(static_cast<int>(p.info.operands.size()));
            p.info.operands.push_back(array_operand(t, Role::Input));
        } else {
            internal_check(t.is_scalar(), "fused: input {} is a {}", i, t.to_string());
            p.inputs.push_back(~static_cast<int>(p.scalars.size()));
            p.scalars.push_back(t.dtype());
        }
    }
    p.info.num_scalars = static_cast<int>(p.scalars.size());
}

void add_outputs(KernelPlan& p, int num_inputs) {
    auto& roles = ir::attr<std::vector<std::string>>(p.op, "roles");
    auto slots = ir::attr_or<std::vector<std::int64_t>>(p.op, "slots", {});
    std::size_t target = static_cast<std::size_t>(num_inputs), result = 0;
    for (auto& role : roles) {
        if (role == "store") {
            internal_check(target < p.op.operands.size(), "fused: no target for a stored output");
            p.info.operands.push_back(array_operand(p.g.type(p.op.operands[target++]), Role::Store));
            continue;
        }
        internal_check(result < p.op.results.size(), "fused: no result for output '{}'", role);
        auto o = array_operand(p.g.type(p.op.results[result]), role == "fresh" ? Role::Fresh : Role::Reduce);
        o.slot = result < slots.size() ? static_cast<int>(slots[result]) : -1;
        ++result;
        if (o.role == Role::Reduce) {
            auto code = ops::find_by_name(role);
            internal_check(code && ops::info(*code).kind == ops::Kind::Reduce, "fused: role '{}'", role);
            o.reduce = *code;
            p.info.name += fmt::format("_{}", role);
            o.identity = identity_cell(*code, o.dtype);
            o.has_identity = has_identity(*code);
            o.merge = merge_function(*code, o.dtype);
        }
        p.info.operands.push_back(o);
    }
}

// What a second look needs of an op.
void add_step(KernelPlan& p, std::unordered_map<ir::ValueId, int>& values, const ir::Op& op, int source = -1) {
    launch::KernelStep s;
    s.code = op.code;
    s.out = p.g.type(op.results.at(0)).dtype();
    s.in = op.code == OpCode::constant ? s.out : operand_dtype(p.g, op);
    s.source = source;
    if (op.code == OpCode::constant) {
        const ir::Attr& value = op.attrs.at("value");
        s.is_constant = true;
        if (auto* b = std::get_if<bool>(&value)) s.constant = *b;
        else if (auto* i = std::get_if<std::int64_t>(&value)) s.constant = static_cast<double>(*i);
        else if (auto* d = std::get_if<double>(&value)) s.constant = *d;
    }
    for (auto v : op.operands) s.operands.push_back(values.at(v));
    int number = static_cast<int>(values.size());
    values.emplace(op.results[0], number);
    p.info.steps.push_back(std::move(s));
}

// The steps are kept only where they can tell more than the list of sources.
void keep_useful_steps(KernelPlan& p) {
    int once = 0, more = 0;
    for (auto& s : p.info.sources) more |= once & s.can, once |= s.can;
    bool useful = more != 0;
    for (auto& s : p.info.steps)
        useful &= s.is_constant ? !arrays::is_complex(s.out) : ops::can_evaluate(s.code, s.in, s.out);
    if (useful) p.info.looks = launch::make_second_looks();
    else p.info.steps.clear();
}

void read_region(KernelPlan& p) {
    auto& region = p.g.region(p.op.regions.at(0));
    std::unordered_map<ir::ValueId, int> values;
    for (auto a : region.args) {
        int number = static_cast<int>(values.size());
        values.emplace(a, number);
    }
    for (ir::OpId o : region.ops) {
        const ir::Op& op = p.g.op(o);
        if (op.code == OpCode::yield) {
            for (auto v : op.operands) p.yields.push_back(p.g.type(v).dtype());
            continue;
        }
        for (auto r : op.results) p.largest = std::max(p.largest, computed_size(p.g.type(r).dtype()));
        if (op.code == OpCode::constant) {
            add_step(p, values, op);
            continue;
        }
        DType t = operand_dtype(p.g, op);
        if (op.code == OpCode::pow && arrays::is_integer(t)) {
            p.powers.push_back(&op);
            p.info.power_spans.push_back(op.file == p.info.file ? op.span : p.info.span);
        }
        p.costly |= is_costly(op.code, t);
        p.scalarized |= has_no_vector_form(op.code, t);
        p.info.cost += ops::info(op.code).cost;
        auto source = fp_source(op, t, p.g.type(op.results[0]).dtype());
        bool can = source.can != 0;
        if (can) p.info.sources.push_back(std::move(source));
        add_step(p, values, op, can ? static_cast<int>(p.info.sources.size()) - 1 : -1);
        p.info.name += "_";
        p.info.name += ops::info(op.code).name;
    }
    for (auto a : region.args) p.largest = std::max(p.largest, computed_size(p.g.type(a).dtype()));
}

// Its place among the operands, or -1.
int first_store(const KernelPlan& p) {
    auto& all = p.info.operands;
    auto it = std::ranges::find(all, Role::Store, &OperandInfo::role);
    return it == all.end() ? -1 : static_cast<int>(it - all.begin());
}

// The op whose result the first store takes, if it is that of the same statement: an update in place, or `out=`.
const ir::Op* updating_op(const KernelPlan& p, const ir::Op& yield) {
    const int store = first_store(p);
    if (store < 0) return nullptr;
    ir::ValueId v = yield.operands.at(static_cast<std::size_t>(store - p.num_inputs()));
    const ir::Op* found = nullptr;
    for (ir::OpId o : std::views::reverse(p.g.region(p.op.regions[0]).ops)) {
        const ir::Op& op = p.g.op(o);
        if (op.results.empty() || op.results[0] != v) continue;
        found = &op;
        if (op.code != OpCode::cast) break;
        v = op.operands[0];
    }
    return found && found->span == yield.span && found->file == yield.file ? found : nullptr;
}

// What the launcher's errors of shapes that do not fit need to know.
void add_meetings(KernelPlan& p) {
    using launch::ShapeMeeting;
    auto& region = p.g.region(p.op.regions[0]);
    const ir::Op& yield = p.g.op(region.ops.back());
    const ir::Op* const updating = updating_op(p, yield);
    auto span_of = [&](const ir::Op& op) { return op.file == p.info.file ? op.span : p.info.span; };
    p.info.store_span = span_of(yield);
    std::unordered_map<ir::ValueId, int> shapes;  // as ShapeMeeting::operands
    for (std::size_t i = 0; i < p.inputs.size(); ++i)
        shapes[region.args[i]] = p.inputs[i] < 0 ? ShapeMeeting::kNumber : p.inputs[i];
    for (ir::OpId o : region.ops) {
        const ir::Op& op = p.g.op(o);
        if (&op == &yield) continue;
        ShapeMeeting m{span_of(op), {}, -1};
        int array = ShapeMeeting::kNumber;
        bool meet = &op == updating;
        for (auto v : op.operands) {
            int s = m.operands.emplace_back(shapes.at(v));
            if (s == ShapeMeeting::kNumber) continue;
            meet |= array != ShapeMeeting::kNumber && s != array;
            array = s;
        }
        if (meet) {
            if (&op == updating) m.target = first_store(p);
            array = ShapeMeeting::result_of(static_cast<int>(p.info.meetings.size()));
            p.info.meetings.push_back(std::move(m));
        }
        shapes[op.results.at(0)] = array;
    }
}

}  // namespace

KernelPlan plan_kernel(const ir::Graph& g, ir::OpId fused, int index) {
    KernelPlan p{g, g.op(fused), {}, {}, {}, {}, {}};
    p.info.name = fmt::format("k{}", index);
    p.info.span = p.op.span;
    p.info.file = p.op.file;
    p.info.ndim = static_cast<int>(ir::attr<std::int64_t>(p.op, "ndim"));
    for (auto axis : ir::attr_or<std::vector<std::int64_t>>(p.op, "axes", {})) {
        internal_check(axis >= 0 && axis < p.info.ndim, "fused: folded axis {}", axis);
        p.info.reduced |= std::uint64_t{1} << axis;
    }
    auto num_inputs = static_cast<int>(ir::attr<std::int64_t>(p.op, "num_inputs"));
    add_inputs(p, num_inputs);
    read_region(p);
    internal_check(p.g.region(p.op.regions[0]).args.size() == p.inputs.size(), "fused: arguments and inputs differ");
    std::size_t before = p.info.operands.size();
    add_outputs(p, num_inputs);
    internal_check(p.info.operands.size() - before == p.yields.size(), "fused: outputs and roles differ");
    for (auto& o : p.info.operands) {
        p.largest = std::max(p.largest, computed_size(o.dtype));
        if (o.role != Role::Reduce) continue;
        p.info.cost += ops::info(o.reduce).cost;
        auto source = fp_source_of_reduction(o.reduce, o.dtype, quiet_flags(p.op));
        source.span = p.info.span;
        source.file = p.info.file;
        if (source.can == 0) continue;
        p.info.sources.push_back(std::move(source));
        ++p.info.num_reduce_sources;
    }
    keep_useful_steps(p);
    add_meetings(p);
    p.info.inputs = p.inputs;
    p.info.scalars = p.scalars;
    // Moving an element costs too, where nothing is computed with it.
    p.info.cost = std::max(p.info.cost, 0.15);
    if (p.info.name.size() > 60) p.info.name = p.info.name.substr(0, 57) + "...";
    return p;
}

Num emit_constant(llvm::LLVMContext& ctx, const ir::Op& op, DType t, unsigned lanes) {
    auto it = op.attrs.find("value");
    internal_check(it != op.attrs.end(), "constant without a value");
    if (auto* b = std::get_if<bool>(&it->second)) return constant_num(ctx, t, *b, 0, lanes);
    if (auto* i = std::get_if<std::int64_t>(&it->second)) return constant_integer(ctx, t, *i, lanes);
    auto* d = std::get_if<double>(&it->second);
    internal_check(d != nullptr, "a constant of another kind than its type {}", arrays::name(t));
    double imaginary = ir::attr_or<double>(op, "imag", 0.0);
    if (t != DType::F16) return constant_num(ctx, t, *d, imaginary, lanes);
    // Held as a float with a half's value.
    llvm::APFloat half(*d);
    bool inexact = false;
    half.convert(llvm::APFloat::IEEEhalf(), llvm::APFloat::rmNearestTiesToEven, &inexact);
    half.convert(llvm::APFloat::IEEEsingle(), llvm::APFloat::rmNearestTiesToEven, &inexact);
    return {llvm::ConstantFP::get(compute_type(ctx, t, lanes), half)};
}

namespace {

// LLVM may not look through it. Else select(m, 1 / select(m, x, 1), x) becomes select(m, 1 / x, x), since it takes nobody
// to look at the processor's flags.
Num fenced(llvm::IRBuilder<>& b, Num v) {
    auto fence = [&](llvm::Value* x) -> llvm::Value* {
        return x ? b.CreateIntrinsic(llvm::Intrinsic::arithmetic_fence, {x->getType()}, {x}) : nullptr;
    };
    return {fence(v.re), fence(v.im)};
}

}  // namespace

std::vector<Num> emit_body(Emitter& e, const KernelPlan& plan, std::span<const Num> inputs,
                           const ir::Op*& current) {
    auto& region = plan.g.region(plan.op.regions[0]);
    std::unordered_map<ir::ValueId, Num> values;
    for (std::size_t i = 0; i < inputs.size(); ++i) values[region.args[i]] = inputs[i];
    std::vector<Num> args;
    for (ir::OpId o : region.ops) {
        const ir::Op& op = plan.g.op(o);
        current = &op;
        args.clear();
        for (auto v : op.operands) {
            auto it = values.find(v);
            internal_check(it != values.end(), "fused: value %{} comes from outside the region", v);
            args.push_back(it->second);
        }
        if (op.code == OpCode::yield) return args;
        DType out = plan.g.type(op.results.at(0)).dtype();
        Num& made = values[op.results[0]];
        if (op.code == OpCode::constant) made = emit_constant(e.context(), op, out, e.lanes);
        else made = emit_elem(e, {op.code, operand_dtype(plan.g, op), out, args});
        if (ir::attr_or<bool>(op, "fence", false) && arrays::is_inexact(out)) made = fenced(e.b, made);
    }
    throw support::InternalError("fused: the region lacks its yield");
}

}  // namespace phylanx::codegen

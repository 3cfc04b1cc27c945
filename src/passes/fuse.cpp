// Merges element-wise ops, reductions and assignments into `fused` ops: one pass over memory each.
// SPDX-License-Identifier: BSL-1.0
#include "passes/fuse.h"

#include <algorithm>
#include <optional>

#include "ir/builder.h"
#include "passes/fusion_groups.h"

namespace phylanx::passes {
namespace {

using ir::DType;
using ir::kind;
using ir::kNone;
using ir::OpCode;
using ir::OpId;
using ir::Type;
using ir::TypeKind;
using ir::ValueId;
using ops::Kind;

// Writes one group as a `fused` op.
class GroupWriter {
   public:
    GroupWriter(ir::Graph& g, const FusionFacts& facts, const FusionGroups& groups,
                const FusionGroups::Group& group, ir::Builder& outside, ir::Replacements& replaced)
        : g_(g),
          facts_(facts),
          groups_(groups),
          group_(group),
          outside_(outside),
          replaced_(replaced),
          body_(g, g.new_region()) {}

    void write() {
        for (OpId o : group_) {
            body_.set_span(g_.op(o).span, g_.op(o).file);
            member(o);
        }
        // The launcher's error of a store that does not fit stands where the yield does.
        if (first_store_ != kNone) body_.set_span(g_.op(first_store_).span, g_.op(first_store_).file);
        body_.emit_op(OpCode::yield, std::move(yields_));
        std::vector<Type> types;
        for (ValueId v : given_) types.push_back(g_.type(v));
        auto num_inputs = static_cast<std::int64_t>(inputs_.size());
        inputs_.insert(inputs_.end(), targets_.begin(), targets_.end());
        OpId last = group_.back();
        outside_.set_span(g_.op(last).span, g_.op(last).file);
        ir::Attrs attrs{{"num_inputs", num_inputs}, {"ndim", ndim_}, {"axes", axes_}, {"roles", roles_}};
        if (folds_quietly_.value_or(0) != 0)
            attrs["quiet"] = *folds_quietly_;
        OpId fused = outside_.emit_op(OpCode::fused, std::move(inputs_), std::move(types), std::move(attrs),
                                      {body_.region()});
        for (std::size_t i = 0; i < given_.size(); ++i) {
            ValueId v = g_.op(fused).results[i];
            g_.value(v).name = g_.value(given_[i]).name;
            replaced_.add(given_[i], v);
        }
    }

   private:
    void member(OpId o) {
        const ir::Op op = g_.op(o);  // a copy: the arena grows
        const auto quiet = ir::attr_or<std::int64_t>(op, "quiet", 0);
        if (op.code == OpCode::assign) {
            DType to = g_.type(op.operands[0]).dtype();
            output(o, "store", convert(element(checked_source(op)), to, quiet),
                   g_.type(op.operands[0]).ndim());
            targets_.push_back(op.operands[0]);
            if (first_store_ == kNone) first_store_ = o;
        } else if (kind(op.code) == Kind::Reduce) {
            DType to = g_.type(op.results[0]).dtype();
            axes_ = folded_axes(g_, op);
            folds_quietly_ = folds_quietly_.value_or(quiet) & quiet;
            output(o, std::string(ops::info(op.code).name), convert(element(op.operands[0]), to, quiet),
                   g_.type(op.operands[0]).ndim());
        } else {
            std::vector<ValueId> operands;
            for (ValueId v : op.operands) operands.push_back(element(v));
            Type type = g_.type(op.results[0]);
            ValueId v =
                body_.emit(op.code, std::move(operands), Type::scalar(type.dtype()), op.attrs);
            g_.value(v).name = g_.value(op.results[0]).name;
            inside_[op.results[0]] = v;
            if (groups_.is_output(group_, o))
                output(o, "fresh", v, type.ndim());
        }
    }

    void output(OpId o, std::string role, ValueId v, int ndim) {
        roles_.push_back(std::move(role));
        yields_.push_back(v);
        ndim_ = std::max<std::int64_t>(ndim_, ndim);
        if (!g_.op(o).results.empty())
            given_.push_back(g_.op(o).results[0]);
    }

    // A Python int that does not fit the array's dtype raises OverflowError on the host.
    ValueId checked_source(const ir::Op& assign) {
        ValueId v = assign.operands[1];
        DType to = g_.type(assign.operands[0]).dtype();
        if (!g_.type(v).is(TypeKind::PyInt) || !arrays::is_integer(to) || to == DType::I64)
            return v;
        outside_.set_span(assign.span, assign.file);
        return outside_.emit(OpCode::cast, {v}, Type::scalar(to));
    }

    // What stands for v in the body: a member's result, a constant, or an input's argument.
    ValueId element(ValueId v) {
        auto it = inside_.find(v);
        if (it != inside_.end())
            return it->second;
        Type type = Type::scalar(g_.type(v).dtype());
        OpId def = facts_.uses.def(v);
        ValueId made = kNone;
        if (def != kNone && g_.op(def).code == OpCode::constant && g_.type(v).is_scalar()) {
            made = body_.emit(OpCode::constant, {}, type, ir::Attrs(g_.op(def).attrs));
        } else {
            made = g_.new_value(type, g_.value(v).name);
            g_.region(body_.region()).args.push_back(made);
            inputs_.push_back(v);
        }
        return inside_[v] = made;
    }

    ValueId convert(ValueId v, DType to, std::int64_t quiet) {
        if (g_.type(v).dtype() == to)
            return v;
        ir::Attrs attrs;
        if (quiet != 0)
            attrs["quiet"] = quiet;
        return body_.emit(OpCode::cast, {v}, Type::scalar(to), std::move(attrs));
    }

    ir::Graph& g_;
    const FusionFacts& facts_;
    const FusionGroups& groups_;
    const FusionGroups::Group& group_;
    ir::Builder& outside_;
    ir::Replacements& replaced_;
    ir::Builder body_;
    std::map<ValueId, ValueId> inside_;
    std::vector<ValueId> inputs_, targets_, yields_, given_;
    std::vector<std::string> roles_;
    std::vector<std::int64_t> axes_;
    std::int64_t ndim_ = 0;
    OpId first_store_ = kNone;
    std::optional<std::int64_t> folds_quietly_;  // flags that np.errstate ignores in all reductions
};

void fuse_region(ir::Graph& g, FusionFacts& facts, ir::RegionId r, bool merge,
                 ir::Replacements& replaced) {
    FusionGroups groups(facts, r);
    if (merge)
        groups.merge_all();
    std::vector<OpId> old = std::move(g.region(r).ops);
    g.region(r).ops.clear();
    ir::Builder build(g, r);
    for (OpId o : old) {
        const auto& group = groups.group_of(o);
        if (group.empty())
            g.region(r).ops.push_back(o);
        else if (group.back() == o)
            GroupWriter(g, facts, groups, group, build, replaced).write();
    }
    for (OpId o : old) {
        if (g.op(o).code == OpCode::fused)
            continue;
        for (ir::RegionId inner : std::vector<ir::RegionId>(g.op(o).regions))
            fuse_region(g, facts, inner, merge, replaced);
    }
}

void run(ir::Graph& g, bool merge) {
    FusionFacts facts(g);
    ir::Replacements replaced;
    fuse_region(g, facts, g.body, merge, replaced);
    replaced.apply(g);
    ir::compact(g);
}

}  // namespace

void fuse(ir::Graph& g) { run(g, true); }
void fuse_alone(ir::Graph& g) { run(g, false); }

}  // namespace phylanx::passes

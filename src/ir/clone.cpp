// Copies of ops and regions, within one graph or from one graph to another.
// SPDX-License-Identifier: BSL-1.0
#include "ir/clone.h"

namespace phylanx::ir {

OpId clone_op(const Graph& from, OpId o, Graph& to, ValueMap& map) {
    Op old = from.op(o);  // a copy: `to` may be `from`, whose arenas grow
    std::vector<ValueId> operands;
    for (ValueId v : old.operands) {
        auto it = map.find(v);
        operands.push_back(it == map.end() ? v : it->second);
    }
    std::vector<Type> types;
    std::vector<std::string> names;
    for (ValueId v : old.results) {
        types.push_back(from.type(v));
        names.push_back(from.value(v).name);
    }
    OpId made = to.new_op(old.code, std::move(operands), std::move(types), old.span, old.file);
    to.op(made).attrs = std::move(old.attrs);
    for (std::size_t i = 0; i < old.results.size(); ++i) {
        ValueId v = to.op(made).results[i];
        to.value(v).name = names[i];
        map[old.results[i]] = v;
    }
    for (RegionId r : old.regions) {
        RegionId copy = clone_region(from, r, to, map);
        to.op(made).regions.push_back(copy);
    }
    return made;
}

RegionId clone_region(const Graph& from, RegionId r, Graph& to, ValueMap& map) {
    RegionId made = to.new_region();
    std::vector<ValueId> args = from.region(r).args;
    for (ValueId v : args) {
        Value old = from.value(v);
        ValueId copy = to.new_value(old.type, old.name);
        to.region(made).args.push_back(copy);
        map[v] = copy;
    }
    clone_ops(from, r, to, made, map);
    return made;
}

void clone_ops(const Graph& from, RegionId r, Graph& to, RegionId into, ValueMap& map) {
    std::vector<OpId> ops = from.region(r).ops;
    for (OpId o : ops) {
        OpId copy = clone_op(from, o, to, map);
        to.region(into).ops.push_back(copy);
    }
}

}  // namespace phylanx::ir

// The typed graph: SSA values, ops with regions for control flow, effects stated per op.
// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <variant>
#include <vector>

#include "ir/type.h"
#include "ops/op.h"
#include "support/span.h"

namespace phylanx::ir {

using ops::OpCode;
using ValueId = std::uint32_t;
using OpId = std::uint32_t;
using RegionId = std::uint32_t;
inline constexpr std::uint32_t kNone = ~0u;

/// An attribute: a compile-time fact of an op. Integer lists hold axes, permutations, slots ...
using Attr = std::variant<bool, std::int64_t, double, std::string, std::vector<std::int64_t>,
                          std::vector<std::string>, DType>;

struct Value {
    Type type;
    std::string name;  // the user's variable where there is one; for printing only
};

struct Op {
    OpCode code{};
    std::vector<ValueId> operands;
    std::vector<ValueId> results;
    std::vector<RegionId> regions;
    std::map<std::string, Attr> attrs;
    support::Span span;
    std::uint32_t file = 0;  // index into Graph::files (a helper may live in another file)
};

/// A list of ops in program order; the last one is a terminator
/// (yield, condition, break, continue, return).
struct Region {
    std::vector<ValueId> args;
    std::vector<OpId> ops;
};

/// One specialization of a function. Values, ops and regions live in arenas and are named by index;
/// removing an op from its region leaves it unreferenced in the arena (`compact` sweeps).
class Graph {
   public:
    std::string name;
    std::vector<std::string> files;
    RegionId body = kNone;  // its args are the parameters
    Type result;            // of every `return`

    ValueId new_value(Type type, std::string name = {});
    RegionId new_region();
    /// Makes an op that is in no region yet, with one fresh result per type.
    OpId new_op(OpCode code, std::vector<ValueId> operands, std::vector<Type> results,
                support::Span span = {}, std::uint32_t file = 0);

    Value& value(ValueId v) { return values_[v]; }
    const Value& value(ValueId v) const { return values_[v]; }
    const Type& type(ValueId v) const { return values_[v].type; }
    Op& op(OpId o) { return ops_[o]; }
    const Op& op(OpId o) const { return ops_[o]; }
    Region& region(RegionId r) { return regions_[r]; }
    const Region& region(RegionId r) const { return regions_[r]; }
    std::size_t num_values() const { return values_.size(); }
    std::size_t num_ops() const { return ops_.size(); }
    std::size_t num_regions() const { return regions_.size(); }

   private:
    std::vector<Value> values_;
    std::vector<Op> ops_;
    std::vector<Region> regions_;
};

/// Attribute access; `attr<T>` throws InternalError where it is missing, `attr_or` gives the
/// default.
template <class T>
const T& attr(const Op& op, const std::string& key);
template <class T>
T attr_or(const Op& op, const std::string& key, T fallback);

/// Calls fn(op id) for every op of the region and of the regions inside, in program order.
template <class Fn>
void walk(const Graph& g, RegionId r, Fn&& fn) {
    for (OpId o : g.region(r).ops) {
        fn(o);
        for (RegionId inner : g.op(o).regions) walk(g, inner, fn);
    }
}

/// Sweeps values, ops and regions that the body does not reach; ids are dealt anew in program
/// order.
void compact(Graph& g);

/// yield, condition, break, continue, return; raise too may end a region.
bool is_terminator(OpCode code);
bool is_loop(OpCode code);
/// The kind of the op's row.
inline ops::Kind kind(OpCode code) { return ops::info(code).kind; }

/// What an op does besides giving its results; of an op with regions, all that its regions do.
struct Effects {
    std::vector<ValueId> reads;   // arrays whose elements are read
    std::vector<ValueId> writes;  // arrays whose elements are written
    bool order =
        false;  // must keep its place among other ordered ops (foreign calls, random, raise)
    bool may_fail = false;    // may raise; may not be moved before another effect
    bool everything = false;  // reads and writes whatever Python can reach (foreign calls)
    bool leaves = false;      // may leave the region: break, continue, return

    bool pure() const {
        return reads.empty() && writes.empty() && !order && !may_fail && !everything && !leaves;
    }
};
Effects effects(const Graph& g, OpId o);

}  // namespace phylanx::ir

#include "ir/graph_inl.h"

// What is known of arrays' extents at compile time: constants, and which extents are surely equal.
// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "ir/graph.h"

namespace phylanx::passes {

/// Symbolic extents of every array of a graph. Two dimensions with the same id have the same extent
/// in every run. Broadcasting is decided at run time, so `a + b` having run proves nothing about a
/// and b: its extents are a set, "the one of these that is not 1".
class Shapes {
   public:
    using Dim = std::uint32_t;

    explicit Shapes(const ir::Graph& g);
    const std::vector<Dim>& dims(ir::ValueId array) const { return dims_[array]; }
    /// Surely the same shape.
    bool same(ir::ValueId a, ir::ValueId b) const { return dims(a) == dims(b); }
    /// Surely 1 (a dimension that was put in, say).
    bool is_one(Dim d) const { return d == one_; }
    /// Of arrays of any shapes that are broadcast together.
    std::vector<Dim> broadcast(const std::vector<Dim>& a, const std::vector<Dim>& b);

   private:
    Dim intern(const std::string& key);
    Dim constant(std::int64_t n) { return intern("c" + std::to_string(n)); }
    Dim unknown() { return intern("u" + std::to_string(next_unknown_++)); }
    std::vector<Dim> unknowns(int n);
    Dim extent(ir::ValueId scalar);
    Dim broadcast(Dim a, Dim b);
    void region(ir::RegionId r);
    void op(ir::OpId o);
    void loop(ir::OpId o);
    void branch(ir::OpId o);
    std::vector<Dim> result_of(const ir::Op& op);
    std::vector<Dim> slice(const ir::Op& op);
    std::vector<Dim> reshape(const ir::Op& op);
    std::vector<Dim> library(const ir::Op& op);
    std::vector<Dim> matmul(const ir::Op& op);
    std::vector<Dim> extents(const ir::Op& op, std::size_t first);
    bool demote_changed(ir::OpId loop, ir::RegionId r, bool nested_loop);

    const ir::Graph& g_;
    std::vector<std::vector<Dim>> dims_;  // by value
    std::map<std::string, Dim> ids_;
    std::vector<std::vector<Dim>> parts_;  // by dim: what a broadcast one was made of
    std::vector<std::pair<bool, std::int64_t>> constants_;  // by dim
    std::map<ir::ValueId, Dim> scalars_;
    std::vector<Dim> forgotten_;  // of carried arrays that change
    std::uint32_t next_unknown_ = 0;
    Dim one_ = 0;
};

}  // namespace phylanx::passes

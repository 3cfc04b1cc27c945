// Emits ops at an insertion point of a graph.
// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <complex>
#include <initializer_list>

#include "ir/graph.h"

namespace phylanx::ir {

using Attrs = std::map<std::string, Attr>;

/// Writes ops into a region, at its end or before one of its ops. All ops get the current span.
///
/// Constants: attribute `value` is a bool, int64 (of uint64: its bits), double or string by the
/// result's type; complex ones have `imag` too; None has no `value`. A Scalar constant's value is
/// already of its dtype.
class Builder {
   public:
    explicit Builder(Graph& g) : graph_(g) {}
    Builder(Graph& g, RegionId r) : graph_(g) { move_to_end(r); }

    Graph& graph() { return graph_; }
    RegionId region() const { return region_; }
    void move_to_end(RegionId r);
    /// Further ops come before the op that is now at `position` of the region's list.
    void move_to(RegionId r, std::size_t position);
    /// Where the next op goes in the region's list.
    std::size_t position() const;
    void set_span(support::Span span, std::uint32_t file = 0);
    support::Span span() const { return span_; }
    std::uint32_t file() const { return file_; }

    /// An op with one result; gives the result.
    ValueId emit(OpCode code, std::vector<ValueId> operands, Type result, Attrs attrs = {});
    /// An op with any number of results and regions; gives the op.
    OpId emit_op(OpCode code, std::vector<ValueId> operands, std::vector<Type> results = {},
                 Attrs attrs = {}, std::vector<RegionId> regions = {});

    ValueId none();
    ValueId bool_(bool v);  // Python's numbers
    ValueId int_(std::int64_t v);
    ValueId float_(double v);
    ValueId complex_(std::complex<double> v);
    ValueId str(std::string text);
    /// A constant of any scalar type; the value is converted to it (C rules).
    ValueId scalar(Type type, double v);
    ValueId undef(Type type);

   private:
    Graph& graph_;
    RegionId region_ = kNone;
    std::size_t position_ = kEnd;
    support::Span span_;
    std::uint32_t file_ = 0;
    static constexpr std::size_t kEnd = ~std::size_t{0};
};

}  // namespace phylanx::ir

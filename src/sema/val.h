// What an expression stands for while it is lowered: a graph value, or something known at compile time.
// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "ir/graph.h"
#include "physl/tree.h"

namespace phylanx::sema {

struct Val;
/// The variables of one activation of a function.
using Env = std::map<std::string, Val>;

struct Val {
    enum class Kind : std::uint8_t {
        Unbound,
        Runtime,   // a value of the graph: id, type
        None,
        Str,       // text
        Dtype,     // dtype
        Function,  // function: its `define` or `lambda` node
        Sequence,  // items; list or tuple
        Slice,     // items: start, stop, step (None where absent)
        Ellipsis,
        Range,     // items: start, stop, step
        Enumerate, // items: iterable, start
        Zip,       // items: iterables
        Reversed,  // items: iterable
    };
    Kind kind = Kind::Unbound;
    bool is_list = false;
    bool maybe_unbound = false;          // a pattern only: some path does not bind the variable
    bool maybe_weak = false;             // a pattern only: see weak
    arrays::DType dtype{};
    physl::NodeId function = 0;
    Env* scope = nullptr;                // of a Function: the variables around it
    physl::NodeId origin = 0;            // of a list: the display that made it, or none
    int parameter = -1;                  // of a list or a part of it: the parameter it came from
    int whole = -1;                      // a Sequence that is this parameter's own object
    ir::ValueId id = ir::kNone;
    ir::ValueId bound = ir::kNone;       // kNone: surely bound; else a PyBool
    /// A PyBool: where it is true the value is a Python number of weak_kind, though it lies in the
    /// stronger `type` (`s = 0` before a loop that makes it a NumPy float). kNone: never.
    ir::ValueId weak = ir::kNone;
    ir::TypeKind weak_kind{};
    ir::Type type;
    std::string text;
    std::shared_ptr<const std::vector<Val>> items_ptr;

    bool is(Kind k) const { return kind == k; }
    bool runtime() const { return kind == Kind::Runtime; }
    bool is_array() const { return runtime() && type.is_array(); }
    bool is_any() const { return runtime() && type.is_any(); }
    bool is_scalar() const { return runtime() && type.is_scalar(); }
    const std::vector<Val>& items() const;

    static Val value(ir::ValueId id, ir::Type type);
    static Val none() { return of(Kind::None); }
    static Val str(std::string text);
    static Val of_dtype(arrays::DType t);
    static Val of_function(physl::NodeId node);
    static Val of(Kind kind, std::vector<Val> items = {}, bool is_list = false);
    static Val sequence(std::vector<Val> items, bool is_list = false) {
        return of(Kind::Sequence, std::move(items), is_list);
    }
};

/// The same thing at compile time (ids of graph values are not compared; types are).
bool same_pattern(const Val& a, const Val& b);
/// What holds both a and b where control flow joins.
/// widen: a Python number and a type that may hold its value meet in that type, not as an object.
Val unify(const Val& a, const Val& b, bool widen = true);
/// The graph types that a pattern's run-time parts need, in order.
void leaf_types(const Val& pattern, std::vector<ir::Type>& out);

}  // namespace phylanx::sema

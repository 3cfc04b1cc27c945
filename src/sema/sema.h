// Semantic analysis: a function of a PhySL tree and the types of its arguments become a typed graph.
// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <exception>
#include <string>
#include <variant>
#include <vector>

#include "ir/graph.h"
#include "physl/tree.h"

namespace phylanx::sema {

/// The value of a parameter where the specialization depends on it (an axis, a dtype, a flag).
/// A vector is a tuple of ints; of an array: the first parameter that is the same object, then its dimensions of extent 1.
using StaticValue = std::variant<std::monostate, bool, std::int64_t, double, std::string, arrays::DType,
                                 std::vector<std::int64_t>>;

struct Request {
    const physl::Tree& tree;
    std::string function;               // the `define` to lower
    std::vector<ir::Type> parameters;
    std::vector<StaticValue> statics;   // empty, or one per parameter
    std::string file;                   // the user's file
};

/// Thrown when a parameter's value has to be known at compile time; or, as_object, when a list has to be the
/// caller's very object, since somebody may change or keep it.
struct NeedStatic : std::exception {
    explicit NeedStatic(std::size_t parameter, bool as_object = false)
        : parameter(parameter), as_object(as_object) {}
    std::size_t parameter;
    bool as_object;
    const char* what() const noexcept override { return "a parameter's value is needed at compile time"; }
};

/// What became a foreign call, and why: for `explain`.
struct Finding {
    support::Span span;
    std::string callee;
    std::string reason;
};

struct Lowered {
    ir::Graph graph;
    std::vector<Finding> findings;
    /// For each tuple or list of the result's type, the whole before its elements: the parameter that it is
    /// itself, or -1.
    std::vector<int> result_sequences;
    bool assumes_too_late = false;  // internal: lowered again without assumptions
};

/// Throws support::UserError where the program is refused (the span says where), NeedStatic.
Lowered lower(const Request& request);

/// A whole PhySL text: the last expression's value is the result; no parameters.
Lowered lower_program(const physl::Tree& tree);

}  // namespace phylanx::sema

// Building, checking and comparing PhySL trees.
// SPDX-License-Identifier: BSL-1.0
#include "physl/tree.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <utility>

#include "physl/lexer.h"
#include "support/error.h"

namespace phylanx::physl {

using support::internal_check;
using support::Span;

Node& Tree::add(NodeKind kind, Span span, Tag tag) {
    Node& node = nodes_.emplace_back();
    node.kind = kind;
    node.span = span;
    node.tag = tag;
    return node;
}

NodeId Tree::nil(Span span, Tag tag) {
    add(NodeKind::Nil, span, tag);
    return last();
}

NodeId Tree::boolean(bool value, Span span, Tag tag) {
    add(NodeKind::Bool, span, tag).bool_value = value;
    return last();
}

NodeId Tree::integer(std::int64_t value, Span span) {
    add(NodeKind::Int, span).int_value = value;
    return last();
}

NodeId Tree::floating(double value, Span span) {
    if (std::isnan(value)) return identifier("nan", span);
    if (std::isinf(value)) return identifier(value > 0 ? "inf" : "ninf", span);
    add(NodeKind::Float, span).float_value = value;
    return last();
}

NodeId Tree::string(std::string value, Span span) {
    add(NodeKind::String, span).text = std::move(value);
    return last();
}

NodeId Tree::identifier(std::string name, Span span, Tag tag) {
    internal_check(is_name(name), "'{}' is not a PhySL name", name);
    add(NodeKind::Identifier, span, tag).text = std::move(name);
    return last();
}

NodeId Tree::call(std::string name, std::vector<NodeId> arguments, Span span, Tag tag,
                  std::string attribute) {
    internal_check(is_name(name), "'{}' is not a PhySL name", name);
    std::uint32_t depth = 0;
    for (NodeId child : arguments) {
        internal_check(child < nodes_.size(), "argument {} of '{}' does not exist", child, name);
        depth = std::max(depth, nodes_[child].depth);
    }
    if (depth >= kMaxDepth)
        support::user_error(support::ErrorClass::Syntax, span,
                            "expression is nested more than {} levels deep", kMaxDepth);
    Node& node = add(NodeKind::Call, span, tag);
    node.depth = depth + 1;
    node.text = std::move(name);
    node.attribute = std::move(attribute);
    node.children = std::move(arguments);
    return last();
}

NodeId Tree::list(std::vector<NodeId> items, Span span, Tag tag) {
    return call("list", std::move(items), span, tag);
}

NodeId Tree::keyword(std::string key, NodeId value, Span span, Tag tag) {
    const NodeId name = identifier(std::move(key), span);
    return call("__arg", {name, value}, span, tag);
}

NodeId Tree::array(ArrayLiteral literal, Span span) {
    const auto& shape = literal.shape;
    internal_check(!shape.empty() && shape.size() <= 4, "array literal of {} dimensions",
                   shape.size());
    std::size_t elements = 1;
    for (std::int64_t extent : shape) {
        internal_check(extent >= 0, "array literal with a negative extent");
        elements *= static_cast<std::size_t>(extent);
    }
    internal_check(std::find(shape.begin(), shape.end() - 1, 0) == shape.end() - 1,
                   "array literal with an empty dimension that is not the last");
    const auto stored = std::visit([](const auto& data) { return data.size(); }, literal.data);
    internal_check(stored == elements, "array literal of {} elements for a shape of {}", stored,
                   elements);
    if (elements == 0) literal.data = std::vector<double>();
    add(NodeKind::Array, span).array = static_cast<std::uint32_t>(arrays_.size());
    arrays_.push_back(std::move(literal));
    return last();
}

void Tree::inherit_spans() {
    // A parent has a greater id than its children: going down the ids goes from outside to inside.
    std::vector<bool> known(nodes_.size());
    for (std::size_t i = nodes_.size(); i-- > 0;) {
        const Node& node = nodes_[i];
        if (node.tag != Tag::None) known[i] = true;
        if (!known[i]) {  // of a function of our own: what goes wrong there is told at its call
            nodes_[i].span = {};
            continue;
        }
        for (NodeId child : node.children) {
            if (nodes_[child].tag != Tag::None) continue;
            nodes_[child].span = node.span;
            known[child] = true;
        }
    }
}

namespace {

bool same(double a, double b) {
    return std::bit_cast<std::uint64_t>(a) == std::bit_cast<std::uint64_t>(b) ||
           (std::isnan(a) && std::isnan(b));
}

bool same(const ArrayLiteral& a, const ArrayLiteral& b) {
    if (a.shape != b.shape || a.data.index() != b.data.index()) return false;
    if (!a.is_float()) return a.data == b.data;
    return std::ranges::equal(std::get<2>(a.data), std::get<2>(b.data),
                              [](double x, double y) { return same(x, y); });
}

bool same_place(const Node& a, const Node& b, Compare how) {
    if (how == Compare::Structure) return true;
    if (how == Compare::Spans) return a.tag == b.tag && a.span == b.span;
    const auto bits = static_cast<unsigned>(a.tag);
    const bool same_line = !(bits & 1) || a.span.line == b.span.line;
    const bool same_column = !(bits & 2) || a.span.column == b.span.column;
    return a.tag == b.tag && same_line && same_column;
}

}  // namespace

bool equal(const Tree& tree_a, NodeId node_a, const Tree& tree_b, NodeId node_b, Compare how) {
    const Node& a = tree_a[node_a];
    const Node& b = tree_b[node_b];
    if (a.kind != b.kind || !same_place(a, b, how)) return false;
    switch (a.kind) {
        case NodeKind::Nil: return true;
        case NodeKind::Bool: return a.bool_value == b.bool_value;
        case NodeKind::Int: return a.int_value == b.int_value;
        case NodeKind::Float: return same(a.float_value, b.float_value);
        case NodeKind::String:
        case NodeKind::Identifier: return a.text == b.text;
        case NodeKind::Array: return same(tree_a.array(node_a), tree_b.array(node_b));
        case NodeKind::Call: break;
    }
    return a.text == b.text && a.attribute == b.attribute &&
           std::ranges::equal(a.children, b.children, [&](NodeId x, NodeId y) {
               return equal(tree_a, x, tree_b, y, how);
           });
}

bool equal(const Tree& a, const Tree& b, Compare how) {
    return std::ranges::equal(a.expressions, b.expressions,
                              [&](NodeId x, NodeId y) { return equal(a, x, b, y, how); });
}

bool is_name(std::string_view text) {
    if (text.empty() || text == "nil" || text == "true" || text == "false") return false;
    Lexer lexer(text);
    const Token token = lexer.next();
    return token.kind == TokenKind::Identifier && token.tag == Tag::None &&
           token.text.size() == text.size();
}

}  // namespace phylanx::physl

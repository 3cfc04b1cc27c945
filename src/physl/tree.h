// The PhySL tree: what a program says, as nodes in an arena, each with its place in the source.
// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "support/span.h"

namespace phylanx::physl {

using NodeId = std::uint32_t;

/// There is no kind for lists: `'(a, b)` and `list(a, b)` are both a Call of "list". Operators are
/// Calls too (`a + b` is `__add(a, b)`), and so are keyword arguments (`__arg(key, value)`).
enum class NodeKind : std::uint8_t { Nil, Bool, Int, Float, String, Identifier, Call, Array };

/// Which parts of the tag `$line$column` were written behind a name.
enum class Tag : std::uint8_t { None = 0, Line = 1, Column = 2, Both = 3 };

/// Levels of nesting that a tree may have, so that walking one recursively is always safe.
inline constexpr std::uint32_t kMaxDepth = 1000;

/// `[1, 2]`, up to four dimensions; data in C order. Only the last dimension may be 0, and an empty
/// array is one of float64.
struct ArrayLiteral {
    using Data = std::variant<std::vector<std::uint8_t>,  // bool
                              std::vector<std::int64_t>, std::vector<double>>;
    std::vector<std::int64_t> shape;
    Data data;

    bool is_bool() const { return data.index() == 0; }
    bool is_int() const { return data.index() == 1; }
    bool is_float() const { return data.index() == 2; }
};

struct Node {
    NodeKind kind = NodeKind::Nil;
    Tag tag = Tag::None;
    bool bool_value = false;
    std::uint32_t depth = 1;          // levels of the subtree that starts here
    std::uint32_t array = 0;          // of an Array: see Tree::array
    std::int64_t int_value = 0;
    double float_value = 0;           // always finite: inf and nan are Identifiers
    std::string text;                 // the name (Identifier, Call) or the bytes (String)
    std::string attribute;            // of a Call: "L#1" in `f{L#1}(x)`, otherwise empty
    std::vector<NodeId> children;     // of a Call: the arguments
    /// From the tag where there is one, else the position in the text. Columns count bytes from 0.
    support::Span span;

    bool tagged() const { return tag != Tag::None; }
    bool is_identifier() const { return kind == NodeKind::Identifier; }
    bool is_call() const { return kind == NodeKind::Call; }
    bool is_call(std::string_view name) const { return is_call() && text == name; }
};

/// A program: owns its nodes; a child's id is smaller than its parent's, and it has one parent.
class Tree {
   public:
    std::string file;                 // name of the source, for messages
    std::string source;               // the PhySL text that was parsed, empty when built by hand
    std::vector<NodeId> expressions;  // the top level, in order; the last one gives the value

    const Node& operator[](NodeId id) const { return nodes_[id]; }
    const ArrayLiteral& array(NodeId id) const { return arrays_[nodes_[id].array]; }
    std::size_t size() const { return nodes_.size(); }
    bool empty() const { return expressions.empty(); }

    NodeId nil(support::Span span = {}, Tag tag = Tag::None);
    NodeId boolean(bool value, support::Span span = {}, Tag tag = Tag::None);
    NodeId integer(std::int64_t value, support::Span span = {});
    /// Gives the Identifier `inf`, `ninf` or `nan` for a value that is not finite.
    NodeId floating(double value, support::Span span = {});
    NodeId string(std::string value, support::Span span = {});
    NodeId identifier(std::string name, support::Span span = {}, Tag tag = Tag::None);
    /// Throws UserError when the nesting gets deeper than kMaxDepth.
    NodeId call(std::string name, std::vector<NodeId> arguments, support::Span span = {},
                Tag tag = Tag::None, std::string attribute = {});
    NodeId list(std::vector<NodeId> items, support::Span span = {}, Tag tag = Tag::None);
    /// `__arg(key, value)`.
    NodeId keyword(std::string key, NodeId value, support::Span span = {}, Tag tag = Tag::None);
    NodeId array(ArrayLiteral literal, support::Span span = {});

    /// Text made by the front end has tags on names only: gives every node without a tag the span
    /// of the nearest tagged node around it, so that spans inside it are those of the Python file. What no
    /// tagged node is around (a prelude function's text) has no span: its errors are told at its call.
    void inherit_spans();

   private:
    Node& add(NodeKind kind, support::Span span, Tag tag = Tag::None);
    NodeId last() const { return static_cast<NodeId>(nodes_.size() - 1); }

    std::vector<Node> nodes_;
    std::vector<ArrayLiteral> arrays_;
};

/// What `equal` looks at: values and names only; the tags too; or every node's span.
enum class Compare : std::uint8_t { Structure, Tags, Spans };

/// Floats are compared by their bits (0.0 is not -0.0), but any nan equals any nan.
bool equal(const Tree& a, const Tree& b, Compare how = Compare::Structure);
bool equal(const Tree& a, NodeId node_a, const Tree& b, NodeId node_b,
           Compare how = Compare::Structure);

/// A name that PhySL can spell: letters, digits and _ (not a digit first), or any UTF-8 outside
/// ASCII; not one of the words nil, true, false.
bool is_name(std::string_view text);

}  // namespace phylanx::physl

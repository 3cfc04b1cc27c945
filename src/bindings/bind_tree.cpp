// PhySL trees as Python values: what the evaluator, the older interface and users' rules read.
// SPDX-License-Identifier: BSL-1.0
#include <nanobind/stl/string.h>

#include "bindings/bind.h"
#include "bindings/syntax_error.h"
#include "physl/parser.h"
#include "physl/printer.h"

namespace phylanx::bindings {
namespace nb = nanobind;
namespace {

nb::str text_of(const std::string& s) {
    return nb::steal<nb::str>(PyUnicode_DecodeUTF8(s.data(), std::ssize(s), "surrogateescape"));
}

nb::object array_value(const physl::ArrayLiteral& a) {
    nb::list shape, data;
    for (auto n : a.shape) shape.append(n);
    std::visit(
        [&](const auto& values) {
            using T = typename std::decay_t<decltype(values)>::value_type;
            for (auto v : values) {
                if constexpr (std::is_same_v<T, std::uint8_t>) data.append(v != 0);
                else data.append(v);
            }
        },
        a.data);
    return nb::make_tuple(shape, data, a.is_bool() ? "bool" : a.is_int() ? "int64" : "float64");
}

/// (kind, value, children, line, column, tag, attribute); columns from 0.
nb::object node_value(const physl::Tree& tree, physl::NodeId id) {
    using Kind = physl::NodeKind;
    const physl::Node& n = tree[id];
    nb::object value = nb::none();
    const char* kind = "nil";
    nb::list children;
    switch (n.kind) {
        case Kind::Nil: break;
        case Kind::Bool: kind = "bool", value = nb::bool_(n.bool_value); break;
        case Kind::Int: kind = "int", value = nb::int_(n.int_value); break;
        case Kind::Float: kind = "float", value = nb::float_(n.float_value); break;
        case Kind::String: kind = "string", value = text_of(n.text); break;
        case Kind::Identifier: kind = "name", value = text_of(n.text); break;
        case Kind::Array: kind = "array", value = array_value(tree.array(id)); break;
        case Kind::Call:
            kind = "call";
            value = text_of(n.text);
            for (auto c : n.children) children.append(node_value(tree, c));
            break;
    }
    return nb::make_tuple(kind, value, nb::tuple(children), n.span.line, n.span.column, static_cast<int>(n.tag),
                          text_of(n.attribute));
}

nb::list tree_of(const std::string& text, const std::string& file, bool rules) {
    try {
        const physl::Tree tree = rules ? physl::parse_rules(text, file) : physl::parse(text, file);
        nb::list nodes;
        for (auto top : tree.expressions) nodes.append(node_value(tree, top));
        return nodes;
    } catch (const support::UserError& e) {
        raise_syntax_error(e, text, file);
    }
}

std::string format_physl(const std::string& text, const std::string& file, bool upstream, bool tags, int width) {
    try {
        const physl::Tree tree = physl::parse(text, file);
        return physl::print(tree, {.style = upstream ? physl::TextStyle::Upstream : physl::TextStyle::Canonical,
                                   .tags = tags,
                                   .width = width});
    } catch (const support::UserError& e) {
        raise_syntax_error(e, text, file);
    }
}

}  // namespace

void bind_tree(nb::module_& m) {
    m.def("physl_tree", tree_of, nb::arg("text"), nb::arg("file") = "<text>", nb::arg("rules") = false,
          "The text's nodes: (kind, value, children, line, column, tag, attribute) with lines from 1 and columns "
          "from 0. With rules: pattern, replacement, pattern, replacement ...");
    m.def("format_physl", format_physl, nb::arg("text"), nb::arg("file") = "<text>", nb::arg("upstream") = false,
          nb::arg("tags") = true, nb::arg("width") = 100, "The text printed in a style.");
}

}  // namespace phylanx::bindings

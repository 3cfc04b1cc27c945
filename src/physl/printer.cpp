// Writing PhySL text: spelling of values, layout of long calls, the two styles.
// SPDX-License-Identifier: BSL-1.0
#include "physl/printer.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <utility>

#include "physl/lexer.h"
#include "physl/number.h"

namespace phylanx::physl {
namespace {

constexpr std::size_t kNoLimit = std::string::npos;

/// The infix spelling of a call that upstream prints as an operator; empty for any other.
std::string_view infix(const Node& node) {
    static constexpr std::pair<std::string_view, std::string_view> kNames[] = {
        {"__or", "||"}, {"__and", "&&"}, {"__eq", "=="}, {"__ne", "!="}, {"__lt", "<"},
        {"__le", "<="}, {"__gt", ">"},   {"__ge", ">="}, {"__add", "+"}, {"__sub", "-"},
        {"__mul", "*"}, {"__div", "/"},  {"__mod", "%"},
    };
    if (!node.is_call() || node.children.size() != 2 || node.tagged() || !node.attribute.empty())
        return {};
    for (const auto& [name, spelling] : kNames)
        if (node.text == name) return spelling;
    return {};
}

std::string_view prefix(const Node& node) {
    if (!node.is_call() || node.children.size() != 1 || node.tagged() || !node.attribute.empty())
        return {};
    return node.text == "__minus" ? "-" : node.text == "__not" ? "!" : std::string_view();
}

bool is_block(const Node& node) {
    return node.is_call("block") || node.is_call("parallel_block");
}

void append_quoted(std::string& out, std::string_view text) {
    out += '"';
    while (!text.empty()) {
        const char c = text[0];
        const auto byte = static_cast<unsigned char>(c);
        const std::size_t length = utf8_length(text);
        if (c == '"' || c == '\\') out += '\\', out += c;
        else if (c == '\n') out += "\\n";
        else if (c == '\t') out += "\\t";
        else if (c == '\r') out += "\\r";
        else if (length == 0 || byte < 0x20 || byte == 0x7f) out += fmt::format("\\x{:02x}", byte);
        else out += text.substr(0, length);
        text.remove_prefix(std::max<std::size_t>(length, 1));
    }
    out += '"';
}

void append_array(std::string& out, const ArrayLiteral& array, std::size_t level,
                  std::size_t& next) {
    out += '[';
    for (std::int64_t i = 0; i < array.shape[level]; ++i) {
        if (i > 0) out += ", ";
        if (level + 1 < array.shape.size()) append_array(out, array, level + 1, next);
        else if (array.is_bool()) out += std::get<0>(array.data)[next++] ? "true" : "false";
        else if (array.is_int()) out += std::to_string(std::get<1>(array.data)[next++]);
        else out += to_text(std::get<2>(array.data)[next++]);
    }
    out += ']';
}

class Writer {
   public:
    Writer(const Tree& tree, const PrintOptions& options)
        : tree_(tree), options_(options), upstream_(options.style == TextStyle::Upstream) {}

    std::string write(NodeId id) && {
        broken(id, 0, 0);
        return std::move(out_);
    }

   private:
    void name(const Node& node, bool is_list = false);
    void atom(NodeId id);
    bool flat(NodeId id, std::size_t limit);
    bool flat_call(const Node& node, std::size_t limit);
    void broken(NodeId id, std::size_t indent, std::size_t trailing);
    void broken_call(const Node& node, std::size_t indent, std::size_t trailing);

    /// The size that the text may reach on this line when `trailing` characters still follow.
    std::size_t limit(std::size_t trailing) const {
        if (options_.width <= 0) return kNoLimit;
        const std::size_t end = line_start_ + static_cast<std::size_t>(options_.width);
        return end - std::min(trailing, end);
    }

    void new_line(std::size_t indent) {
        out_ += '\n';
        line_start_ = out_.size();
        out_.append(indent, ' ');
    }

    const Tree& tree_;
    const PrintOptions& options_;
    bool upstream_;
    std::string out_;
    std::size_t line_start_ = 0;
};

void Writer::name(const Node& node, bool is_list) {
    out_ += node.text;
    if (!options_.tags) return;
    const auto bits = static_cast<unsigned>(node.tag);
    const auto to = std::back_inserter(out_);
    if (bits & 1) fmt::format_to(to, "${}", node.span.line);
    if (bits & 2) fmt::format_to(to, "{}{}", bits & 1 ? "$" : "$$", node.span.column);
    if (upstream_ && bits == 0 && !is_list && node.span.known())
        fmt::format_to(to, "${}${}", node.span.line, node.span.column + 1);
}

void Writer::atom(NodeId id) {
    const Node& node = tree_[id];
    switch (node.kind) {
        case NodeKind::Nil:
        case NodeKind::Bool: {
            Node word;
            word.text = node.kind == NodeKind::Nil ? "nil" : node.bool_value ? "true" : "false";
            word.tag = node.tag;
            word.span = node.span;
            return name(word, true);
        }
        case NodeKind::Int: out_ += std::to_string(node.int_value); return;
        case NodeKind::Float: out_ += to_text(node.float_value); return;
        case NodeKind::String: append_quoted(out_, node.text); return;
        case NodeKind::Identifier: name(node); return;
        case NodeKind::Array: {
            std::size_t next = 0;
            append_array(out_, tree_.array(id), 0, next);
            return;
        }
        case NodeKind::Call: return;
    }
}

/// Writes on the current line. False, with part of the text written, when it does not fit or has a
/// block that wants lines of its own.
bool Writer::flat(NodeId id, std::size_t limit) {
    const Node& node = tree_[id];
    if (out_.size() + node.text.size() > limit) return false;
    if (node.is_call()) return flat_call(node, limit) && out_.size() <= limit;
    if (node.kind == NodeKind::Array) {
        const auto count = std::visit([](const auto& d) { return d.size(); }, tree_.array(id).data);
        if (out_.size() + count > limit) return false;
    }
    atom(id);
    return out_.size() <= limit;
}

bool Writer::flat_call(const Node& node, std::size_t limit) {
    if (limit != kNoLimit && is_block(node) && node.children.size() > 1) return false;
    std::string_view separator = ", ";
    std::string between;
    if (const auto spelling = upstream_ ? prefix(node) : ""; !spelling.empty()) {
        // -(1) is a call, -1 would be a number.
        const NodeKind kind = tree_[node.children[0]].kind;
        const bool guard = kind == NodeKind::Int || kind == NodeKind::Float;
        out_ += spelling;
        if (guard) out_ += '(';
        if (!flat(node.children[0], limit)) return false;
        if (guard) out_ += ')';
        return true;
    }
    if (const auto spelling = upstream_ ? infix(node) : ""; !spelling.empty()) {
        between = fmt::format(" {} ", spelling);
        separator = between;
    } else {
        name(node, node.text == "list");
        if (!node.attribute.empty()) out_ += fmt::format("{{{}}}", node.attribute);
    }
    out_ += '(';
    for (std::size_t i = 0; i < node.children.size(); ++i) {
        if (i > 0) out_ += separator;
        if (!flat(node.children[i], limit)) return false;
    }
    out_ += ')';
    return true;
}

/// Writes on one line where that is possible, otherwise on several.
void Writer::broken(NodeId id, std::size_t indent, std::size_t trailing) {
    const std::size_t before = out_.size();
    if (flat(id, limit(trailing))) return;
    out_.resize(before);
    const Node& node = tree_[id];
    if (!node.is_call() || node.children.empty()) flat(id, kNoLimit);
    else broken_call(node, indent, trailing);
}

void Writer::broken_call(const Node& node, std::size_t indent, std::size_t trailing) {
    const auto& children = node.children;
    if (const auto spelling = upstream_ ? prefix(node) : ""; !spelling.empty()) {
        out_ += fmt::format("{}(", spelling);
        broken(children[0], indent, trailing + 1);
        out_ += ')';
        return;
    }
    if (const auto spelling = upstream_ ? infix(node) : ""; !spelling.empty()) {
        out_ += '(';
        broken(children[0], indent, spelling.size() + 2);
        out_ += fmt::format(" {} ", spelling);
        broken(children[1], indent, trailing + 1);
        out_ += ')';
        return;
    }
    name(node, node.text == "list");
    if (!node.attribute.empty()) out_ += fmt::format("{{{}}}", node.attribute);
    out_ += '(';
    // Deep nesting must not drive the text out at the right.
    const auto step = static_cast<std::size_t>(std::max(options_.indent, 0));
    const std::size_t inner = std::min(indent + step, static_cast<std::size_t>(options_.width) / 2);
    bool fresh_line = is_block(node);
    for (std::size_t i = 0; i < children.size(); ++i) {
        if (i > 0) out_ += ',';
        const std::size_t after = i + 1 < children.size() ? 1 : trailing + 1;
        const std::size_t before = out_.size();
        if (!fresh_line) {
            if (i > 0) out_ += ' ';
            if (flat(children[i], limit(after))) continue;
            out_.resize(before);
        }
        new_line(inner);
        const std::size_t this_line = line_start_;
        broken(children[i], inner, after);
        fresh_line = is_block(node) || line_start_ != this_line;
    }
    out_ += ')';
}

/// Whether a parenthesis behind this text would be taken for the arguments of a call.
bool ends_in_name(std::string_view text) {
    const char c = text.back();
    return c != ')' && c != ']' && c != '"';
}

}  // namespace

std::string print(const Tree& tree, const PrintOptions& options) {
    // Nothing but their text separates two expressions: "f" "(a + b)" would be a call and "a" "-1"
    // a difference. Parentheses keep them apart; those added behind may call for more in front.
    std::vector<std::string> texts;
    for (NodeId id : tree.expressions) texts.push_back(print(tree, id, options));
    for (std::size_t i = texts.size(); i-- > 0;) {
        const bool continues = i > 0 && texts[i][0] == '-';
        const bool would_call = i + 1 < texts.size() && texts[i + 1][0] == '(' &&
                                ends_in_name(texts[i]);
        if (continues || would_call) texts[i] = fmt::format("({})", texts[i]);
    }
    std::string out;
    for (const std::string& text : texts) out += text + '\n';
    return out;
}

std::string print(const Tree& tree, NodeId node, const PrintOptions& options) {
    return Writer(tree, options).write(node);
}

}  // namespace phylanx::physl

// The graph as text that `parse_graph` reads back.
// SPDX-License-Identifier: BSL-1.0
#include "ir/printer.h"

#include <fmt/format.h>

#include <cctype>
#include <cmath>
#include <unordered_map>

namespace phylanx::ir {
namespace {

std::string quoted(std::string_view text) {
    std::string out = "\"";
    for (char c : text) {
        if (c == '"' || c == '\\')
            out += {'\\', c};
        else if (c == '\n')
            out += "\\n";
        else if (static_cast<unsigned char>(c) < 0x20)
            out += fmt::format("\\x{:02x}", static_cast<unsigned char>(c));
        else
            out += c;
    }
    return out + '"';
}

std::string number(double v) {
    if (std::isnan(v))
        return std::signbit(v) ? "-nan" : "nan";
    if (std::isinf(v))
        return v < 0 ? "-inf" : "inf";
    std::string text = fmt::format("{}", v);
    return text.find_first_of(".e") == std::string::npos ? text + ".0" : text;
}

struct AttrText {
    std::string operator()(bool v) const { return v ? "true" : "false"; }
    std::string operator()(std::int64_t v) const { return fmt::format("{}", v); }
    std::string operator()(double v) const { return number(v); }
    std::string operator()(const std::string& v) const { return quoted(v); }
    std::string operator()(DType v) const { return "np." + std::string(arrays::name(v)); }
    std::string operator()(const std::vector<std::int64_t>& v) const {
        std::string out = "[";
        for (auto x : v) out += fmt::format("{}{}", out.size() > 1 ? ", " : "", x);
        return out + ']';
    }
    std::string operator()(const std::vector<std::string>& v) const {
        if (v.empty())
            return "[str]";  // told from an empty list of integers
        std::string out = "[";
        for (auto& x : v) out += (out.size() > 1 ? ", " : "") + quoted(x);
        return out + ']';
    }
};

class Printer {
   public:
    Printer(const Graph& g, PrintOptions options, bool dense)
        : g_(g), options_(options), dense_(dense) {}

    std::string whole() {
        if (!g_.files.empty())
            out_ += "files " + AttrText{}(g_.files) + "\n";
        out_ += "graph " + graph_name();
        region_args(g_.body);
        out_ += " -> " + g_.result.to_string() + " {\n";
        region_ops(g_.body, 1);
        return std::move(out_) + "}\n";
    }

    std::string line(OpId o) {
        op_line(g_.op(o));
        return std::move(out_);
    }

   private:
    std::string graph_name() const {
        for (char c : g_.name)
            if (!std::isalnum(static_cast<unsigned char>(c)) && c != '_')
                return quoted(g_.name);
        return g_.name.empty() ? quoted(g_.name) : g_.name;
    }

    std::string name(ValueId v) {
        if (v == kNone || v >= g_.num_values())
            return "%?";
        ValueId shown = v;
        if (dense_)
            shown = numbers_.try_emplace(v, static_cast<ValueId>(numbers_.size())).first->second;
        std::string text = "%";
        for (char c : g_.value(v).name) {
            bool plain = std::isalnum(static_cast<unsigned char>(c)) || c == '_' || (c & 0x80);
            text += plain ? c : '_';
        }
        return fmt::format("{}{}{}", text, text.size() > 1 ? "." : "", shown);
    }

    std::string defined(ValueId v) { return name(v) + ": " + g_.type(v).to_string(); }

    void region_args(RegionId r) {
        out_ += '(';
        const char* separator = "";
        for (ValueId v : g_.region(r).args) {
            out_ += separator + defined(v);
            separator = ", ";
        }
        out_ += ')';
    }

    void region_ops(RegionId r, std::size_t depth) {
        for (OpId o : g_.region(r).ops) {
            const Op& op = g_.op(o);
            out_.append(2 * depth, ' ');
            op_line(op);
            for (RegionId inner : op.regions) {
                if (!g_.region(inner).args.empty()) {
                    out_ += ' ';
                    region_args(inner);
                }
                out_ += " {\n";
                region_ops(inner, depth + 1);
                out_.append(2 * depth, ' ');
                out_ += '}';
            }
            if (options_.spans)
                span(op);
            out_ += '\n';
        }
    }

    void op_line(const Op& op) {
        // Operands are named first so that results of loops are numbered after what they use.
        std::string operands;
        for (ValueId v : op.operands) operands += (operands.empty() ? "" : ", ") + name(v);
        const char* separator = "";
        for (ValueId v : op.results) {
            out_ += separator + defined(v);
            separator = ", ";
        }
        if (!op.results.empty())
            out_ += " = ";
        out_ += std::string(ops::info(op.code).name) + "(" + operands + ")";
        separator = " {";
        for (auto& [key, value] : op.attrs) {
            out_ += separator + key + " = " + std::visit(AttrText{}, value);
            separator = ", ";
        }
        if (!op.attrs.empty())
            out_ += '}';
    }

    void span(const Op& op) {
        if (!op.span.known())
            return;
        out_ += fmt::format(" @{}:{}", op.span.line, op.span.column);
        if (op.span.end_line > 0)
            out_ += fmt::format("-{}:{}", op.span.end_line, op.span.end_column);
        if (op.file != 0)
            out_ += fmt::format(" #{}", op.file);
    }

    const Graph& g_;
    PrintOptions options_;
    bool dense_;
    std::unordered_map<ValueId, ValueId> numbers_;
    std::string out_;
};

}  // namespace

std::string print_graph(const Graph& g, PrintOptions options) {
    return Printer(g, options, true).whole();
}

std::string print_op(const Graph& g, OpId o) { return Printer(g, {}, false).line(o); }

}  // namespace phylanx::ir

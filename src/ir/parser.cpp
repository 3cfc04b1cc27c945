// Reads the graph's text form back (printer.h).
// SPDX-License-Identifier: BSL-1.0
#include "ir/parser.h"

#include <algorithm>
#include <cctype>
#include <charconv>
#include <limits>
#include <unordered_map>

#include "support/error.h"

namespace phylanx::ir {
namespace {

using support::ErrorClass;
using support::Span;

bool is_name_char(char c) {
    return std::isalnum(static_cast<unsigned char>(c)) || c == '_' || (c & 0x80);
}

// A cursor over the text: blanks, comments, words, numbers, strings.
class Scanner {
   public:
    explicit Scanner(std::string_view text) : text_(text) {}

    [[noreturn]] void fail(const std::string& message) const {
        Span at{.line = 1};
        for (char c : text_.substr(0, pos_)) {
            at.column = c == '\n' ? 0 : at.column + 1;
            at.line += c == '\n';
        }
        throw support::UserError(ErrorClass::Syntax, at, message);
    }
    void skip() {
        while (pos_ < text_.size()) {
            if (std::isspace(static_cast<unsigned char>(text_[pos_])))
                ++pos_;
            else if (text_.substr(pos_).starts_with("//"))
                pos_ = std::min(text_.find('\n', pos_), text_.size());
            else
                return;
        }
    }
    bool at_end() {
        skip();
        return pos_ == text_.size();
    }
    char peek() {
        skip();
        return pos_ < text_.size() ? text_[pos_] : '\0';
    }
    bool take(std::string_view token) {
        skip();
        if (!text_.substr(pos_).starts_with(token))
            return false;
        pos_ += token.size();
        return true;
    }
    void expect(std::string_view token) {
        if (!take(token))
            fail(fmt::format("expected '{}', found '{}'", token, near()));
    }
    std::string word() {
        skip();
        std::size_t begin = pos_;
        while (pos_ < text_.size() && is_name_char(text_[pos_])) ++pos_;
        if (begin == pos_)
            fail(fmt::format("expected a name, found '{}'", near()));
        return std::string(text_.substr(begin, pos_ - begin));
    }
    std::string value_name() {
        expect("%");
        std::size_t begin = pos_;
        while (pos_ < text_.size() && (is_name_char(text_[pos_]) || text_[pos_] == '.')) ++pos_;
        if (begin == pos_)
            fail("expected a value's name after '%'");
        return std::string(text_.substr(begin, pos_ - begin));
    }
    Type type() {
        skip();
        std::size_t begin = pos_;
        int depth = 0;
        for (; pos_ < text_.size(); ++pos_) {
            char c = text_[pos_];
            if (c == '[' || c == '<')
                ++depth;
            if (c == ']' || c == '>')
                --depth;
            bool inside = depth > 0 || c == ']' || c == '>';
            if (c == '\n' || depth < 0 || (!inside && !is_name_char(c) && c != '.'))
                break;
        }
        try {
            return type_from_string(text_.substr(begin, pos_ - begin));
        } catch (const support::UserError& e) {
            pos_ = begin;
            fail(e.what());
        }
    }
    std::string string() {
        expect("\"");
        std::string out;
        while (pos_ < text_.size() && text_[pos_] != '"')
            out += text_[pos_] == '\\' ? escape() : text_[pos_++];
        if (pos_ == text_.size())
            fail("this string has no end");
        ++pos_;
        return out;
    }
    Attr number() {
        skip();
        std::size_t begin = pos_;
        bool real = false;
        for (; pos_ < text_.size(); ++pos_) {
            char c = text_[pos_];
            if (!std::isalnum(static_cast<unsigned char>(c)) && c != '.' && c != '-' && c != '+')
                break;
            real |= !std::isdigit(static_cast<unsigned char>(c)) && c != '-';
        }
        std::string_view t = text_.substr(begin, pos_ - begin);
        std::int64_t i = 0;
        double d = 0;
        auto whole = [&](std::from_chars_result r) {
            return r.ec == std::errc{} && r.ptr == t.data() + t.size();
        };
        if (!real && whole(std::from_chars(t.data(), t.data() + t.size(), i)))
            return i;
        if (real && whole(std::from_chars(t.data(), t.data() + t.size(), d)))
            return d;
        pos_ = begin;
        fail(fmt::format("expected a value, found '{}'", near()));
    }
    // Digits only: in `3:4-3:9` the minus is no sign.
    std::int32_t whole_number() {
        std::int64_t n = 0;
        if (!std::isdigit(static_cast<unsigned char>(peek())))
            fail("expected a whole number");
        for (; pos_ < text_.size() && std::isdigit(static_cast<unsigned char>(text_[pos_]));
             ++pos_) {
            n = n * 10 + (text_[pos_] - '0');
            if (n > std::numeric_limits<std::int32_t>::max())
                fail("this number is too large");
        }
        return static_cast<std::int32_t>(n);
    }
    std::size_t mark() const { return pos_; }
    void back_to(std::size_t mark) { pos_ = mark; }

   private:
    std::string near() {
        skip();
        return std::string(
            text_.substr(pos_, std::min<std::size_t>(12, text_.find('\n', pos_) - pos_)));
    }
    char escape() {
        if (++pos_ == text_.size())
            fail("this string has no end");
        char c = text_[pos_++];
        if (c == 'n')
            return '\n';
        if (c != 'x')
            return c;
        int code = 0;
        auto digits = text_.substr(pos_, 2);
        auto r = std::from_chars(digits.data(), digits.data() + digits.size(), code, 16);
        if (digits.size() < 2 || r.ptr != digits.data() + 2)
            fail("expected two hexadecimal digits");
        pos_ += 2;
        return static_cast<char>(code);
    }
    std::string_view text_;
    std::size_t pos_ = 0;
};

class Parser {
   public:
    explicit Parser(std::string_view text) : s_(text) {}

    Graph whole() {
        if (s_.take("files"))
            files();
        s_.expect("graph");
        g_.name = s_.peek() == '"' ? s_.string() : s_.word();
        RegionId body = g_.new_region();
        g_.body = body;
        region_args(body);
        s_.expect("->");
        g_.result = s_.type();
        region_ops(body);
        if (!s_.at_end())
            s_.fail("expected the end of the text");
        return std::move(g_);
    }

   private:
    static constexpr int kMaxDepth = 200;

    void files() {
        Attr names = list();
        auto* strings = std::get_if<std::vector<std::string>>(&names);
        if (!strings)
            s_.fail("expected a list of strings");
        g_.files = *strings;
    }
    ValueId define(RegionId region_of_arg = kNone) {
        std::string name = s_.value_name();
        s_.expect(":");
        ValueId v = g_.new_value(s_.type(), user_name(name));
        if (!values_.emplace(name, v).second)
            s_.fail(fmt::format("%{} is defined twice", name));
        if (region_of_arg != kNone)
            g_.region(region_of_arg).args.push_back(v);
        return v;
    }
    // `w.3` is the user's w; `3` has no name.
    static std::string user_name(const std::string& name) {
        auto dot = name.rfind('.');
        if (dot != std::string::npos)
            return name.substr(0, dot);
        return std::isdigit(static_cast<unsigned char>(name[0])) ? "" : name;
    }
    ValueId use() {
        std::string name = s_.value_name();
        auto it = values_.find(name);
        if (it == values_.end())
            s_.fail(fmt::format("%{} is not defined", name));
        return it->second;
    }
    void region_args(RegionId r) {
        s_.expect("(");
        while (!s_.take(")")) {
            define(r);
            if (s_.peek() != ')')
                s_.expect(",");
        }
    }
    void region_ops(RegionId r) {
        if (++depth_ > kMaxDepth)
            s_.fail("regions are nested too deeply");
        s_.expect("{");
        while (!s_.take("}")) {
            OpId o = op();
            g_.region(r).ops.push_back(o);
        }
        --depth_;
    }
    OpId op() {
        std::vector<ValueId> results;
        if (s_.peek() == '%') {
            do results.push_back(define());
            while (s_.take(","));
            s_.expect("=");
        }
        std::string name = s_.word();
        auto code = ops::find_by_name(name);
        if (!code)
            s_.fail(fmt::format("there is no op '{}'", name));
        OpId o = g_.new_op(*code, {}, {});
        g_.op(o).results = std::move(results);
        s_.expect("(");
        while (!s_.take(")")) {
            g_.op(o).operands.push_back(use());
            if (s_.peek() != ')')
                s_.expect(",");
        }
        if (s_.peek() == '{' && attrs_follow())
            attrs(o);
        while (s_.peek() == '{' || s_.peek() == '(') {
            RegionId r = g_.new_region();
            if (s_.peek() == '(')
                region_args(r);
            region_ops(r);
            g_.op(o).regions.push_back(r);
        }
        span(o);
        return o;
    }
    bool attrs_follow() {
        std::size_t start = s_.mark();
        s_.expect("{");
        bool found = false;
        if (is_name_char(s_.peek())) {
            s_.word();
            found = s_.peek() == '=';
        }
        s_.back_to(start);
        return found;
    }
    void attrs(OpId o) {
        s_.expect("{");
        while (!s_.take("}")) {
            std::string key = s_.word();
            s_.expect("=");
            g_.op(o).attrs[key] = attr_value();
            if (s_.peek() != '}')
                s_.expect(",");
        }
    }
    Attr attr_value() {
        if (s_.peek() == '"')
            return s_.string();
        if (s_.peek() == '[')
            return list();
        if (s_.take("true"))
            return true;
        if (s_.take("false"))
            return false;
        if (s_.take("np.")) {
            std::string name = s_.word();
            auto t = arrays::dtype_from_name(name);
            if (!t)
                s_.fail(fmt::format("there is no dtype '{}'", name));
            return *t;
        }
        return s_.number();
    }
    Attr list() {
        s_.expect("[");
        if (s_.take("str")) {
            s_.expect("]");
            return std::vector<std::string>{};
        }
        std::vector<std::string> strings;
        std::vector<std::int64_t> numbers;
        while (!s_.take("]")) {
            Attr a = s_.peek() == '"' ? Attr(s_.string()) : s_.number();
            if (auto* text = std::get_if<std::string>(&a))
                strings.push_back(*text);
            else if (auto* i = std::get_if<std::int64_t>(&a))
                numbers.push_back(*i);
            else
                s_.fail("a list holds strings or whole numbers");
            if (s_.peek() != ']')
                s_.expect(",");
        }
        if (!strings.empty() && !numbers.empty())
            s_.fail("a list holds strings or whole numbers");
        if (strings.empty())
            return numbers;
        return strings;
    }
    void span(OpId o) {
        if (s_.take("@")) {
            support::Span& at = g_.op(o).span;
            at.line = s_.whole_number();
            s_.expect(":");
            at.column = s_.whole_number();
            if (s_.take("-")) {
                at.end_line = s_.whole_number();
                s_.expect(":");
                at.end_column = s_.whole_number();
            }
        }
        if (s_.take("#"))
            g_.op(o).file = static_cast<std::uint32_t>(s_.whole_number());
    }

    Scanner s_;
    Graph g_;
    std::unordered_map<std::string, ValueId> values_;
    int depth_ = 0;
};

}  // namespace

Graph parse_graph(std::string_view text) { return Parser(text).whole(); }

}  // namespace phylanx::ir

// The token rules of PhySL: blanks and comments, numbers, strings, tagged names, operators.
// SPDX-License-Identifier: BSL-1.0
#include "physl/lexer.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <utility>

namespace phylanx::physl {
namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }

bool is_ascii_letter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}

int hex_value(char c) {
    if (is_digit(c)) return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    return -1;
}

void append_utf8(std::string& out, std::uint32_t code) {
    const auto byte = [&](std::uint32_t value) { out += static_cast<char>(value); };
    const auto tail = [&](int shift) { byte(0x80 | ((code >> shift) & 0x3f)); };
    if (code < 0x80) return byte(code);
    if (code < 0x800) return byte(0xc0 | (code >> 6)), tail(0);
    if (code < 0x10000) return byte(0xe0 | (code >> 12)), tail(6), tail(0);
    byte(0xf0 | (code >> 18)), tail(12), tail(6), tail(0);
}

/// Bytes of the name character at the start of `text`: 0 if there is none.
std::size_t name_character(std::string_view text, bool first) {
    if (text.empty()) return 0;
    if (is_ascii_letter(text[0]) || (!first && is_digit(text[0]))) return 1;
    return static_cast<unsigned char>(text[0]) < 0x80 ? 0 : utf8_length(text);
}

std::string describe(char c) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte < 0x20 || byte >= 0x7f) return fmt::format("unexpected byte \\x{:02x}", byte);
    switch (c) {
        case '=': return "unexpected '=': compare with '=='; assign with define or store";
        case '&':
        case '|': return fmt::format("unexpected '{0}': the logical operator is '{0}{0}'", c);
        case '\'': return "unexpected ': a list is '(a, b), a string stands in \"\"";
        default: return fmt::format("unexpected '{}'", c);
    }
}

}  // namespace

std::size_t utf8_length(std::string_view text) {
    if (text.empty()) return 0;
    const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
    if (byte(0) < 0x80) return 1;
    const std::size_t length = byte(0) >= 0xf0 ? 4 : byte(0) >= 0xe0 ? 3 : 2;
    if (byte(0) < 0xc2 || byte(0) > 0xf4 || text.size() < length) return 0;
    for (std::size_t i = 1; i < length; ++i)
        if ((byte(i) & 0xc0) != 0x80) return 0;
    if ((byte(0) == 0xe0 && byte(1) < 0xa0) || (byte(0) == 0xed && byte(1) > 0x9f)) return 0;
    if ((byte(0) == 0xf0 && byte(1) < 0x90) || (byte(0) == 0xf4 && byte(1) > 0x8f)) return 0;
    return length;
}

Lexer::Lexer(std::string_view text) : text_(text) {
    if (text.starts_with("\xef\xbb\xbf")) at_.offset = 3;
}

char Lexer::peek(std::size_t ahead) const {
    const std::size_t i = at_.offset + ahead;
    return i < text_.size() ? text_[i] : '\0';
}

void Lexer::advance(std::size_t bytes) {
    for (const std::size_t end = std::min(at_.offset + bytes, text_.size()); at_.offset < end;) {
        if (text_[at_.offset++] != '\n') continue;
        ++at_.line;
        at_.line_start = at_.offset;
    }
}

Token Lexer::finish(TokenKind kind, std::string value) {
    const auto column = [](const Place& p) {
        return static_cast<std::int32_t>(p.offset - p.line_start);
    };
    Token token;
    token.kind = kind;
    token.text = text_.substr(start_.offset, at_.offset - start_.offset);
    token.value = std::move(value);
    token.span = {start_.line, column(start_), at_.line, column(at_)};
    return token;
}

Token Lexer::fail(std::string message) {
    if (at_.offset == start_.offset) advance(1);
    return finish(TokenKind::Error, std::move(message));
}

/// White space and comments. False, with the error, for a comment without an end.
bool Lexer::skip_blanks(Token& error) {
    for (;;) {
        const char c = peek();
        if (c == ' ' || (c >= '\t' && c <= '\r')) {
            advance(1);
        } else if (c == '#' || (c == '/' && peek(1) == '/')) {
            advance(std::min(text_.find('\n', at_.offset), text_.size()) - at_.offset);
        } else if (c == '/' && peek(1) == '*') {
            start_ = at_;
            const auto end = text_.find("*/", at_.offset + 2);
            advance(end == std::string_view::npos ? text_.size() : end + 2 - at_.offset);
            if (end != std::string_view::npos) continue;
            error = fail("comment '/*' has no end '*/'");
            error.span.end_line = 0;
            return false;
        } else {
            return true;
        }
    }
}

Token Lexer::next() {
    Token error;
    if (!skip_blanks(error)) return error;
    start_ = at_;
    if (at_.offset >= text_.size()) return finish(TokenKind::End);
    const char c = peek();
    if (is_digit(c) || (c == '.' && is_digit(peek(1)))) return number();
    if (c == '"') return string();
    if (c == '{') return attribute();
    if (name_character(text_.substr(at_.offset), true) > 0) return identifier();
    return symbol();
}

Token Lexer::number() {
    const auto digits = [&] {
        const auto begin = at_.offset;
        while (is_digit(peek())) ++at_.offset;
        return at_.offset > begin;
    };
    TokenKind kind = TokenKind::Integer;
    digits();
    if (peek() == '.') {
        kind = TokenKind::Float;
        ++at_.offset;
        digits();
    }
    if (peek() == 'e' || peek() == 'E') {
        kind = TokenKind::Float;
        at_.offset += peek(1) == '+' || peek(1) == '-' ? 2 : 1;
        if (!digits()) return fail("the exponent of this number has no digits");
    }
    if (name_character(text_.substr(at_.offset), true) == 0 && peek() != '$') return finish(kind);
    at_.offset += std::max<std::size_t>(1, name_character(text_.substr(at_.offset), true));
    return fail("a number cannot be followed by a name or a tag");
}

Token Lexer::string() {
    std::string value, error;
    const Place open = at_;
    for (advance(1); at_.offset < text_.size();) {
        const char c = peek();
        if (c == '"') {
            advance(1);
            return finish(TokenKind::String, std::move(value));
        }
        if (c != '\\') {
            value += c;
            advance(1);
            continue;
        }
        start_ = at_;
        if (!escape(value, error)) return fail(std::move(error));
        start_ = open;
    }
    Token token = fail("string has no end '\"'");
    token.span.end_line = 0;
    return token;
}

bool Lexer::escape(std::string& value, std::string& error) {
    static constexpr std::string_view kLetters = "abfnrtv\\\"'?";
    static constexpr std::string_view kMeanings = "\a\b\f\n\r\t\v\\\"'?";
    advance(1);
    const char c = peek();
    if (const auto i = kLetters.find(c); i != std::string_view::npos) {
        value += kMeanings[i];
        advance(1);
        return true;
    }
    const bool octal = c >= '0' && c <= '7';
    const std::size_t most = octal ? 3 : c == 'x' ? 2 : c == 'u' ? 4 : c == 'U' ? 8 : 0;
    if (most == 0) {
        error = "unknown escape in a string; a backslash itself is written \\\\";
        return false;
    }
    if (!octal) advance(1);
    std::uint32_t code = 0;
    std::size_t digits = 0;
    for (int digit; digits < most && (digit = hex_value(peek())) >= 0; ++digits) {
        if (octal && digit > 7) break;
        code = code * (octal ? 8 : 16) + static_cast<std::uint32_t>(digit);
        advance(1);
    }
    const bool unicode = most >= 4;
    if (digits == 0 || (unicode && digits < most)) {
        error = fmt::format("escape \\{} in a string needs {} hexadecimal digits", c, most);
        return false;
    }
    if (unicode ? code > 0x10ffff || (code >= 0xd800 && code < 0xe000) : code > 0xff) {
        error = unicode ? "escape in a string is not a Unicode character"
                        : "escape in a string is larger than one byte";
        return false;
    }
    unicode ? append_utf8(value, code) : static_cast<void>(value += static_cast<char>(code));
    return true;
}

Token Lexer::identifier() {
    const auto begin = at_.offset;
    while (const auto bytes = name_character(text_.substr(at_.offset), at_.offset == begin))
        at_.offset += bytes;
    std::string name(text_.substr(begin, at_.offset - begin));
    if (peek() != '$') return finish(TokenKind::Identifier, std::move(name));

    std::int32_t line = 0, column = 0;
    bool has_line = false, has_column = false;
    ++at_.offset;
    bool valid = tag_part(line, has_line);
    if (valid && peek() == '$') {
        ++at_.offset;
        valid = tag_part(column, has_column);
    }
    if (!valid) return fail("a position in this tag is too large");
    if (!has_line && !has_column)
        return fail("'$' begins a tag like $12$4, but no number follows");
    Token token = finish(TokenKind::Identifier, std::move(name));
    token.tag = static_cast<Tag>((has_line ? 1 : 0) | (has_column ? 2 : 0));
    token.tag_line = line;
    token.tag_column = column;
    return token;
}

/// Digits of a tag, if any. False when they do not fit.
bool Lexer::tag_part(std::int32_t& value, bool& present) {
    const auto begin = at_.offset;
    while (is_digit(peek())) ++at_.offset;
    present = at_.offset > begin;
    const char* const first = text_.data() + begin;
    return !present || std::from_chars(first, text_.data() + at_.offset, value).ec == std::errc();
}

Token Lexer::attribute() {
    const auto end = text_.find_first_of("{}\r\n", at_.offset + 1);
    if (end == std::string_view::npos || text_[end] != '}') {
        advance(1);
        return fail("'{' has no '}' on its line");
    }
    std::string_view inside = text_.substr(at_.offset + 1, end - at_.offset - 1);
    advance(end + 1 - at_.offset);
    const auto first = inside.find_first_not_of(" \t");
    if (first == std::string_view::npos) return fail("an attribute is empty: expected {L#1}");
    inside = inside.substr(first, inside.find_last_not_of(" \t") + 1 - first);
    return finish(TokenKind::Attribute, std::string(inside));
}

Token Lexer::symbol() {
    static constexpr std::string_view kDouble[] = {"||", "&&", "==", "!=", "<=", ">="};
    const std::string_view rest = text_.substr(at_.offset);
    for (std::string_view spelling : kDouble) {
        if (!rest.starts_with(spelling)) continue;
        advance(2);
        return finish(TokenKind::Operator, std::string(spelling));
    }
    const char c = rest[0];
    const bool is_operator = std::string_view("<>+-*/%!").find(c) != std::string_view::npos;
    const bool is_punctuation = std::string_view("()[],:").find(c) != std::string_view::npos ||
                                (c == '\'' && peek(1) == '(');
    if (!is_operator && !is_punctuation) return fail(describe(c));
    advance(1);
    return finish(is_operator ? TokenKind::Operator : TokenKind::Punctuation, std::string(1, c));
}

}  // namespace phylanx::physl

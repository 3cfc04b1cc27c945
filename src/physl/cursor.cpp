// Taking tokens, and the wording of syntax errors.
// SPDX-License-Identifier: BSL-1.0
#include "physl/cursor.h"

#include <algorithm>
#include <utility>

#include "support/error.h"

namespace phylanx::physl {

Token Cursor::take() {
    Token taken = std::move(next_);
    end_ = taken.span;
    next_ = lexer_.next();
    return taken;
}

bool Cursor::accept(std::string_view spelling) {
    if (!next_.is(spelling)) return false;
    take();
    return true;
}

void Cursor::fail(support::Span span, std::string message) const {
    throw support::UserError(support::ErrorClass::Syntax, span, std::move(message));
}

std::string Cursor::found() const {
    if (next_.kind == TokenKind::End) return "the end of the text";
    std::string_view text = next_.text.substr(0, next_.text.find('\n'));
    if (text.size() <= 40) return fmt::format("'{}'", text);
    std::size_t size = 0;  // cut between characters, not inside one
    while (size < 36) size += std::max<std::size_t>(1, utf8_length(text.substr(size)));
    return fmt::format("'{}...'", text.substr(0, size));
}

void Cursor::fail_expected(std::string_view what) const {
    if (next_.kind == TokenKind::Error) fail(next_.span, next_.value);
    fail(next_.span, fmt::format("expected {}, found {}", what, found()));
}

bool Cursor::at_number() const {
    return next_.kind == TokenKind::Integer || next_.kind == TokenKind::Float;
}

bool Cursor::starts_expression() const {
    switch (next_.kind) {
        case TokenKind::End:
        case TokenKind::Error:
        case TokenKind::Attribute: return false;
        case TokenKind::Operator: return next_.is("+") || next_.is("-") || next_.is("!");
        case TokenKind::Punctuation: return next_.is("(") || next_.is("[") || next_.is("'");
        default: return true;
    }
}

support::Span Cursor::since(support::Span start) const {
    return {start.line, start.column, end_.end_line, end_.end_column};
}

}  // namespace phylanx::physl

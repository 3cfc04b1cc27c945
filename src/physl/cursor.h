// The token that comes next, and the errors that tell what was expected there.
// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <string>
#include <string_view>

#include "physl/lexer.h"

namespace phylanx::physl {

class Cursor {
   public:
    explicit Cursor(std::string_view text) : lexer_(text), next_(lexer_.next()) {}

    const Token& next() const { return next_; }
    /// The place of the token that was taken last.
    const support::Span& end() const { return end_; }
    /// From the start of a token to the end of the one that was taken last.
    support::Span since(support::Span start) const;

    Token take();
    bool accept(std::string_view spelling);
    bool at_number() const;
    bool starts_expression() const;

    /// All errors are support::UserError of class Syntax.
    [[noreturn]] void fail(support::Span span, std::string message) const;
    /// An Error token's own message comes first: it says more than what was expected.
    [[noreturn]] void fail_expected(std::string_view what) const;
    /// The next token as messages show it.
    std::string found() const;

   private:
    Lexer lexer_;
    Token next_;
    support::Span end_{1, 0, 1, 0};
};

}  // namespace phylanx::physl

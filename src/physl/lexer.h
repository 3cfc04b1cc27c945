// PhySL text to tokens, on demand.
// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "physl/tree.h"
#include "support/span.h"

namespace phylanx::physl {

enum class TokenKind : std::uint8_t {
    End,
    Error,       // `value` is the message
    Integer,     // digits only; a sign is a token of its own
    Float,       // shows a point or an exponent
    String,      // `value` is the decoded text
    Identifier,  // `value` is the name without the tag
    Attribute,   // {L#1}: `value` is what stands in the braces
    Operator,    // `value` is its spelling
    Punctuation, // ( ) [ ] , : '
};

struct Token {
    TokenKind kind = TokenKind::End;
    std::string_view text;  // as written
    std::string value;
    support::Span span;     // the place in the text
    Tag tag = Tag::None;    // of an Identifier
    std::int32_t tag_line = 0;
    std::int32_t tag_column = 0;

    bool is(std::string_view spelling) const {
        return (kind == TokenKind::Operator || kind == TokenKind::Punctuation) && text == spelling;
    }
};

/// Never throws and never stops before End: what it cannot read is one Error token.
class Lexer {
   public:
    explicit Lexer(std::string_view text);
    Token next();

   private:
    struct Place {
        std::size_t offset = 0, line_start = 0;
        std::int32_t line = 1;
    };

    char peek(std::size_t ahead = 0) const;
    void advance(std::size_t bytes);
    bool skip_blanks(Token& error);
    Token finish(TokenKind kind, std::string value = {});
    Token fail(std::string message);
    Token number();
    Token string();
    bool escape(std::string& value, std::string& error);
    Token identifier();
    bool tag_part(std::int32_t& value, bool& present);
    Token attribute();
    Token symbol();

    std::string_view text_;
    Place at_, start_;
};

/// Length of the valid UTF-8 sequence at the start of `text`; 0 if there is none.
std::size_t utf8_length(std::string_view text);

}  // namespace phylanx::physl

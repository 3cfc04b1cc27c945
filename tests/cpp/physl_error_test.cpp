// What a wrong PhySL text is told: the message, its place, and how both are shown.
// SPDX-License-Identifier: BSL-1.0
#include <gtest/gtest.h>

#include "physl/parser.h"
#include "support/error.h"

namespace phylanx::physl {
namespace {

using support::ErrorClass;
using support::Span;
using support::UserError;

/// "line:column message" of the error that parsing gives; columns count from 0.
std::string error_of(std::string_view text) {
    try {
        parse(text);
    } catch (const UserError& error) {
        EXPECT_EQ(error.error_class, ErrorClass::Syntax);
        return fmt::format("{}:{} {}", error.span.line, error.span.column, error.what());
    }
    return "no error";
}

TEST(PhyslError, leftover_text_is_an_incomplete_parse) {
    EXPECT_EQ(error_of("f(x) )"),
              "1:5 Incomplete parse: expected an expression or the end, found ')'");
    EXPECT_EQ(error_of("a\n  , b"),
              "2:2 Incomplete parse: expected an expression or the end, found ','");
    EXPECT_EQ(error_of("f()()"), "1:4 expected an expression, found ')'");
    EXPECT_EQ(error_of("x = 1"), "1:2 Incomplete parse: unexpected '=': compare with '=='; "
                                 "assign with define or store");
    EXPECT_EQ(error_of("a : b"),
              "1:2 Incomplete parse: expected an expression or the end, found ':'");
    EXPECT_EQ(error_of("* 2"),
              "1:0 Incomplete parse: expected an expression or the end, found '*'");
}

TEST(PhyslError, calls) {
    EXPECT_EQ(error_of("f(a b)"), "1:4 expected ',' or ')' after argument 1 of 'f', found 'b'");
    EXPECT_EQ(error_of("f(a, g(1)"),
              "1:9 expected ',' or ')' after argument 2 of 'f', found the end of the text");
    EXPECT_EQ(error_of("f(a,)"), "1:4 expected argument 2 of 'f', found ')'");
    EXPECT_EQ(error_of("f(,a)"), "1:2 expected argument 1 of 'f', found ','");
    EXPECT_EQ(error_of("f("), "1:2 expected argument 1 of 'f', found the end of the text");
    EXPECT_EQ(error_of("f{L#1} x"), "1:7 expected '(' and the arguments of 'f', found 'x'");
    EXPECT_EQ(error_of("f{}(x)"), "1:1 Incomplete parse: an attribute is empty: expected {L#1}");
    EXPECT_EQ(error_of("f{L#1\n}(x)"), "1:1 Incomplete parse: '{' has no '}' on its line");
    EXPECT_EQ(error_of("f(nil(x))"), "1:2 'nil' cannot be called");
    EXPECT_EQ(error_of("'(1"), "1:3 expected ',' or ')' after argument 1 of 'list', "
                               "found the end of the text");
}

TEST(PhyslError, operators_and_parentheses) {
    EXPECT_EQ(error_of("a +"), "1:3 expected an operand after '+', found the end of the text");
    EXPECT_EQ(error_of("a * / b"), "1:4 expected an operand after '*', found '/'");
    EXPECT_EQ(error_of("-"), "1:1 expected an expression, found the end of the text");
    EXPECT_EQ(error_of("a +\n(b"),
              "2:2 expected ')' for the '(' at 2:1, found the end of the text");
    EXPECT_EQ(error_of("f(a & b)"), "1:4 unexpected '&': the logical operator is '&&'");
    EXPECT_EQ(error_of("f(a | b)"), "1:4 unexpected '|': the logical operator is '||'");
    EXPECT_EQ(error_of("f(a @ b)"), "1:4 unexpected '@'");
    EXPECT_EQ(error_of("f('a')"), "1:2 unexpected ': a list is '(a, b), a string stands in \"\"");
    EXPECT_EQ(error_of("f(\x01)"), "1:2 unexpected byte \\x01");
    EXPECT_EQ(error_of("f(\xff)"), "1:2 unexpected byte \\xff");
}

TEST(PhyslError, numbers) {
    EXPECT_EQ(error_of("f(9223372036854775808)"),
              "1:2 integer does not fit 64 bits: 9223372036854775808");
    EXPECT_EQ(error_of("-9223372036854775809"),
              "1:1 integer does not fit 64 bits: -9223372036854775809");
    EXPECT_EQ(error_of(std::string(50, '9')), "1:0 integer does not fit 64 bits: " +
                                                  std::string(40, '9') + "... (50 digits)");
    EXPECT_EQ(error_of("f(1e309)"),
              "1:2 number does not fit a float64; infinity is written inf");
    EXPECT_EQ(error_of("f(1e99999999999999999999)"),
              "1:2 number does not fit a float64; infinity is written inf");
    EXPECT_EQ(error_of("f(1e)"), "1:2 the exponent of this number has no digits");
    EXPECT_EQ(error_of("f(1e+)"), "1:2 the exponent of this number has no digits");
    EXPECT_EQ(error_of("f(1x)"), "1:2 a number cannot be followed by a name or a tag");
    EXPECT_EQ(error_of("f(1$2$3)"), "1:2 a number cannot be followed by a name or a tag");
}

TEST(PhyslError, strings_and_comments) {
    EXPECT_EQ(error_of("f(\"abc"), "1:2 string has no end '\"'");
    EXPECT_EQ(error_of("f(\"ab\\"), "1:5 unknown escape in a string; a backslash itself is "
                                    "written \\\\");
    EXPECT_EQ(error_of(R"(f("ab\q"))"),
              "1:5 unknown escape in a string; a backslash itself is written \\\\");
    EXPECT_EQ(error_of(R"(f("\xg"))"), "1:3 escape \\x in a string needs 2 hexadecimal digits");
    EXPECT_EQ(error_of(R"(f("\u12"))"), "1:3 escape \\u in a string needs 4 hexadecimal digits");
    EXPECT_EQ(error_of(R"(f("\ud800"))"), "1:3 escape in a string is not a Unicode character");
    EXPECT_EQ(error_of(R"(f("\777"))"), "1:3 escape in a string is larger than one byte");
    EXPECT_EQ(error_of("f(a, /* b)"), "1:5 comment '/*' has no end '*/'");
}

TEST(PhyslError, tags) {
    EXPECT_EQ(error_of("f(x$)"), "1:2 '$' begins a tag like $12$4, but no number follows");
    EXPECT_EQ(error_of("f(x$$)"), "1:2 '$' begins a tag like $12$4, but no number follows");
    EXPECT_EQ(error_of("f(x$1$99999999999)"), "1:2 a position in this tag is too large");
}

TEST(PhyslError, arrays) {
    EXPECT_EQ(error_of("[1, a]"), "1:4 expected a number, true or false in an array literal (for "
                                  "expressions use hstack), found 'a'");
    EXPECT_EQ(error_of("[1, -true]").substr(0, 23), "1:5 expected a number, ");
    EXPECT_EQ(error_of("[[1, 2], [3]]"),
              "1:9 rows of an array literal differ in length: 2 and 1");
    EXPECT_EQ(error_of("[[1], [[2]]]"),
              "1:6 rows of an array literal are nested to different depths");
    EXPECT_EQ(error_of("[[1], 2]"), "1:6 expected '[' and another row, found '2'");
    EXPECT_EQ(error_of("[[[[[1]]]]]"), "1:4 an array literal has at most four dimensions");
    EXPECT_EQ(error_of("[1, 2"), "1:5 expected ',' or ']' for the '[' at 1:1, found the end of "
                                 "the text");
    EXPECT_EQ(error_of("[1, 2,]").substr(0, 23), "1:6 expected a number, ");
}

TEST(PhyslError, long_tokens_are_cut_between_characters) {
    std::string name;
    for (int i = 0; i < 40; ++i) name += "é";
    std::string shown;
    for (int i = 0; i < 18; ++i) shown += "é";
    EXPECT_EQ(error_of("f(a " + name + ")"),
              "1:4 expected ',' or ')' after argument 1 of 'f', found '" + shown + "...'");
}

TEST(PhyslError, nesting_is_limited) {
    const auto nested = [](std::size_t levels, std::string_view open, std::string_view close) {
        std::string text;
        for (std::size_t i = 0; i < levels; ++i) text += open;
        text += 'x';
        for (std::size_t i = 0; i < levels; ++i) text += close;
        return text;
    };
    for (const auto& [open, close] : std::vector<std::pair<const char*, const char*>>{
             {"f(", ")"}, {"-", ""}, {"!", ""}, {"'(", ")"}, {"", " + x"}, {"x + (", ")"}}) {
        EXPECT_EQ(error_of(nested(kMaxDepth - 1, open, close)), "no error") << open;
        for (std::size_t levels : {std::size_t{kMaxDepth}, std::size_t{100'000}})
            EXPECT_NE(error_of(nested(levels, open, close)).find("nested more than 1000 levels"),
                      std::string::npos)
                << open << levels;
    }
    EXPECT_EQ(error_of(nested(100'000, "(", ")")), "no error");  // the tree is not deeper for them
    EXPECT_EQ(error_of(nested(100'000, "+", "")), "no error");
    EXPECT_EQ(error_of(nested(100'000, "f(", "")).substr(0, 8), "1:200001");
    EXPECT_EQ(error_of(nested(100'000, "[", "]")).substr(0, 3), "1:4");
}

TEST(Diagnostic, shows_line_and_carets) {
    const std::string source = "define(x,\n\tf(é, abc))\r\n";
    const auto shown = [&](Span span) {
        return support::render_diagnostic("a.py", source, span, "wrong");
    };
    EXPECT_EQ(shown({1, 7, 1, 8}), "a.py:1:8: wrong\n  define(x,\n         ^");
    EXPECT_EQ(shown({2, 7, 2, 10}), "a.py:2:7: wrong\n  \tf(é, abc))\n  \t     ^^^");
    EXPECT_EQ(shown({1, 7, 2, 3}), "a.py:1:8: wrong\n  define(x,\n         ^^");
    EXPECT_EQ(shown({1, 0, 0, 0}), "a.py:1:1: wrong\n  define(x,\n  ^");
    EXPECT_EQ(shown({1, 9, 1, 9}), "a.py:1:10: wrong\n  define(x,\n           ^");
    EXPECT_EQ(shown({7, 3, 7, 4}), "a.py:7:4: wrong");
    EXPECT_EQ(shown({1, 99, 0, 0}), "a.py:1:100: wrong");
    EXPECT_EQ(shown({}), "a.py: wrong");
    EXPECT_EQ(support::render_diagnostic("a.py", "", {1, 2, 0, 0}, "wrong"), "a.py:1:3: wrong");
}

}  // namespace
}  // namespace phylanx::physl

// What PhySL text means: every grammar form gives the tree it should, with the positions it should.
// SPDX-License-Identifier: BSL-1.0
#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "physl/parser.h"
#include "physl/printer.h"
#include "support/error.h"

namespace phylanx::physl {
namespace {

using support::Span;

/// The canonical text of what was parsed, on one line an expression, without the last newline.
std::string canonical(std::string_view text) {
    std::string out = print(parse(text), {.width = 0});
    if (!out.empty()) out.pop_back();
    return out;
}

/// The only expression of the text.
Node only(std::string_view text) {
    const Tree tree = parse(text);
    EXPECT_EQ(tree.expressions.size(), 1u) << text;
    return tree[tree.expressions.at(0)];
}

ArrayLiteral array(std::string_view text) {
    const Tree tree = parse(text);
    return tree.array(tree.expressions.at(0));
}

using Bools = std::vector<std::uint8_t>;
using Ints = std::vector<std::int64_t>;
using Floats = std::vector<double>;

TEST(PhyslParse, program_is_a_sequence_of_expressions) {
    EXPECT_TRUE(parse("").empty());
    EXPECT_TRUE(parse(" \n\t // nothing\n").empty());
    EXPECT_EQ(canonical("define(x, 1) f(x) x"), "define(x, 1)\nf(x)\nx");
    EXPECT_EQ(canonical("1 2"), "1\n2");
    const Tree tree = parse("x", "file.physl");
    EXPECT_EQ(tree.file, "file.physl");
    EXPECT_EQ(tree.source, "x");
}

TEST(PhyslParse, comments_and_blanks_are_skipped) {
    EXPECT_EQ(canonical("f( // one\n a, # two\n /* three \n * / */ b /**/)"), "f(a, b)");
    EXPECT_EQ(canonical("a // no newline"), "a");
    EXPECT_EQ(canonical("a # no newline"), "a");
    EXPECT_EQ(canonical("a\r\n+\r\nb"), "__add(a, b)");
    EXPECT_EQ(canonical("\xef\xbb\xbf" "a"), "a");  // byte order mark
    EXPECT_EQ(canonical("\"# // /* */\""), "\"# // /* */\"");
}

TEST(PhyslParse, words_and_identifiers) {
    EXPECT_EQ(only("nil").kind, NodeKind::Nil);
    EXPECT_TRUE(only("true").bool_value);
    EXPECT_EQ(only("false").kind, NodeKind::Bool);
    for (const char* name : {"inf", "nan", "nill", "True", "_", "_1", "__add", "a1_B", "α_2"}) {
        EXPECT_EQ(only(name).kind, NodeKind::Identifier) << name;
        EXPECT_EQ(only(name).text, name);
        EXPECT_TRUE(is_name(name));
    }
    for (const char* name : {"", "nil", "true", "1a", "a b", "a$1", "a-b", "\xff", "a\xff"})
        EXPECT_FALSE(is_name(name)) << name;
}

TEST(PhyslParse, integers) {
    EXPECT_EQ(only("0").int_value, 0);
    EXPECT_EQ(only("007").int_value, 7);
    EXPECT_EQ(only("9223372036854775807").int_value, std::numeric_limits<std::int64_t>::max());
    EXPECT_EQ(only("-9223372036854775808").int_value, std::numeric_limits<std::int64_t>::min());
    EXPECT_EQ(only("- 5").int_value, -5);
    EXPECT_EQ(only("+5").int_value, 5);
    EXPECT_EQ(only("42").kind, NodeKind::Int);
}

TEST(PhyslParse, floats_show_a_point_or_an_exponent) {
    for (const auto& [text, value] : std::vector<std::pair<const char*, double>>{
             {"1.", 1.0}, {".5", 0.5}, {"1.5", 1.5}, {"1e5", 1e5}, {"1E+5", 1e5}, {"1e-07", 1e-7},
             {"1.e2", 100.0}, {"0.1", 0.1}, {"-2.5", -2.5}, {"5e-324", 5e-324},
             {"1.7976931348623157e308", 1.7976931348623157e308}, {"1e-400", 0.0},
             {"0e99999999999999999999", 0.0}, {"1e-99999999999999999999", 0.0}}) {
        EXPECT_EQ(only(text).kind, NodeKind::Float) << text;
        EXPECT_EQ(only(text).float_value, value) << text;
    }
    EXPECT_TRUE(std::signbit(only("-0.0").float_value));
    const std::string many_zeros(400, '0');
    EXPECT_EQ(only("1" + many_zeros + "e-400").float_value, 1.0);
    EXPECT_EQ(only("0." + many_zeros + "1e401").float_value, 1.0);
    EXPECT_EQ(only("0." + many_zeros + "1").float_value, 0.0);
}

TEST(PhyslParse, strings_know_the_escapes_of_c) {
    EXPECT_EQ(only(R"("")").text, "");
    EXPECT_EQ(only(R"("a\n\t\r\a\b\f\v\\\"\'\?")").text, "a\n\t\r\a\b\f\v\\\"'?");
    EXPECT_EQ(only(R"("\x41\x4a\x4A1\xfF")").text, "AJJ1\xff");
    EXPECT_EQ(only(R"("\0\101\12x")").text, std::string("\0A\nx", 4));
    EXPECT_EQ(only(R"("\u00e9\U0001F600")").text, "é😀");
    EXPECT_EQ(only("\"é😀\"").text, "é😀");
    EXPECT_EQ(only("\"two\nlines\"").text, "two\nlines");
    EXPECT_EQ(only("\"'a'\"").text, "'a'");
}

TEST(PhyslParse, calls) {
    EXPECT_EQ(canonical("f()"), "f()");
    EXPECT_EQ(canonical("f ( a , g(1, \"x\") , nil )"), "f(a, g(1, \"x\"), nil)");
    const Tree tree = parse("f(a, __arg(key, 1))");
    const Node& call = tree[tree.expressions[0]];
    ASSERT_TRUE(call.is_call("f"));
    ASSERT_EQ(call.children.size(), 2u);
    EXPECT_TRUE(tree[call.children[1]].is_call("__arg"));
    EXPECT_EQ(call.depth, 3u);
    std::string many = "f(0";
    for (int i = 1; i < 5000; ++i) many += "," + std::to_string(i);
    EXPECT_EQ(only(many + ")").children.size(), 5000u);
}

TEST(PhyslParse, lists_are_calls_of_list) {
    EXPECT_EQ(canonical("'(a, '(1), '())"), "list(a, list(1), list())");
    EXPECT_TRUE(equal(parse("'(1, 2)"), parse("list(1, 2)")));
}

TEST(PhyslParse, attributes) {
    EXPECT_EQ(only("f{L#1}(x)").attribute, "L#1");
    EXPECT_EQ(only("define$1$2{ L#12 } (f, x, x)").attribute, "L#12");
    EXPECT_EQ(canonical("f$1$2{L#1}(x)"), "f$1$2{L#1}(x)");
}

TEST(PhyslParse, array_literals) {
    EXPECT_EQ(array("[1, 2]").data, ArrayLiteral::Data(Ints{1, 2}));
    EXPECT_EQ(array("[1., 2]").data, ArrayLiteral::Data(Floats{1, 2}));
    EXPECT_EQ(array("[true, false]").data, ArrayLiteral::Data(Bools{1, 0}));
    EXPECT_EQ(array("[true, 2]").data, ArrayLiteral::Data(Floats{1, 2}));
    EXPECT_EQ(array("[-1, +2, - 3]").data, ArrayLiteral::Data(Ints{-1, 2, -3}));
    EXPECT_EQ(array("[-inf, ninf, inf]").data,
              ArrayLiteral::Data(Floats{-HUGE_VAL, -HUGE_VAL, HUGE_VAL}));
    EXPECT_TRUE(std::isnan(std::get<Floats>(array("[nan]").data)[0]));
    EXPECT_EQ(array("[[1, 2, 3], [4, 5, 6]]").shape, (Ints{2, 3}));
    EXPECT_EQ(array("[[[1], [2]]]").shape, (Ints{1, 2, 1}));
    EXPECT_EQ(array("[[[[1]], [[2]]]]").shape, (Ints{1, 2, 1, 1}));
    EXPECT_EQ(array("[]").shape, (Ints{0}));
    EXPECT_EQ(array("[[]]").shape, (Ints{1, 0}));
    EXPECT_EQ(array("[[], []]").shape, (Ints{2, 0}));
    EXPECT_TRUE(array("[]").is_float());
    EXPECT_FALSE(equal(parse("[1, 2]"), parse("[1., 2.]")));
}

TEST(PhyslParse, operators_are_calls) {
    for (const auto& [spelling, name] : std::vector<std::pair<const char*, const char*>>{
             {"||", "__or"}, {"&&", "__and"}, {"==", "__eq"}, {"!=", "__ne"}, {"<", "__lt"},
             {"<=", "__le"}, {">", "__gt"}, {">=", "__ge"}, {"+", "__add"}, {"-", "__sub"},
             {"*", "__mul"}, {"/", "__div"}, {"%", "__mod"}})
        EXPECT_EQ(canonical(std::string("a") + spelling + "b"), std::string(name) + "(a, b)");
    EXPECT_EQ(canonical("-a"), "__minus(a)");
    EXPECT_EQ(canonical("!a"), "__not(a)");
    EXPECT_EQ(canonical("+a"), "a");
    EXPECT_EQ(canonical("-(1)"), "__minus(1)");
    EXPECT_EQ(canonical("--1"), "__minus(-1)");
    EXPECT_EQ(canonical("a - -1"), "__sub(a, -1)");
    EXPECT_EQ(canonical("a-1"), "__sub(a, 1)");
    EXPECT_EQ(canonical("1 -1"), "__sub(1, 1)");
    EXPECT_EQ(canonical("!-+a"), "__not(__minus(a))");
}

TEST(PhyslParse, precedence_is_that_of_c) {
    EXPECT_EQ(canonical("a || b && c"), "__or(a, __and(b, c))");
    EXPECT_EQ(canonical("a && b == c"), "__and(a, __eq(b, c))");
    EXPECT_EQ(canonical("a == b < c"), "__eq(a, __lt(b, c))");
    EXPECT_EQ(canonical("a < b + c"), "__lt(a, __add(b, c))");
    EXPECT_EQ(canonical("a + b * c"), "__add(a, __mul(b, c))");
    EXPECT_EQ(canonical("a * b + c"), "__add(__mul(a, b), c)");
    EXPECT_EQ(canonical("-a * b"), "__mul(__minus(a), b)");
    EXPECT_EQ(canonical("(a + b) * c"), "__mul(__add(a, b), c)");
    EXPECT_EQ(canonical("a == b || c != d && !e >= f % 2"),
              "__or(__eq(a, b), __and(__ne(c, d), __ge(__not(e), __mod(f, 2))))");
}

TEST(PhyslParse, operators_associate_to_the_left) {
    EXPECT_EQ(canonical("a - b - c"), "__sub(__sub(a, b), c)");
    EXPECT_EQ(canonical("a / b * c % d"), "__mod(__mul(__div(a, b), c), d)");
    EXPECT_EQ(canonical("a < b < c"), "__lt(__lt(a, b), c)");
    EXPECT_EQ(canonical("a - (b - c)"), "__sub(a, __sub(b, c))");
}

TEST(PhyslParse, tags_override_positions) {
    Node node = only("   x$12$4");
    EXPECT_EQ(node.tag, Tag::Both);
    EXPECT_EQ(node.span, (Span{12, 4, 0, 0}));
    node = only("   x$12");
    EXPECT_EQ(node.tag, Tag::Line);
    EXPECT_EQ(node.span, (Span{12, 3, 0, 0}));
    node = only("\n x$$7");
    EXPECT_EQ(node.tag, Tag::Column);
    EXPECT_EQ(node.span, (Span{2, 7, 0, 0}));
    EXPECT_EQ(only("f$3$1(x$3$3)").span, (Span{3, 1, 0, 0}));
    EXPECT_EQ(only("nil$1$2").kind, NodeKind::Nil);
    EXPECT_TRUE(only("nil$1$2").tagged());
    EXPECT_EQ(canonical("f$3$1(x$3, y$$2, nil$4$5)"), "f$3$1(x$3, y$$2, nil$4$5)");
}

TEST(PhyslParse, untagged_nodes_have_their_place_in_the_text) {
    const Tree tree = parse("define(x,\n  a + 23 *\n b)");
    const Node& define = tree[tree.expressions[0]];
    EXPECT_EQ(define.span, (Span{1, 0, 3, 3}));
    const Node& sum = tree[define.children[1]];
    EXPECT_EQ(sum.span, (Span{2, 2, 3, 2}));
    const Node& product = tree[sum.children[1]];
    EXPECT_EQ(tree[product.children[0]].span, (Span{2, 6, 2, 8}));
    EXPECT_EQ(only(" -5").span, (Span{1, 1, 1, 3}));
    EXPECT_EQ(only(" [1,\n2]").span, (Span{1, 1, 2, 2}));
    EXPECT_EQ(only(" (a + b)").span, (Span{1, 2, 1, 7}));
    EXPECT_EQ(only("é + x").span, (Span{1, 0, 1, 6}));  // bytes, as Python's ast counts
}

TEST(PhyslParse, inherited_spans_are_those_of_the_tagged_node_around) {
    Tree tree = parse("define$5$4(x$5$4, list(1, f$6$8(2))) 3");
    tree.inherit_spans();
    const Node& list = tree[tree[tree.expressions[0]].children[1]];
    EXPECT_EQ(list.span, (Span{5, 4, 0, 0}));
    EXPECT_EQ(tree[list.children[0]].span, (Span{5, 4, 0, 0}));
    const Node& call = tree[list.children[1]];
    EXPECT_EQ(call.span, (Span{6, 8, 0, 0}));
    EXPECT_EQ(tree[call.children[0]].span, (Span{6, 8, 0, 0}));
    EXPECT_FALSE(list.tagged());
    EXPECT_FALSE(tree[tree.expressions[1]].span.known());  // nothing around it has a place
}

TEST(PhyslParse, rules_are_pairs_of_expressions) {
    const Tree tree = parse_rules(
        "_1 + _2 : _2 - _1   # swap\n"
        "-_1 : _1\n"
        "(a) : f\n"
        "_1(_2, __3) :\n wrap(_1(_2\n - 1), __3)\n");
    std::string text;
    for (NodeId id : tree.expressions) text += print(tree, id, {.width = 0}) + "; ";
    EXPECT_EQ(text, "__add(_1, _2); __sub(_2, _1); __minus(_1); _1; a; f; "
                    "_1(_2, __3); wrap(_1(__sub(_2, 1)), __3); ");
    EXPECT_THROW(parse_rules("a b"), support::UserError);
    EXPECT_THROW(parse_rules("a :"), support::UserError);
}

}  // namespace
}  // namespace phylanx::physl

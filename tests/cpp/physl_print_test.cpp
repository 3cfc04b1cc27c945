// PhySL text from trees: layout, both styles, equality, and the round trip over random trees.
// SPDX-License-Identifier: BSL-1.0
#include <gtest/gtest.h>

#include <bit>
#include <cmath>
#include <cstdlib>
#include <random>

#include "physl/number.h"
#include "physl/parser.h"
#include "physl/printer.h"
#include "support/error.h"

namespace phylanx::physl {
namespace {

std::string upstream(std::string_view text) {
    return print(parse(text), {.style = TextStyle::Upstream, .width = 0});
}

TEST(PhyslPrint, short_calls_stay_on_one_line) {
    EXPECT_EQ(print(parse("define(x,\n f(1,\n 2.5))  x")), "define(x, f(1, 2.5))\nx\n");
    EXPECT_EQ(print(Tree()), "");
}

TEST(PhyslPrint, blocks_have_one_statement_a_line) {
    const Tree tree = parse(
        "define$1$4(f$1$4, x$1$6, block(define(y, x + 1), while(y < 10, block(store(y, y * 2), "
        "cout(y))), if(y == 3, block(y), block()), y))");
    EXPECT_EQ(print(tree), R"(define$1$4(f$1$4, x$1$6,
    block(
        define(y, __add(x, 1)),
        while(__lt(y, 10),
            block(
                store(y, __mul(y, 2)),
                cout(y))),
        if(__eq(y, 3), block(y), block()),
        y))
)");
    EXPECT_EQ(print(parse("block(a$1$2, b$3)"), {.tags = false, .width = 0}), "block(a, b)\n");
}

TEST(PhyslPrint, long_calls_are_filled_and_broken) {
    const Tree tree = parse(
        "function_name(argument_one, inner(argument_two, argument_three), last)");
    EXPECT_EQ(print(tree, {.width = 40, .indent = 2}), R"(function_name(argument_one,
  inner(argument_two, argument_three),
  last)
)");
    EXPECT_EQ(print(tree, {.width = 24, .indent = 2}), R"(function_name(
  argument_one,
  inner(argument_two,
    argument_three),
  last)
)");
    for (int width : {1, 5, 17, 30, 60, 100}) {
        const std::string text = print(tree, {.width = width});
        EXPECT_TRUE(equal(parse(text), tree)) << text;
    }
}

TEST(PhyslPrint, floats_are_shortest) {
    EXPECT_EQ(to_text(0.1), "0.1");
    EXPECT_EQ(to_text(1.0), "1.0");
    EXPECT_EQ(to_text(-0.0), "-0.0");
    EXPECT_EQ(to_text(1e-7), "1e-07");
    EXPECT_EQ(to_text(1e22), "1e+22");
    EXPECT_EQ(to_text(5e-324), "5e-324");
    EXPECT_EQ(to_text(0.1 + 0.2), "0.30000000000000004");
}

TEST(PhyslPrint, strings_are_escaped_and_utf8_is_not) {
    const std::string bytes("q\" b\\ \n\t\r \x01\x7f \0 é \xff\xc3", 20);
    Tree tree;
    tree.expressions = {tree.string(bytes)};
    EXPECT_EQ(print(tree), "\"q\\\" b\\\\ \\n\\t\\r \\x01\\x7f \\x00 é \\xff\\xc3\"\n");
    EXPECT_TRUE(equal(parse(print(tree)), tree));
}

TEST(PhyslPrint, upstream_style) {
    EXPECT_EQ(upstream("A + B"), "(A$1$1 + B$1$5)\n");
    EXPECT_EQ(upstream("f(a, 1)"), "f$1$1(a$1$3, 1)\n");
    EXPECT_EQ(upstream("'(a, 2)"), "list(a$1$3, 2)\n");
    EXPECT_EQ(upstream("a - b * -c"), "(a$1$1 - (b$1$5 * -c$1$10))\n");
    EXPECT_EQ(upstream("!(a && -(1))"), "!(a$1$3 && -(1))\n");
    EXPECT_EQ(upstream("x$5$0 + nil"), "(x$5$0 + nil)\n");
    // A tagged call was written as a call, and so it stays.
    EXPECT_EQ(upstream("__add$1$2(a$1$0, 1)"), "__add$1$2(a$1$0, 1)\n");
    EXPECT_EQ(upstream("__add(a$1$0, 1, 2)"), "__add$1$1(a$1$0, 1, 2)\n");
    EXPECT_EQ(print(parse("a + f(b)"), {.style = TextStyle::Upstream, .tags = false}),
              "(a + f(b))\n");
}

TEST(PhyslPrint, neighbours_do_not_run_together) {
    for (const char* text : {"a (-1)", "(f) (-1)", "1 (-1) (-2)", "f() (-2.5)", "(nil) (-1)"}) {
        const Tree tree = parse(text);
        EXPECT_TRUE(equal(parse(print(tree)), tree)) << text << '\n' << print(tree);
    }
    Tree tree = parse("(f) (a + b) (c) (-x) (-y) (g + h)", "");
    EXPECT_EQ(tree.expressions.size(), 6u);
    const std::string text = print(tree, {.style = TextStyle::Upstream, .tags = false});
    EXPECT_TRUE(equal(parse(text), tree)) << text;
}

TEST(PhyslTree, equality_has_three_levels) {
    const Tree tagged = parse("f(x$1$2)"), other = parse("f(x$1$3)"), plain = parse("f(x)");
    EXPECT_TRUE(equal(tagged, other));
    EXPECT_TRUE(equal(tagged, plain));
    EXPECT_FALSE(equal(tagged, other, Compare::Tags));
    EXPECT_FALSE(equal(tagged, plain, Compare::Tags));
    EXPECT_TRUE(equal(parse("f( x$1$2 )"), tagged, Compare::Tags));
    EXPECT_FALSE(equal(parse("f( x$1$2 )"), tagged, Compare::Spans));
    EXPECT_TRUE(equal(parse("f(x$1$2)"), tagged, Compare::Spans));
    for (const auto& [a, b] : std::vector<std::pair<const char*, const char*>>{
             {"1", "1.0"}, {"0.0", "-0.0"}, {"\"x\"", "x"}, {"f(1)", "f(2)"}, {"f(1)", "f(1, 1)"},
             {"f{L#1}(1)", "f(1)"}, {"[1]", "[true]"}, {"[[1]]", "[1]"}, {"nil", "false"},
             {"true", "false"}, {"a", "a b"}, {"[0.0]", "[-0.0]"}})
        EXPECT_FALSE(equal(parse(a), parse(b))) << a << " and " << b;
    EXPECT_TRUE(equal(parse("[nan]"), parse("[-nan]")));
}

TEST(PhyslTree, builder_checks_its_input) {
    Tree tree;
    EXPECT_THROW(tree.identifier("a b"), support::InternalError);
    EXPECT_THROW(tree.call("nil", {}), support::InternalError);
    EXPECT_THROW(tree.call("f", {99}), support::InternalError);
    EXPECT_THROW(tree.array({{2}, std::vector<double>{1}}), support::InternalError);
    EXPECT_THROW(tree.array({{0, 2}, std::vector<double>{}}), support::InternalError);
    EXPECT_THROW(tree.array({{1, 1, 1, 1, 1}, std::vector<double>{1}}), support::InternalError);
    EXPECT_EQ(tree[tree.floating(-HUGE_VAL)].text, "ninf");
    EXPECT_EQ(tree[tree.floating(NAN)].text, "nan");
    NodeId deep = tree.nil();
    for (std::uint32_t i = 1; i < kMaxDepth; ++i) deep = tree.call("f", {deep});
    EXPECT_THROW(tree.call("f", {deep}), support::UserError);
    tree.expressions = {deep};
    EXPECT_TRUE(equal(parse(print(tree)), tree));
    tree.expressions = {tree.keyword("axis", tree.integer(-1))};
    EXPECT_EQ(print(tree), "__arg(axis, -1)\n");
}

/// Random trees that a text can say, from every builder and with awkward values.
class Generator {
   public:
    explicit Generator(std::uint64_t seed) : random_(seed) {}

    Tree tree() {
        Tree tree;
        for (std::uint64_t n = pick(5); n > 0; --n)
            tree.expressions.push_back(expression(tree, static_cast<int>(pick(9))));
        return tree;
    }

   private:
    std::uint64_t pick(std::uint64_t n) { return random_() % n; }

    std::string name() {
        static const char* const kNames[] = {
            "a", "x_1", "_1", "__2", "nil_", "truth", "e", "inf", "list", "block", "__arg", "β",
            "__add", "__sub", "__minus", "__not", "__or", "__eq", "define", "parallel_block",
            "a_rather_long_name_that_soon_makes_lines_break"};
        return kNames[pick(std::size(kNames))];
    }

    double number() {
        if (pick(3) == 0) return static_cast<double>(pick(2000)) / 8 - 100;
        return std::bit_cast<double>(random_());
    }

    std::pair<support::Span, Tag> place() {
        const auto tag = static_cast<Tag>(pick(2) ? 0 : pick(4));
        return {{static_cast<int>(pick(300)), static_cast<int>(pick(100)), 0, 0}, tag};
    }

    NodeId array(Tree& tree) {
        ArrayLiteral literal;
        std::size_t count = 1;
        for (std::uint64_t level = pick(4) + 1; level > 0; --level) {
            literal.shape.push_back(static_cast<std::int64_t>(level == 1 ? pick(4) : pick(3) + 1));
            count *= static_cast<std::size_t>(literal.shape.back());
        }
        const auto kind = pick(3);
        std::vector<std::uint8_t> bools;
        std::vector<std::int64_t> ints;
        std::vector<double> floats;
        for (std::size_t i = 0; i < count; ++i) {
            bools.push_back(pick(2) == 1);
            ints.push_back(static_cast<std::int64_t>(random_()));
            floats.push_back(number());
        }
        if (kind == 0) literal.data = bools;
        else if (kind == 1) literal.data = ints;
        else literal.data = floats;
        return tree.array(literal);
    }

    NodeId expression(Tree& tree, int depth) {
        const auto [span, tag] = place();
        if (depth > 0 && pick(5) > 0) {
            std::vector<NodeId> children;
            for (std::uint64_t n = pick(5); n > 0; --n)
                children.push_back(expression(tree, depth - 1));
            return tree.call(name(), children, span, tag, pick(9) ? "" : "L#1");
        }
        switch (pick(9)) {
            case 0: return tree.nil(span, tag);
            case 1: return tree.boolean(pick(2), span, tag);
            case 2: return tree.integer(static_cast<std::int64_t>(random_() >> pick(64)));
            case 3: return tree.integer(-static_cast<std::int64_t>(pick(3)));
            case 4: return tree.floating(number());
            case 5: {
                std::string text;
                for (std::uint64_t n = pick(12); n > 0; --n) text += static_cast<char>(random_());
                return tree.string(text);
            }
            case 6: return array(tree);
            default: return tree.identifier(name(), span, tag);
        }
    }

    std::mt19937_64 random_;
};

TEST(PhyslPrint, random_trees_survive_the_round_trip) {
    const char* given = std::getenv("PHYLANX_TEST_SEED");
    const std::uint64_t first = given ? std::strtoull(given, nullptr, 10) : std::random_device()();
    for (std::uint64_t seed = first; seed < first + (given ? 1 : 500); ++seed) {
        const Tree tree = Generator(seed).tree();
        for (int width : {0, 30, 100}) {
            const std::string text = print(tree, {.width = width});
            SCOPED_TRACE(fmt::format("PHYLANX_TEST_SEED={}\n{}", seed, text));
            Tree again;
            ASSERT_NO_THROW(again = parse(text));
            ASSERT_TRUE(equal(again, tree, Compare::Tags));
            ASSERT_EQ(print(again, {.width = width}), text);
            for (bool tags : {false, true}) {
                const std::string other = print(
                    tree, {.style = TextStyle::Upstream, .tags = tags, .width = width});
                SCOPED_TRACE(other);
                ASSERT_NO_THROW(again = parse(other));
                ASSERT_TRUE(equal(again, tree));
            }
        }
    }
}

}  // namespace
}  // namespace phylanx::physl

// Which loops have independent rounds, and what is left to be tested before the first one.
// SPDX-License-Identifier: BSL-1.0
#include <gtest/gtest.h>

#include "ir/parser.h"
#include "plan/independence.h"

namespace phylanx::plan {
namespace {

std::optional<Independence> find(const std::string& body) {
    ir::Graph g = ir::parse_graph(
        "graph f(%a: float64[:], %b: float64[:], %n: int, %k: int) -> none {\n"
        "  %zero: int = constant() {value = 0}\n  %one: int = constant() {value = 1}\n"
        "  for_(%zero, %n, %one) (%i: int) {\n" + body + "    yield()\n  }\n"
        "  %r: none = constant()\n  return_(%r)\n}");
    const ir::Op* loop = nullptr;
    ir::walk(g, g.body, [&](ir::OpId o) {
        if (!loop && g.op(o).code == ops::OpCode::for_) loop = &g.op(o);
    });
    return IndependentLoops(g).find(*loop);
}

TEST(plan_independence, each_round_at_its_own_place) {
    auto found = find(R"(    %x: np.float64 = load(%a, %i)
    store(%b, %x, %i)
)");
    ASSERT_TRUE(found);
    ASSERT_EQ(found->own_places.size(), 1u);
    EXPECT_EQ(found->own_places[0].offset, 0);
    EXPECT_EQ(found->apart.size(), 1u);  // two parameters may be one array
    EXPECT_TRUE(found->elsewhere.empty());
}

TEST(plan_independence, a_place_that_all_rounds_read_is_tested) {
    auto found = find(R"(    %x: np.float64 = load(%b, %k)
    store(%b, %x, %i)
)");
    ASSERT_TRUE(found);
    ASSERT_EQ(found->elsewhere.size(), 1u);
    EXPECT_TRUE(found->elsewhere[0].is_index);
}

TEST(plan_independence, the_place_of_another_round) {
    EXPECT_FALSE(find(R"(    %j: int = sub(%i, %one)
    %x: np.float64 = load(%b, %j)
    store(%b, %x, %i)
)"));
}

TEST(plan_independence, all_rounds_write_one_place) {
    EXPECT_FALSE(find(R"(    %x: np.float64 = load(%a, %i)
    store(%b, %x, %k)
)"));
}

TEST(plan_independence, a_round_may_be_the_last) {
    EXPECT_FALSE(find(R"(    %x: np.float64 = load(%a, %i)
    store(%b, %x, %i)
    %c: bool = eq(%i, %k)
    if_(%c) {
      break_()
    } {
      yield()
    }
)"));
}

}  // namespace
}  // namespace phylanx::plan

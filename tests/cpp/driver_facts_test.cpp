// Facts of graphs: which parameters are written, which results are parameters, what is brief.
// SPDX-License-Identifier: BSL-1.0
#include <gtest/gtest.h>

#include "driver/facts.h"
#include "ir/parser.h"

namespace phylanx::driver {
namespace {

using Leaves = std::vector<std::vector<int>>;

Facts facts_of(std::string_view text) { return find_facts(ir::parse_graph(text)); }

TEST(Facts, scalars_are_brief) {
    const Facts f = facts_of(R"(
graph f(%a: float, %b: float) -> float {
  %c: float = add(%a, %b)
  return_(%c)
})");
    EXPECT_TRUE(f.brief);
    EXPECT_TRUE(f.written.empty());
    EXPECT_EQ(f.same_as, Leaves{{}});
}

TEST(Facts, a_write_through_a_view_is_one_to_the_parameter) {
    const Facts f = facts_of(R"(
graph f(%n: int, %a: float64[:], %b: float64[:]) -> none {
  %v: float64[:] = slice(%a) {spec = ["full"]}
  assign(%v, %b)
  %r: none = constant()
  return_(%r)
})");
    EXPECT_EQ(f.written, std::vector<int>{1});
    EXPECT_FALSE(f.brief);
    EXPECT_TRUE(f.same_as.empty());
}

TEST(Facts, results_that_are_parameters) {
    const Facts f = facts_of(R"(
graph f(%a: float64[:], %c: bool, %b: float64[:]) -> tuple<float64[:], float64[:], float64[:]> {
  %x: float64[:] = if_(%c) {
    yield(%a)
  } {
    yield(%b)
  }
  %v: float64[:] = slice(%a) {spec = ["full"]}
  %t: tuple<float64[:], float64[:], float64[:]> = make_tuple(%b, %x, %v)
  return_(%t)
})");
    EXPECT_EQ(f.same_as, (Leaves{{2}, {0, 2}, {}}));
}

TEST(Facts, survive_the_disk) {
    Facts f;
    f.written = {0, 3};
    f.same_as = {{}, {1, 2}};
    f.brief = true;
    const Facts g = facts_from_bytes(to_bytes(f));
    EXPECT_EQ(g.written, f.written);
    EXPECT_EQ(g.same_as, f.same_as);
    EXPECT_EQ(g.brief, f.brief);
    EXPECT_THROW(facts_from_bytes(to_bytes(f).substr(0, 20)), std::runtime_error);
}

}  // namespace
}  // namespace phylanx::driver

// Facts of graphs: which parameters are written, what is brief; what of them the disk keeps.
// SPDX-License-Identifier: BSL-1.0
#include <gtest/gtest.h>

#include "driver/facts.h"
#include "ir/parser.h"

namespace phylanx::driver {
namespace {

Facts facts_of(std::string_view text) { return find_facts(ir::parse_graph(text)); }

TEST(Facts, scalars_are_brief) {
    const Facts f = facts_of(R"(
graph f(%a: float, %b: float) -> float {
  %c: float = add(%a, %b)
  return_(%c)
})");
    EXPECT_TRUE(f.brief);
    EXPECT_TRUE(f.written.empty());
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
}

TEST(Facts, survive_the_disk) {
    Facts f;
    f.written = {0, 3};
    f.identity = {2, {1, ~0}, 1, {4}};
    f.sequences = {-1, 0};
    f.brief = true;
    const Facts g = facts_from_bytes(to_bytes(f));
    EXPECT_EQ(g.written, f.written);
    EXPECT_EQ(g.identity.num_parameter_leaves, 2);
    EXPECT_EQ(g.identity.leaves, f.identity.leaves);
    EXPECT_EQ(g.identity.num_hidden, 1);
    EXPECT_EQ(g.identity.read_only, f.identity.read_only);
    EXPECT_EQ(g.sequences, f.sequences);
    EXPECT_EQ(g.brief, f.brief);
    EXPECT_THROW(facts_from_bytes(to_bytes(f).substr(0, 20)), std::runtime_error);
}

}  // namespace
}  // namespace phylanx::driver

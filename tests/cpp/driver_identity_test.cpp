// Which objects results are: numbers known from the graph, and numbers that the run carries.
// SPDX-License-Identifier: BSL-1.0
#include <gtest/gtest.h>

#include "driver/identity.h"
#include "ir/parser.h"
#include "ir/printer.h"
#include "ir/verifier.h"

namespace phylanx::driver {
namespace {

TEST(Identity, known_from_the_graph) {
    ir::Graph g = ir::parse_graph(R"(
graph f(%a: float64[:], %n: int, %b: float64[:]) -> tuple<float64[:], float64[:], float64[:], float64[:]> {
  %v: float64[:] = slice(%a) {spec = ["full"]}
  %t: tuple<float64[:], float64[:], float64[:], float64[:]> = make_tuple(%b, %v, %a, %v)
  return_(%t)
})");
    const Identity i = carry_identity(g);
    EXPECT_EQ(i.num_parameter_leaves, 3);
    EXPECT_EQ(i.num_hidden, 0);
    ASSERT_EQ(i.leaves.size(), 4u);
    EXPECT_EQ(i.leaves[0], 2);
    EXPECT_EQ(i.leaves[2], 0);
    EXPECT_GE(i.leaves[1], 3);
    EXPECT_EQ(i.leaves[1], i.leaves[3]);
}

TEST(Identity, carried_where_paths_meet) {
    ir::Graph g = ir::parse_graph(R"(
graph f(%a: float64[:], %b: float64[:], %c: bool, %n: int) -> float64[:] {
  %0: int = constant() {value = 0}
  %1: int = constant() {value = 1}
  %r: float64[:] = for_(%0, %n, %1, %a) {parallel = false} (%i: int, %x: float64[:]) {
    %y: float64[:] = if_(%c) {
      break_(%b)
    } {
      %v: float64[:] = slice(%x) {spec = ["full"]}
      yield(%v)
    }
    yield(%y)
  }
  return_(%r)
})");
    const Identity i = carry_identity(g);
    EXPECT_EQ(i.num_hidden, 1);
    EXPECT_EQ(i.leaves, std::vector<int>{~0});
    EXPECT_EQ(user_result(g.result, i).to_string(), "float64[:]");
    EXPECT_TRUE(ir::find_errors(g).empty()) << ir::print_graph(g);
    const std::string text = ir::print_graph(g);
    EXPECT_NE(text.find("tuple<float64[:], int>"), std::string::npos) << text;
    EXPECT_EQ(ir::print_graph(ir::parse_graph(text)), text);
}

TEST(Identity, python_gets_the_argument_itself) {
    ir::Graph g = ir::parse_graph(R"(
graph f(%a: float64[:], %b: float64[:]) -> any {
  %v: float64[:] = diagonal(%a) {offset = 0, read_only = true}
  %r: any = foreign(%b, %v, %a) {callee = "call:f", keywords = [str]}
  return_(%r)
})");
    carry_identity(g);
    EXPECT_NE(ir::print_graph(g).find("objects = [1, -3, 0]"), std::string::npos) << ir::print_graph(g);
}

}  // namespace
}  // namespace phylanx::driver

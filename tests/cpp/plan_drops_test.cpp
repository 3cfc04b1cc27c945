// Drops: a slot is let go after the last use of its array, of its views and of the tuples that hold it.
// SPDX-License-Identifier: BSL-1.0
#include <gtest/gtest.h>

#include "ir/parser.h"
#include "plan/plan.h"

namespace phylanx::plan {
namespace {

/// The slots that the body lets go, in order; whatever follows the return is left out.
std::vector<std::int64_t> drops_before_return(const char* text) {
    ir::Graph g = ir::parse_graph(text);
    make_plan(g);
    std::vector<std::int64_t> slots;
    for (ir::OpId o : g.region(g.body).ops) {
        const ir::Op& op = g.op(o);
        if (op.code == ops::OpCode::return_) break;
        if (op.code == ops::OpCode::drop) slots.push_back(ir::attr<std::int64_t>(op, "slot"));
    }
    return slots;
}

TEST(plan_drops, an_array_that_is_returned_is_kept) {
    EXPECT_TRUE(drops_before_return(R"(graph f(%a: float64[:]) -> float64[:] {
  %b: float64[:] = copy(%a)
  return_(%b)
})").empty());
}

TEST(plan_drops, the_elements_of_a_returned_tuple_are_kept) {
    EXPECT_TRUE(drops_before_return(
                    R"(graph f(%a: float64[:, :]) -> tuple<float64[:, :], tuple<float64[:, :]>> {
  %b: float64[:, :] = copy(%a)
  %c: float64[:, :] = copy(%a)
  %d: float64[:, :] = transpose(%c) {perm = [1, 0]}
  %e: tuple<float64[:, :]> = make_tuple(%d)
  %f: tuple<float64[:, :], tuple<float64[:, :]>> = make_tuple(%b, %e)
  return_(%f)
})").empty());
}

TEST(plan_drops, what_is_not_returned_goes) {
    EXPECT_EQ(drops_before_return(R"(graph f(%a: float64[:]) -> float64[:] {
  %b: float64[:] = copy(%a)
  %c: float64[:] = copy(%b)
  return_(%c)
})"),
              std::vector<std::int64_t>{0});
}

}  // namespace
}  // namespace phylanx::plan

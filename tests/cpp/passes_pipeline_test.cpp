// The pass runner: options, records, and that a pass that changes effects is caught.
// SPDX-License-Identifier: BSL-1.0
#include <gtest/gtest.h>

#include "ir/parser.h"
#include "ir/printer.h"
#include "ir/verifier.h"
#include "passes/pipeline.h"
#include "passes/shapes.h"

namespace {

using namespace phylanx;

ir::Graph chain() {
    return ir::parse_graph(R"(graph f(%x: float64[:], %y: float64[:]) -> float64[] {
      %a: float64[:] = neg(%x)
      %b: float64[:] = exp(%a)
      %c: float64[:] = mul(%b, %y)
      %s: float64[] = reduce_add(%c) {axes = [0]}
      return_(%s)
    })");
}

int count(const ir::Graph& g, ir::OpCode code) {
    int n = 0;
    ir::walk(g, g.body, [&](ir::OpId o) { n += g.op(o).code == code; });
    return n;
}

TEST(PassesPipeline, DisabledFusionMakesGroupsOfOne) {
    ir::Graph merged = chain(), alone = chain(), nothing = chain();
    passes::run_pipeline(merged);
    EXPECT_EQ(count(merged, ir::OpCode::fused), 1);
    passes::RunOptions options;
    options.disabled = {"fuse"};
    passes::run_pipeline(alone, options);
    EXPECT_EQ(count(alone, ir::OpCode::fused), 4);
    options.disabled = {"all"};
    passes::run_pipeline(nothing, options);
    EXPECT_EQ(count(nothing, ir::OpCode::fused), 4);
}

TEST(PassesPipeline, PrintsAndRecords) {
    ir::Graph g = chain();
    std::vector<std::string> printed;
    std::vector<passes::PassRecord> records;
    passes::RunOptions options;
    options.print_after = {"start", "fuse"};
    options.print = [&](std::string_view pass, const std::string& text) {
        printed.emplace_back(pass);
        EXPECT_NE(text.find("graph f"), std::string::npos);
    };
    options.records = &records;
    passes::run_pipeline(g, options);
    EXPECT_EQ(printed, (std::vector<std::string>{"start", "fuse"}));
    ASSERT_EQ(records.size(), passes::pipeline().size());
    for (auto& r : records) EXPECT_EQ(r.changed, r.name == "fuse");
}

TEST(PassesPipeline, MalformedGraphsAreBugs) {
    ir::Graph g = chain();
    g.op(g.region(g.body).ops[1]).operands[0] = 5;
    EXPECT_THROW(passes::run_pipeline(g), support::InternalError);
}

TEST(PassesPipeline, EffectOrderSeesWritesCrossCalls) {
    const char* before = R"(graph f(%x: float64[:], %k: np.float64) -> none {
      assign(%x, %k)
      foreign() {callee = "call:print", keywords = [str]}
      return_()
    })";
    const char* after = R"(graph f(%x: float64[:], %k: np.float64) -> none {
      foreign() {callee = "call:print", keywords = [str]}
      assign(%x, %k)
      return_()
    })";
    EXPECT_NE(ir::effect_order(ir::parse_graph(before)), ir::effect_order(ir::parse_graph(after)));
}

TEST(PassesShapes, WhatIsKnownToBeEqual) {
    ir::Graph g = ir::parse_graph(R"(graph f(%x: float64[:, :], %y: float64[:], %n: int) -> none {
      %a: float64[:, :] = exp(%x)
      %t: float64[:, :] = transpose(%a) {perm = [1, 0]}
      %u: float64[:, :] = transpose(%t) {perm = [1, 0]}
      %b: float64[:, :] = add(%x, %y)
      %c: float64[:, :] = add(%b, %y)
      %d: int = shape(%x) {dim = 0}
      %z: float64[:] = zeros(%d)
      %m: float64[:] = matmul(%x, %y)
      %p: float64[:] = slice(%z, %n) {spec = ["slice:v--"]}
      %q: float64[:] = slice(%m, %n) {spec = ["slice:v--"]}
      %w: float64[:], %v: float64[:] = for_(%n, %n, %n, %m, %m) (%i: int, %k: float64[:], %l: float64[:]) {
        %e: float64[:] = neg(%k)
        %o: float64[:] = slice(%l, %i) {spec = ["slice:v--"]}
        yield(%e, %o)
      }
      return_()
    })");
    passes::Shapes shapes(g);
    auto same = [&](const std::string& p, const std::string& q) {
        ir::ValueId a = 0, b = 0;
        for (ir::ValueId v = 0; v < g.num_values(); ++v) {
            if (g.value(v).name == p)
                a = v;
            if (g.value(v).name == q)
                b = v;
        }
        return shapes.same(a, b);
    };
    EXPECT_TRUE(same("a", "x"));
    EXPECT_FALSE(same("t", "x"));
    EXPECT_TRUE(same("u", "x"));
    EXPECT_FALSE(same("b", "x"));
    EXPECT_TRUE(same("c", "b"));
    EXPECT_TRUE(same("z", "m"));
    EXPECT_TRUE(same("p", "q"));
    EXPECT_FALSE(same("p", "z"));
    EXPECT_TRUE(same("w", "m"));   // every round keeps its extent
    EXPECT_FALSE(same("v", "m"));  // every round shortens it
}

}  // namespace

// The graph: effects, aliases, verifier and text form.
// SPDX-License-Identifier: BSL-1.0
#include <gtest/gtest.h>

#include <algorithm>

#include "ir/aliases.h"
#include "ir/builder.h"
#include "ir/parser.h"
#include "ir/printer.h"
#include "ir/verifier.h"

namespace {

using namespace phylanx;
using ir::Graph;
using ir::OpCode;
using ir::OpId;
using ir::ValueId;

// The value of that name as the text spells it.
ValueId named(const Graph& g, const std::string& name) {
    for (ValueId v = 0; v < g.num_values(); ++v)
        if (g.value(v).name == name)
            return v;
    ADD_FAILURE() << "no value " << name;
    return 0;
}

ir::Effects effects_of_last(const std::string& ops) {
    Graph g = ir::parse_graph(
        "graph f(%x: float64[:], %y: float64[:], %i: int, %k: np.float64, %p: any) -> none {\n" +
        ops + "\n}");
    return ir::effects(g, g.region(g.body).ops.back());
}

TEST(IrEffects, KindsOfOps) {
    EXPECT_EQ(effects_of_last("%a: float64[:] = neg(%x)").reads, std::vector<ValueId>{0});
    EXPECT_FALSE(effects_of_last("%a: float64[:] = mul(%x, %k)").may_fail);
    EXPECT_TRUE(effects_of_last("%a: float64[:] = mul(%x, %y)").may_fail);
    EXPECT_TRUE(effects_of_last("%a: int = mul(%i, %i)").may_fail);
    EXPECT_FALSE(effects_of_last("%a: np.float64 = truediv(%k, %k)").may_fail);
    ir::Effects assign = effects_of_last("assign(%x, %y)");
    EXPECT_EQ(assign.writes, std::vector<ValueId>{0});
    EXPECT_EQ(assign.reads, std::vector<ValueId>{1});
    EXPECT_TRUE(effects_of_last("%n: int = shape(%x) {dim = 0}").pure());
    EXPECT_TRUE(effects_of_last("%a: float64[:] = slice(%x, %i) {spec = [\"slice:v--\"]}").pure());
    EXPECT_TRUE(effects_of_last("%a: np.float64 = load(%x, %i)").may_fail);
    ir::Effects foreign =
        effects_of_last("%a: any = foreign(%x, %p) {callee = \"call:f\", keywords = [str]}");
    EXPECT_TRUE(foreign.order && foreign.everything);
    EXPECT_EQ(foreign.writes, std::vector<ValueId>{0});
    ir::Effects put = effects_of_last("put(%x, %y, %y)");
    EXPECT_EQ(put.writes, std::vector<ValueId>{0});
}

TEST(IrEffects, RegionsCountForTheirOp) {
    ir::Effects e = effects_of_last("for_(%i, %i, %i) (%j: int) {\n assign(%x, %k)\n break_()\n}");
    EXPECT_EQ(e.writes, std::vector<ValueId>{0});
    EXPECT_FALSE(e.leaves);
    EXPECT_TRUE(effects_of_last("for_(%i, %i, %i) (%j: int) {\n return_()\n}").leaves);
}

TEST(IrAliases, FreshViewsAndParameters) {
    Graph g = ir::parse_graph(R"(graph f(%x: float64[:], %y: float64[:], %o: any) -> none {
      %a: float64[:] = neg(%x)
      %b: float64[:] = neg(%x)
      %v: float64[:] = slice(%a) {spec = ["full"]}
      %c: float64[:] = exp(%x)
      %r: any = foreign(%c) {callee = "call:f", keywords = [str]}
      %u: float64[:] = unbox(%r)
      return_()
    })");
    ir::Aliases aliases(g);
    auto may = [&](const char* p, const char* q) {
        return aliases.may_alias(named(g, p), named(g, q));
    };
    EXPECT_TRUE(may("x", "y"));
    EXPECT_FALSE(may("a", "b"));
    EXPECT_FALSE(may("a", "x"));
    EXPECT_TRUE(may("v", "a"));
    EXPECT_FALSE(may("v", "b"));
    EXPECT_EQ(aliases.root(named(g, "v")), named(g, "a"));
    EXPECT_TRUE(may("u", "c"));  // it was handed to Python
    EXPECT_TRUE(may("u", "x"));
    EXPECT_FALSE(may("u", "a"));
    EXPECT_TRUE(aliases.is_fresh(named(g, "v")));
    EXPECT_FALSE(aliases.is_fresh(named(g, "x")));
}

TEST(IrAliases, WhatFlowsThroughLoopsAndBranches) {
    Graph g = ir::parse_graph(R"(graph f(%x: float64[:], %n: int, %c: bool) -> none {
      %a: float64[:] = neg(%x)
      %b: float64[:] = neg(%x)
      %z: float64[:] = neg(%x)
      %r: float64[:], %s: float64[:] = for_(%n, %n, %n, %a, %b) (%i: int, %p: float64[:], %q: float64[:]) {
        if_(%c) {
          break_(%p, %z)
        } {
          yield()
        }
        yield(%q, %p)
      }
      %t: float64[:] = if_(%c) {
        yield(%x)
      } {
        yield(%r)
      }
      return_()
    })");
    auto may = [&](const char* p, const char* q) {
        return ir::may_alias(g, named(g, p), named(g, q));
    };
    EXPECT_TRUE(may("r", "a"));
    EXPECT_TRUE(may("r", "b"));  // exchanged in every round
    EXPECT_TRUE(may("q", "a"));
    EXPECT_FALSE(may("r", "x"));
    EXPECT_TRUE(may("s", "z"));
    EXPECT_TRUE(may("t", "x"));
    EXPECT_TRUE(may("t", "b"));
    EXPECT_FALSE(may("t", "s") && !may("s", "r"));
}

std::string first_error(const std::string& ops) {
    auto errors = ir::find_errors(ir::parse_graph(
        "graph f(%x: float64[:], %i: int, %f: float64[:, :], %c: bool) -> float64[:] {\n" + ops +
        "\n}"));
    return errors.empty() ? "" : errors[0];
}

TEST(IrVerifier, AcceptsAndRefuses) {
    auto has = [](const std::string& text, const char* part) {
        return text.find(part) != std::string::npos;
    };
    EXPECT_EQ(first_error("return_(%x)"), "");
    EXPECT_TRUE(has(first_error("%a: float64[:] = neg(%x)"), "does not end in a terminator"));
    EXPECT_TRUE(has(first_error("return_(%f)"), "returns another type"));
    EXPECT_TRUE(
        has(first_error("%a: float32[:] = neg(%x)\nreturn_(%x)"), "the result must be float64"));
    EXPECT_TRUE(has(first_error("%a: float64[:] = add(%x)\nreturn_(%x)"), "expected 2 operands"));
    EXPECT_TRUE(has(first_error("%a: float64[:] = add(%x, %i)\nreturn_(%x)"), "different dtypes"));
    EXPECT_TRUE(
        has(first_error("%a: float64[:] = add(%x, %f)\nreturn_(%x)"), "must have 2 dimensions"));
    EXPECT_TRUE(
        has(first_error("%a: float64[] = reduce_add(%x) {axes = [1]}\nreturn_(%x)"), "axes"));
    EXPECT_TRUE(has(first_error("%a: int = shape(%x) {dim = 1}\nreturn_(%x)"), "wrong dimension"));
    EXPECT_TRUE(has(first_error("assign(%x, %f)\nreturn_(%x)"), "more dimensions"));
    EXPECT_TRUE(has(first_error("%a: int = constant() {value = 1.5}\nreturn_(%x)"),
                    "does not fit the type"));
    EXPECT_TRUE(has(first_error("break_()\n"), "outside of a loop"));
    EXPECT_TRUE(has(first_error("return_(%x)\nreturn_(%x)"), "ops follow a terminator"));
    EXPECT_TRUE(has(first_error("%a: int = if_(%c) {\n yield(%x)\n} {\n yield(%i)\n}\nreturn_(%x)"),
                    "yielded values"));
    EXPECT_TRUE(
        has(first_error("%a: int = for_(%i, %i, %i, %i) (%j: int) {\n yield(%j)\n}\nreturn_(%x)"),
            "carried arguments"));
    EXPECT_TRUE(has(first_error("%a: float64[:] = fused(%x) {axes = [], ndim = 1, num_inputs = 1, "
                                "roles = [\"fresh\"]} (%e: np.float64) {\n"
                                "%b: np.float64 = cast(%i)\n yield(%b)\n}\nreturn_(%a)"),
                    "used where it is not defined"));
}

TEST(IrVerifier, ValuesOfARegionEndWithIt) {
    Graph g = ir::parse_graph(
        "graph f(%x: int, %c: bool) -> int {\n if_(%c) {\n %y: int = add(%x, %x)\n yield()\n} {\n "
        "yield()\n}\n return_(%x)\n}");
    EXPECT_TRUE(ir::find_errors(g).empty());
    g.op(g.region(g.body).ops.back()).operands[0] = named(g, "y");
    EXPECT_FALSE(ir::find_errors(g).empty());
    EXPECT_THROW(ir::verify(g), support::InternalError);
}

TEST(IrText, RoundTripsAttributesAndSpans) {
    std::string text = R"(files ["a.py", "b \"c\".py"]
graph "f$1$0"(%x.0: float64[:], %o.1: any) -> tuple<float, any> {
  %2: float = constant() {value = -0.0} @3:4-3:9
  %3: np.float32 = constant() {value = inf} @4:0 #1
  %4: complex = constant() {imag = -2.5, value = 1e-300}
  %5: str = constant() {value = "a\n\\ \"b\""}
  %6: np.bool = constant() {value = true}
  %7: any = foreign(%x.0, %o.1) {a = [1, -2], callee = "call:np.f", dtype = np.float32, keywords = [str], spec = ["full"]}
  %8: tuple<float, any> = make_tuple(%2, %7)
  return_(%8)
}
)";
    EXPECT_EQ(ir::print_graph(ir::parse_graph(text), {.spans = true}), text);
}

TEST(IrText, ErrorsHaveAPlace) {
    auto place = [](const char* text) {
        try {
            ir::parse_graph(text);
        } catch (const support::UserError& e) {
            return std::to_string(e.span.line) + ":" + std::to_string(e.span.column) + " " +
                   e.what();
        }
        return std::string("no error");
    };
    EXPECT_EQ(place("graph f() -> int {\n  %1: int = nothing()\n}"),
              "2:19 there is no op 'nothing'");
    EXPECT_EQ(place("graph f() -> int {\n  return_(%1)\n}"), "2:12 %1 is not defined");
    EXPECT_EQ(place("graph f() -> int {\n"), "2:0 expected a name, found ''");
    EXPECT_EQ(place("graph f() -> in {\n}").substr(0, 5), "1:13 ");
    EXPECT_EQ(place("graph f(%a: int, %a: int) -> int {}").substr(0, 2), "1:");
}

TEST(IrText, AnyBytesGiveAnErrorOrAGraph) {
    std::string text =
        "graph f(%x.0: float64[:]) -> float64[:] {\n  %1: float64[:] = slice(%x.0) {spec = "
        "[\"full\"], a = 1.5}\n  return_(%1)\n}";
    std::uint32_t seed = 1;
    for (int i = 0; i < 4000; ++i) {
        std::string broken = text;
        for (int k = 0; k < 1 + i % 4; ++k) {
            seed = seed * 1664525 + 1013904223;
            std::size_t at = (seed >> 8) % broken.size();
            if (seed & 0x80)
                broken[at] = static_cast<char>(seed >> 16);
            else
                broken.erase(at, 1 + (seed >> 20) % 5);
            if (broken.empty())
                break;
        }
        try {
            Graph g = ir::parse_graph(broken);
            if (ir::find_errors(g).empty())
                ir::print_graph(g);
        } catch (const support::UserError&) {
        }
    }
}

TEST(IrBuilder, InsertsBeforeAnOp) {
    Graph g;
    g.body = g.new_region();
    g.result = ir::Type::py_int();
    ir::Builder b(g, g.body);
    b.set_span({.line = 7, .column = 2});
    ValueId one = b.int_(1);
    b.emit_op(OpCode::return_, {one});
    b.move_to(g.body, 1);
    ValueId two = b.emit(OpCode::add, {one, one}, ir::Type::py_int());
    ValueId four = b.emit(OpCode::mul, {two, two}, ir::Type::py_int());
    ir::replace_all_uses(g, one, one);
    EXPECT_EQ(g.region(g.body).ops.size(), 4u);
    EXPECT_EQ(g.op(g.region(g.body).ops[2]).results[0], four);
    EXPECT_EQ(g.op(g.region(g.body).ops[1]).span.line, 7);
    EXPECT_TRUE(ir::find_errors(g).empty());
    ir::Uses uses(g);
    EXPECT_EQ(uses.count(one), 3u);
    EXPECT_EQ(uses.count(two), 2u);
    ir::compact(g);
    EXPECT_TRUE(ir::find_errors(g).empty());
}

}  // namespace

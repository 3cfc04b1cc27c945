// Semantic analysis: types of results, joins, refusals, and where assumptions are made.
// SPDX-License-Identifier: BSL-1.0
#include "sema/sema.h"

#include <gtest/gtest.h>

#include "ir/printer.h"
#include "ir/verifier.h"
#include "physl/parser.h"
#include "support/error.h"

namespace {

using namespace phylanx;

sema::Lowered lower(const std::string& text, std::vector<std::string> types,
                    std::vector<sema::StaticValue> statics = {}) {
    physl::Tree tree = physl::parse(text, "test.py");
    tree.inherit_spans();
    std::vector<ir::Type> parameters;
    for (auto& t : types) parameters.push_back(ir::type_from_string(t));
    auto lowered = sema::lower({tree, "f", parameters, statics, "test.py"});
    ir::verify(lowered.graph);
    return lowered;
}

std::string result(const std::string& body, const std::string& parameters, std::vector<std::string> types) {
    return lower("define(f, " + parameters + ", return(" + body + "))", types).graph.result.to_string();
}

std::string graph_text(const std::string& text, std::vector<std::string> types) {
    return ir::print_graph(lower(text, types).graph);
}

TEST(SemaTypes, weak_python_numbers_take_the_arrays_dtype) {
    EXPECT_EQ(result("__add(a, 1)", "a", {"float32[:]"}), "float32[:]");
    EXPECT_EQ(result("__add(a, 1.5)", "a", {"int8[:]"}), "float64[:]");
    EXPECT_EQ(result("__add(a, 1)", "a", {"int8[:]"}), "int8[:]");
    EXPECT_EQ(result("__add(a, true)", "a", {"int8[:]"}), "int8[:]");
    EXPECT_EQ(result("__mul(a, b)", "a, b", {"float32[:]", "np.float64"}), "float64[:]");
    EXPECT_EQ(result("__mul(a, complex(0, 1))", "a", {"float32[:]"}), "complex64[:]");
}

TEST(SemaTypes, python_numbers_stay_python_numbers) {
    EXPECT_EQ(result("__add(a, b)", "a, b", {"int", "int"}), "int");
    EXPECT_EQ(result("__truediv(a, b)", "a, b", {"int", "int"}), "float");
    EXPECT_EQ(result("__lt(a, b)", "a, b", {"int", "float"}), "bool");
    EXPECT_EQ(result("exp(a)", "a", {"float"}), "np.float64");
    EXPECT_EQ(result("math_exp(a)", "a", {"float"}), "float");
}

TEST(SemaTypes, reductions_accumulate_as_numpy) {
    EXPECT_EQ(result("sum(a)", "a", {"int8[:, :]"}), "np.int64");
    EXPECT_EQ(result("sum(a, __arg(axis, 0))", "a", {"uint8[:, :]"}), "uint64[:]");
    EXPECT_EQ(result("mean(a, __arg(axis, 1))", "a", {"float32[:, :]"}), "float32[:]");
    EXPECT_EQ(result("sum(a, __arg(keepdims, true))", "a", {"float32[:, :]"}), "float32[:, :]");
    EXPECT_EQ(result("amax(a, __arg(axis, tuple(0, 2)))", "a", {"int16[:, :, :]"}), "int16[:]");
}

TEST(SemaTypes, returns_of_different_types_are_objects) {
    EXPECT_EQ(lower("define(f, a, block(if(__gt(a, 0), return(1)), return(2.5)))", {"int"}).graph.result.to_string(),
              "any");
}

TEST(SemaLoops, a_sum_that_starts_as_int_settles_as_float) {
    const char* text = "define(f, a, block(store(s, 0), __for(i, range(__len(a)), store(s, __add(s, __getitem(a, i)))), return(s)))";
    auto lowered = lower(text, {"float64[:]"});
    EXPECT_EQ(lowered.graph.result.to_string(), "np.float64");
    // With no iteration the result is the int 0: that is checked, and left to Python.
    EXPECT_NE(ir::print_graph(lowered.graph).find("error_class = 19"), std::string::npos);
}

TEST(SemaLoops, no_assumption_behind_an_effect) {
    const char* text = "define(f, a, block(store(__getitem(a, 0), 1), store(s, 0), "
                       "__for(i, range(__len(a)), store(s, __add(s, __getitem(a, i)))), return(s)))";
    auto lowered = lower(text, {"float64[:]"});
    EXPECT_EQ(lowered.graph.result.to_string(), "any");
    EXPECT_EQ(ir::print_graph(lowered.graph).find("error_class = 19"), std::string::npos);
}

TEST(SemaLoops, break_and_continue_carry_the_variables) {
    EXPECT_EQ(lower("define(f, n, block(store(k, 0), while(true, block(store(k, __add(k, 1)), if(__gt(k, n), break()))), return(k)))",
                    {"int"}).graph.result.to_string(), "int");
}

TEST(SemaNames, a_variable_that_may_be_unbound_is_checked) {
    auto text = graph_text("define(f, n, block(if(__gt(n, 0), store(x, 1)), return(x)))", {"int"});
    EXPECT_NE(text.find("cannot access local variable 'x'"), std::string::npos);
}

TEST(SemaHelpers, are_inlined_with_early_returns) {
    const char* text = "define(g, a, block(if(__gt(a, 0), return(a)), return(__minus(a)))) define(f, x, return(__mul(g(x), 2)))";
    EXPECT_EQ(lower(text, {"float"}).graph.result.to_string(), "float");
}

TEST(SemaStatics, an_axis_from_a_parameter_is_asked_for) {
    const char* text = "define(f, a, k, return(sum(a, __arg(axis, k))))";
    try {
        lower(text, {"float64[:, :]", "int"});
        FAIL() << "the axis is not known";
    } catch (const sema::NeedStatic& e) {
        EXPECT_EQ(e.parameter, 1u);
    }
    EXPECT_EQ(lower(text, {"float64[:, :]", "int"}, {{}, std::int64_t{0}}).graph.result.to_string(), "float64[:]");
}

TEST(SemaForeign, an_object_operand_goes_to_python) {
    auto lowered = lower("define(f, a, x, return(__add(exp(a), x)))", {"float64[:]", "any"});
    EXPECT_EQ(lowered.graph.result.to_string(), "any");
    EXPECT_EQ(lowered.findings.size(), 1u);
    EXPECT_EQ(lowered.findings[0].callee, "op:add");
}

TEST(SemaErrors, are_raised_when_the_line_runs) {
    auto text = graph_text("define$3$0(f$3$0, a$3$0, return$4$4(sum$4$11(a$4$15, __arg$4$18(axis, 7))))", {"float64[:]"});
    EXPECT_NE(text.find("raise()"), std::string::npos);
    EXPECT_NE(text.find("axis 7 is out of bounds for array of dimension 1"), std::string::npos);
}

}  // namespace

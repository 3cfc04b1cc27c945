// Random graphs: passes leave them well formed and change nothing that can be seen.
// SPDX-License-Identifier: BSL-1.0
#include <gtest/gtest.h>

#include <bit>
#include <cstdlib>

#include "ir/parser.h"
#include "ir/printer.h"
#include "ir/verifier.h"
#include "passes/pipeline.h"
#include "passes_interpreter.h"
#include "passes_random_graph.h"

namespace {

using namespace phylanx;
using test::Val;

constexpr int kGraphs = 80;

int num_graphs() {
    const char* given = std::getenv("PHYLANX_RANDOM_GRAPHS");
    return given ? std::atoi(given) : kGraphs;
}

// Arguments of small extents, 1 and 0 among them; in every second case two of them overlap.
std::vector<Val> arguments(std::uint32_t seed) {
    std::mt19937 random(seed);
    auto pick = [&](int n) {
        return static_cast<std::int64_t>(random() % static_cast<std::uint32_t>(n));
    };
    std::int64_t n = pick(12) == 0 ? 0 : 3;
    auto extent = [&] { return pick(5) == 0 ? 1 : n; };
    std::vector<Val> out;
    for (int i = 0; i < test::RandomGraph::kVectors; ++i)
        out.push_back(test::new_array({extent()}));
    for (int i = 0; i < test::RandomGraph::kMatrices; ++i)
        out.push_back(test::new_array({extent(), extent()}));
    for (Val& v : out)
        for (double& x : *v.memory) x = static_cast<double>(pick(17) - 8) / 4;
    if (pick(2) && out[0].shape == test::Extents{3} && out[3].shape == test::Extents{3, 3}) {
        out[0].memory = out[3].memory;  // a row of the first matrix, or its diagonal
        out[0].offset = pick(2) ? 3 : 0;
        out[0].strides = {out[0].offset ? 1 : 4};
    }
    Val number;
    number.number = static_cast<double>(pick(3));
    out.push_back(number);
    return out;
}

void write(std::string& out, const Val& v) {
    for (const Val& e : v.elements) write(out, e);
    auto put = [&](double x) {
        out += std::isnan(x) ? "nan " : fmt::format("{:x} ", std::bit_cast<std::uint64_t>(x));
    };
    if (!v.memory)
        return put(v.number);
    out += fmt::format("{} ", v.shape.size());
    for (auto n : v.shape) out += fmt::format("{} ", n);
    test::each_index(v.shape, [&](const test::Extents& i) { put(v.at(i)); });
}

// All that a caller sees: the value or the exception, and the arguments afterwards.
std::string outcome(const ir::Graph& g, std::uint32_t seed) {
    std::vector<Val> args = arguments(seed);
    std::string out;
    try {
        write(out, test::Interpreter(g).run(args));
    } catch (const test::Raised& e) {
        out = e.what();
    }
    out += " | ";
    for (const Val& v : args) write(out, v);
    return out;
}

std::vector<std::string> variants() {
    std::vector<std::string> out{"none", "all"};
    for (auto& pass : passes::pipeline())
        if (std::find(out.begin(), out.end(), pass.name) == out.end())
            out.emplace_back(pass.name);
    return out;
}

TEST(PassesProperty, RandomGraphsKeepTheirMeaning) {
    int raised = 0;
    for (int i = 0; i < num_graphs(); ++i) {
        auto seed = static_cast<std::uint32_t>(i);
        ir::Graph original = test::RandomGraph(seed).take();
        ASSERT_TRUE(ir::find_errors(original).empty()) << ir::find_errors(original)[0];
        std::vector<std::string> before;
        for (std::uint32_t a = 0; a < 6; ++a) before.push_back(outcome(original, 31 * seed + a));
        for (auto& b : before) raised += b.find("Error") != std::string::npos;
        for (auto& off : variants()) {
            ir::Graph g = original;
            passes::RunOptions options;
            options.disabled = {off};
            try {
                passes::run_pipeline(g, options);
            } catch (const support::InternalError& e) {
                FAIL() << "seed " << seed << " without " << off << ": " << e.what() << "\n"
                       << ir::print_graph(original);
            }
            for (std::uint32_t a = 0; a < 6; ++a)
                ASSERT_EQ(before[a], outcome(g, 31 * seed + a))
                    << "seed " << seed << " arguments " << a << " without " << off << "\n"
                    << ir::print_graph(original) << ir::print_graph(g);
        }
    }
    // Neither all nor none of the runs should end in an exception.
    EXPECT_GT(raised, num_graphs() / 2);
    EXPECT_LT(raised, num_graphs() * 5);
}

TEST(PassesProperty, TextRoundTrips) {
    for (int i = 0; i < num_graphs(); ++i) {
        ir::Graph g = test::RandomGraph(static_cast<std::uint32_t>(i)).take();
        for (int after = 0; after < 2; ++after) {
            std::string text = ir::print_graph(g, {.spans = true});
            EXPECT_EQ(text, ir::print_graph(ir::parse_graph(text), {.spans = true}));
            passes::run_pipeline(g);
        }
    }
}

}  // namespace

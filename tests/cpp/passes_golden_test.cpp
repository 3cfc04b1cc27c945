// Runs passes on the graphs of tests/golden and compares the text of the result.
// SPDX-License-Identifier: BSL-1.0
//
// A file is `// RUN: pass ...` (or `pipeline`), a graph, `// EXPECT:`, the graph afterwards.
// PHYLANX_REBASE=1 writes the results into the files; the difference is to be read before it is
// kept.
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "ir/parser.h"
#include "ir/printer.h"
#include "ir/verifier.h"
#include "passes/fuse.h"
#include "passes/pipeline.h"
#include "support/error.h"

namespace {

using namespace phylanx;
namespace fs = std::filesystem;

// Below the current folder or one above it: a path compiled in would tie the object file to one checkout.
fs::path golden_dir() {
    if (const char* given = std::getenv("PHYLANX_GOLDEN_DIR")) return given;
    fs::path folder = fs::current_path();
    while (!fs::exists(folder / "tests" / "golden") && folder.has_relative_path()) folder = folder.parent_path();
    return folder / "tests" / "golden";
}

std::string read(const fs::path& path) {
    std::ifstream in(path);
    std::stringstream text;
    text << in.rdbuf();
    return text.str();
}

constexpr std::string_view kRun = "// RUN: ";
constexpr std::string_view kExpect = "// EXPECT:\n";

void run_passes(ir::Graph& g, const std::string& names) {
    std::istringstream words(names);
    for (std::string name; words >> name;) {
        if (name == "pipeline") {
            passes::run_pipeline(g);
        } else if (name == "fuse_alone") {
            passes::fuse_alone(g);
        } else {
            const passes::Pass* pass = passes::find_pass(name);
            ASSERT_NE(pass, nullptr) << "no pass " << name;
            pass->run(g);
        }
        ir::verify(g, name);
    }
}

void check_file(const fs::path& path) {
    SCOPED_TRACE(path.string());
    std::string text = read(path);
    ASSERT_EQ(text.rfind(kRun, 0), 0u) << "the first line must be // RUN: pass";
    std::string names = text.substr(kRun.size(), text.find('\n') - kRun.size());
    std::size_t split = text.find(kExpect);
    std::string input = text.substr(0, split);
    try {
        ir::Graph g = ir::parse_graph(input);
        ir::verify(g, "parse");
        run_passes(g, names);
        std::string result = ir::print_graph(g);
        if (std::getenv("PHYLANX_REBASE")) {
            std::ofstream(path) << input << kExpect << result;
            return;
        }
        ASSERT_NE(split, std::string::npos) << "no // EXPECT: in the file";
        EXPECT_EQ(text.substr(split + kExpect.size()), result);
    } catch (const support::UserError& e) {
        FAIL() << "line " << e.span.line << ": " << e.what();
    } catch (const support::InternalError& e) {
        FAIL() << e.what();
    }
}

TEST(PassesGolden, FilesGiveWhatTheySay) {
    int files = 0;
    for (auto& entry : fs::recursive_directory_iterator(golden_dir())) {
        if (entry.path().extension() != ".phxir")
            continue;
        check_file(entry.path());
        ++files;
    }
    EXPECT_GE(files, 24);
}

}  // namespace

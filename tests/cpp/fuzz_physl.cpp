// Broken texts for the PhySL parser: refused with a UserError, or parsed and round-tripped.
// SPDX-License-Identifier: BSL-1.0
#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <exception>
#include <random>
#include <string>
#include <vector>

#include "physl/parser.h"
#include "physl/printer.h"
#include "support/error.h"

namespace {

using namespace phylanx;

const std::vector<std::string> kCorpus = {
    "define(fact, n, if(n <= 1, 1, n * fact(n - 1)))\nfact(10)",
    "define$12$4(f$12$4, x$12$6, block(define$13$4(y$13$4, __add$13$8(x$13$8, 1e-07)), y$14$11))",
    "block(define(a, [[1, -2.5], [true, nan]]), store(slice(a, '(0, nil, -1), 2), -a % 3))",
    "while(a && !b || c != d, parallel_block(cout(\"x\\n\\x41\\\"é\", nil$1), f{L#1}(-1, .5, 1.)))",
    "for_each(lambda(i, store(s, s + i)), range(10)) /* end */ // done\n# really\n(-1) (f) (a)",
    "[[[[1, 2]], [[3, 4]]]] [] [[], []] [true] '() -9223372036854775808 x$$3 1e308 __arg(axis, -1)",
};

const std::vector<std::string> kPieces = {
    "(", ")", "[", "]", "'(", ",", "{L#1}", "{", "}", "$", "$1$2", "\"", "\\", "\\x4", "/*", "*/",
    "//", "#", "\n", " ", "-", "+", "!", "!=", "==", "=", "<=", "&&", "||", "&", "*", "/", "%", ":",
    "nil", "true", "inf", "1", "1.", ".5", "1e", "1e999", "99999999999999999999", "f", "f(",
    "block(", "list", "__add", "é", "\xc3", "\xff", "[[", "]]", "[1,", "_1", "__minus(1)",
    "- 1", "(-1)"};

class Mutator {
   public:
    explicit Mutator(std::uint64_t seed) : random_(seed) {}

    std::string text() {
        switch (pick(12)) {
            case 0: return bytes(pick(80));
            case 1: return tokens(pick(40));
            case 2: return nesting();
            default: break;
        }
        std::string text = kCorpus[pick(kCorpus.size())];
        for (std::uint64_t n = pick(pick(8) + 1) + 1; n > 0; --n) mutate(text);
        return text;
    }

   private:
    std::uint64_t pick(std::uint64_t n) { return random_() % n; }

    std::string bytes(std::uint64_t size) {
        std::string text;
        while (size-- > 0) text += static_cast<char>(random_());
        return text;
    }

    std::string tokens(std::uint64_t count) {
        std::string text;
        while (count-- > 0) text += kPieces[pick(kPieces.size())] + (pick(3) ? "" : " ");
        return text;
    }

    /// Rarely far beyond the limit of nesting, often around it.
    std::string nesting() {
        const std::uint64_t levels = pick(8) ? pick(60) : 950 + pick(pick(8) ? 100 : 20'000);
        const std::string& open = kPieces[pick(kPieces.size())];
        const std::string& close = kPieces[pick(kPieces.size())];
        std::string text;
        for (std::uint64_t i = 0; i < levels; ++i) text += open;
        text += "x";
        for (std::uint64_t i = 0; i < levels; ++i) text += pick(50) ? close : ")";
        return text;
    }

    void mutate(std::string& text) {
        const std::size_t at = pick(text.size() + 1);
        const std::size_t length = std::min<std::size_t>(pick(12), text.size() - at);
        switch (pick(6)) {
            case 0: if (at < text.size()) text[at] ^= static_cast<char>(1 << pick(8)); return;
            case 1: text.erase(at, length); return;
            case 2: text.insert(at, kPieces[pick(kPieces.size())]); return;
            case 3: text.replace(at, length, kPieces[pick(kPieces.size())]); return;
            case 4: text.insert(at, bytes(pick(4))); return;
            default: {  // two parts change places
                const std::string part = text.substr(at, length);
                text.erase(at, length);
                text.insert(pick(text.size() + 1), part);
            }
        }
    }

    std::mt19937_64 random_;
};

/// What is wrong with how this text is treated; empty when nothing is. Counts what was parsed.
std::string complaint(const std::string& text, int& parsed) {
    physl::Tree tree;
    try {
        tree = physl::parse(text);
    } catch (const support::UserError& error) {
        support::render_diagnostic("fuzz", text, error.span, error.what());
        return error.span.known() ? "" : "an error without a place";
    }
    ++parsed;
    for (int width : {0, 40}) {
        const std::string printed = physl::print(tree, {.width = width});
        const physl::Tree again = physl::parse(printed);
        if (!physl::equal(tree, again, physl::Compare::Tags)) return "not equal after: " + printed;
        if (physl::print(again, {.width = width}) != printed) return "unstable text: " + printed;
    }
    // Upstream's style has more parentheses than the tree has levels, which the limit may refuse.
    for (physl::NodeId id : tree.expressions)
        if (tree[id].depth > physl::kMaxDepth / 3) return "";
    const std::string printed = physl::print(tree, {.style = physl::TextStyle::Upstream});
    return physl::equal(tree, physl::parse(printed)) ? "" : "not equal after upstream: " + printed;
}

}  // namespace

int main(int argc, char** argv) {
    const long count = argc > 1 ? std::atol(argv[1]) : 20'000;
    const std::uint64_t seed = argc > 2 ? std::strtoull(argv[2], nullptr, 10) : 1;
    int parsed = 0;
    for (long i = 0; i < count; ++i) {
        const std::string text = Mutator(seed + static_cast<std::uint64_t>(i)).text();
        std::string wrong;
        try {
            wrong = complaint(text, parsed);
        } catch (const std::exception& error) {
            wrong = fmt::format("exception: {}", error.what());
        }
        if (wrong.empty()) continue;
        fmt::print(stderr, "fuzz_physl 1 {}: {}\ninput of {} bytes:\n{}\n",
                   seed + static_cast<std::uint64_t>(i), wrong, text.size(), text.substr(0, 2000));
        return 1;
    }
    fmt::print("fuzz_physl: {} texts from seed {}, {} parsed and round-tripped\n", count, seed,
               parsed);
}

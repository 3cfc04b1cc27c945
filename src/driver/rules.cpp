// The user's rewrite rules: both sides are functions, lowered for the types that a graph asks for.
// SPDX-License-Identifier: BSL-1.0
#include "driver/rules.h"

#include <map>
#include <memory>
#include <sstream>

#include "driver/compile.h"
#include "physl/parser.h"
#include "support/error.h"

namespace phylanx::driver {
namespace {

/// One rule's texts, and what they became for each tuple of types.
struct Texts {
    Source pattern, replacement;
    std::map<std::string, std::unique_ptr<passes::RuleSides>> known;

    Texts(const std::string& name, const std::string& from, const std::string& to)
        : pattern(from, name), replacement(to, name) {}

    static std::size_t num_parameters(const Source& source) {
        const physl::Tree& tree = source.tree();
        const physl::Node& define = tree[tree.expressions.at(tree.expressions.size() - 1)];
        if (!define.is_call("define") || define.children.size() < 2)
            support::user_error(support::ErrorClass::Syntax, define.span, "a rule's side is no function");
        return define.children.size() - 2;
    }

    static ir::Graph lower(const Source& source, const std::vector<ir::Type>& types) {
        sema::Lowered lowered = sema::lower({source.tree(), main_function(source), types, {}, source.file()});
        if (!lowered.findings.empty())
            support::user_error(support::ErrorClass::NotImplemented, {}, "a call into Python");
        return std::move(lowered.graph);
    }

    const passes::RuleSides* sides(const std::vector<ir::Type>& types) {
        std::string key;
        for (const auto& t : types) key += t.to_string() + ";";
        auto [it, fresh] = known.try_emplace(key);
        if (!fresh) return it->second.get();
        try {
            it->second = std::make_unique<passes::RuleSides>(
                passes::RuleSides{lower(pattern, types), lower(replacement, types)});
        } catch (const support::UserError&) {  // not for these types
        } catch (const sema::NeedStatic&) {
        }
        return it->second.get();
    }
};

std::vector<ir::DType> dtypes_of(const std::string& names) {
    std::vector<ir::DType> found;
    std::istringstream in(names);
    for (std::string name; in >> name;)
        if (auto t = arrays::dtype_from_name(name)) found.push_back(*t);
    return found;
}

}  // namespace

std::vector<passes::RewriteRule> read_rules(const std::string& text) {
    std::vector<passes::RewriteRule> rules;
    if (text.empty()) return rules;
    const physl::Tree tree = physl::parse(text, "<rules>");
    for (physl::NodeId top : tree.expressions) {
        const physl::Node& node = tree[top];
        bool fits = node.is_call("__rule") && node.children.size() == 4;
        for (physl::NodeId c : node.children) fits = fits && tree[c].kind == physl::NodeKind::String;
        if (!fits)
            support::user_error(support::ErrorClass::Syntax, node.span,
                                "option rules: __rule(name, pattern, replacement, dtypes) is wanted");
        auto texts = std::make_shared<Texts>(tree[node.children[0]].text, tree[node.children[1]].text,
                                             tree[node.children[2]].text);
        const std::size_t n = Texts::num_parameters(texts->pattern);
        if (n != Texts::num_parameters(texts->replacement))
            support::user_error(support::ErrorClass::Syntax, node.span, "a rule's sides have the same parameters");
        rules.push_back({tree[node.children[0]].text, n, dtypes_of(tree[node.children[3]].text),
                         [texts](const std::vector<ir::Type>& types) { return texts->sides(types); }});
    }
    return rules;
}

}  // namespace phylanx::driver

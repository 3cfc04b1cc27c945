// Calls into Python whose result has a type that the arguments tell: random numbers. What they give is taken as a
// native value again.
// SPDX-License-Identifier: BSL-1.0
#include "sema/lowerer.h"

namespace phylanx::sema {
namespace {

const Val* argument(const Args& args, std::size_t position, std::string_view name) {
    if (position < args.positional.size()) return &args.positional[position];
    for (auto& [key, v] : args.keywords)
        if (key == name) return &v;
    return nullptr;
}

bool is_count(const Val& v) {
    return v.is_scalar() && !arrays::is_inexact(v.type.dtype()) && !arrays::is_bool(v.type.dtype());
}

// The rank of an array of this shape; -1 for one number, -2 where the shape says nothing.
int rank_of(const Val* size) {
    if (!size || size->is(Val::Kind::None)) return -1;
    if (is_count(*size)) return 1;
    if (!size->is(Val::Kind::Sequence)) return -2;
    for (auto& v : size->items())
        if (!is_count(v)) return -2;
    return static_cast<int>(size->items().size());
}

}  // namespace

// `random:2:float`: random numbers whose third argument is the size, behind two numbers.
std::optional<Type> Lowerer::random_type(const std::string& rule, const Args& args) const {
    const std::size_t before = static_cast<std::size_t>(rule[7] - '0');
    const bool ints = rule.ends_with("int"), legacy = rule.ends_with("old_int");
    for (std::size_t i = 0; i < std::min(before, args.positional.size()); ++i)
        if (!args.positional[i].is_scalar() && !args.positional[i].is(Val::Kind::None)) return std::nullopt;
    for (auto& [key, v] : args.keywords) {
        if (key == "size" || key == "endpoint") continue;
        if (key == "dtype" || key == "out" || !v.is_scalar()) return std::nullopt;
    }
    int rank = rank_of(argument(args, before, "size"));
    if (rule.starts_with("random:*")) {  // np.random.rand(2, 3)
        for (auto& v : args.positional)
            if (!is_count(v)) return std::nullopt;
        rank = args.positional.empty() ? -1 : static_cast<int>(args.positional.size());
    } else if (args.positional.size() > before + 1) {
        return std::nullopt;
    }
    if (rank == -2) return std::nullopt;
    if (rank >= 0) return Type::array(ints ? DType::I64 : DType::F64, rank);
    if (legacy) return Type::py_int();
    return ints ? Type::scalar(DType::I64) : Type::py_float();
}

// permutation(n or array), choice(n or array, size=...): elements of the array, or of arange(n).
std::optional<Type> Lowerer::drawn_type(const std::string& rule, const Args& args) const {
    const Val* from = argument(args, 0, rule == "choice" ? "a" : "x");
    if (!from) return std::nullopt;
    const bool is_number = is_count(*from);
    if (!is_number && (!from->is_array() || from->type.ndim() < 1)) return std::nullopt;
    const DType dtype = is_number ? DType::I64 : from->type.dtype();
    if (rule == "permutation") return Type::array(dtype, is_number ? 1 : from->type.ndim());
    if (!is_number && from->type.ndim() != 1) return std::nullopt;  // whole rows, along an axis
    const int rank = rank_of(argument(args, 1, "size"));
    if (rank == -2) return std::nullopt;
    if (rank >= 0) return Type::array(dtype, rank);
    if (is_number) return Type::py_int();
    return Type::scalar(dtype);
}

// __typed("rule", call into Python)
Val Lowerer::typed(const Node& node) {
    const std::string& rule = tree_[node.children.at(0)].text;
    const Node& call = tree_[node.children.at(1)];
    go_to(call);
    const bool is_method = call.text == "__method";
    Val object = is_method ? expr(call.children.at(1)) : Val::none();
    Args args = arguments(call, is_method ? 2 : 1);
    if (ended_) return Val::none();
    const std::string& name = tree_[call.children.at(0)].text;
    std::vector<Val> operands = args.positional;
    if (is_method) operands.insert(operands.begin(), object);
    Val r = foreign((is_method ? "method:" : "call:") + name, operands, args.keywords, "no native form");
    const auto type = rule.starts_with("random:") ? random_type(rule, args) : drawn_type(rule, args);
    return type ? unbox(r, *type) : r;
}

}  // namespace phylanx::sema

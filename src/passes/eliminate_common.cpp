// Computes equal things once.
// SPDX-License-Identifier: BSL-1.0
#include "passes/eliminate_common.h"

#include <algorithm>
#include <bit>
#include <tuple>

#include "passes/reading.h"

namespace phylanx::passes {
namespace {

using ir::OpCode;
using ir::OpId;
using ir::ValueId;
using ops::Kind;

struct Entry {
    ValueId result;
    std::vector<ValueId> reads;
};

// Attributes as a key: doubles by their bits, so that 0.0 and -0.0 differ and NaN equals itself.
std::string attr_key(const ir::Op& op) {
    std::string key;
    for (auto& [name, value] : op.attrs) {
        key += name + '=' + std::to_string(value.index());
        std::visit(
            [&](const auto& v) {
                using T = std::decay_t<decltype(v)>;
                if constexpr (std::is_same_v<T, double>)
                    key += std::to_string(std::bit_cast<std::uint64_t>(v));
                else if constexpr (std::is_same_v<T, std::string>)
                    key += std::to_string(v.size()) + ':' + v;
                else if constexpr (std::is_same_v<T, std::vector<std::string>>)
                    for (auto& s : v) key += std::to_string(s.size()) + ':' + s;
                else if constexpr (std::is_same_v<T, std::vector<std::int64_t>>)
                    for (auto i : v) key += std::to_string(i) + ',';
                else
                    key += std::to_string(static_cast<std::int64_t>(v));
            },
            value);
        key += ';';
    }
    return key;
}

// NumPy's scalars may warn, each at its own place: what stands at two places is computed twice, or found to be the same
// by LLVM in loops whose flags are looked at once.
std::string place_key(const ir::Graph& g, const ir::Op& op) {
    if (ir::kind(op.code) != Kind::Elem || !g.type(op.results[0]).is(ir::TypeKind::Scalar)) return {};
    return fmt::format("@{}:{}:{}", op.file, op.span.line, op.span.column);
}

using Key = std::tuple<OpCode, std::vector<ValueId>, std::string, std::string>;
using Table = std::map<Key, Entry>;

class Eliminator {
   public:
    explicit Eliminator(ir::Graph& g) : g_(g), uses_(g), aliases_(g, uses_) {}

    void run() {
        region(g_.body, {});
        replaced_.apply(g_);
    }

   private:
    bool is_shareable(const ir::Op& op) const {
        if (op.results.size() != 1)
            return false;
        switch (ir::kind(op.code)) {
            case Kind::Elem:
            case Kind::Reduce:
                return !g_.type(op.results[0]).is_array() || is_only_read(g_, uses_, op.results[0]);
            case Kind::View:
                return true;
            case Kind::Access:
                return op.code == OpCode::shape || op.code == OpCode::item ||
                       op.code == OpCode::load;
            default:
                return op.code == OpCode::constant || op.code == OpCode::tuple_get;
        }
    }

    void region(ir::RegionId r, Table known) {
        std::vector<OpId> kept;
        for (OpId o : std::vector<OpId>(g_.region(r).ops)) {
            ir::Op& op = g_.op(o);
            for (ValueId& v : op.operands) v = replaced_.find(v);
            ir::Effects e = ir::effects(g_, o);
            // A loop's own writes come before its ops when it goes round again.
            if (!e.writes.empty() || e.everything)
                std::erase_if(known, [&](auto& entry) {
                    return may_change(e, entry.second.reads, aliases_);
                });
            if (op.code != OpCode::fused)
                for (ir::RegionId inner : op.regions) region(inner, known);
            if (!is_shareable(op)) {
                kept.push_back(o);
                continue;
            }
            Key key{op.code, op.operands, attr_key(op) + place_key(g_, op), g_.type(op.results[0]).to_string()};
            auto [it, is_new] = known.try_emplace(key, Entry{op.results[0], e.reads});
            if (is_new)
                kept.push_back(o);
            else
                replaced_.add(op.results[0], it->second.result);
        }
        g_.region(r).ops = std::move(kept);
    }

    ir::Graph& g_;
    ir::Uses uses_;
    ir::Aliases aliases_;
    ir::Replacements replaced_;
};

}  // namespace

void eliminate_common(ir::Graph& g) { Eliminator(g).run(); }

}  // namespace phylanx::passes

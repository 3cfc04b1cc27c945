// Floating-point flags told as events of the run, or thrown.
// SPDX-License-Identifier: BSL-1.0
#include "launch/fp_report.h"

#include <bit>

#include "launch/fp_status.h"
#include "launch/second_look.h"
#include "support/error.h"

namespace phylanx::launch {
namespace {

constexpr int kFlags[] = {FE_DIVBYZERO, FE_OVERFLOW, FE_INVALID};  // NumPy's order

/// The place of the source that raised the flag, or the number of sources.
std::size_t likeliest(std::span<const FpSource> sources, int flag) {
    std::size_t rare = sources.size();
    for (std::size_t i = 0; i < sources.size(); ++i) {
        if (!(sources[i].can & flag)) continue;
        if (!(sources[i].rare & flag)) return i;
        if (rare == sources.size()) rare = i;
    }
    return rare;
}

/// A warning of its own, in the first line of the name.
bool has_words(const FpSource& s) { return s.name.find('\n') != std::string::npos; }

/// Flags that somebody is told of: not those that np.errstate ignores wherever they may come from.
int heard(std::span<const FpSource> sources, int ignored) {
    int flags = 0;
    for (const FpSource& s : sources) flags |= has_words(s) ? s.can : s.can & ~s.quiet & ~ignored;
    return flags;
}

}  // namespace

std::string fp_message(int flag, std::string_view name) {
    const char* kind = flag == FE_DIVBYZERO ? "divide by zero" : flag == FE_OVERFLOW ? "overflow" : "invalid value";
    return fmt::format("{} encountered in {}", kind, name.substr(name.find('\n') + 1));  // all of it where there is none
}

void report_fp(runtime::RunContext& run, std::span<const FpSource> sources, std::uint64_t step, int flags,
               const std::vector<int>& found, int num_reduce_sources) {
    flags &= heard(sources, run.fp.ignored);
    auto tell = [&](std::size_t i, int flag) {
        const FpSource& s = sources[i];
        const bool is_ignored = flag & (s.quiet | run.fp.ignored);
        if (is_ignored && !has_words(s)) return;
        if (!is_ignored && flag & run.fp.errors)
            throw support::UserError(support::ErrorClass::FloatingPoint, s.span, fp_message(flag, s.name));
        run.fp.add({step << 16 | i, is_ignored ? kOnlyWords : flag, s.name, s.span, s.file});
    };
    const std::size_t first_reduction = sources.size() - static_cast<std::size_t>(num_reduce_sources);
    for (int flag : kFlags) {
        if (!(flags & flag)) continue;
        bool told = false;
        for (std::size_t i = 0; i < found.size(); ++i)
            if (found[i] & flag) tell(i, flag), told = true;
        if (told) continue;
        std::size_t i = sources.size();
        if (!found.empty()) i = first_reduction + likeliest(sources.subspan(first_reduction), flag);
        if (i == sources.size()) i = likeliest(sources, flag);
        if (i != sources.size()) tell(i, flag);
    }
}

void report_kernel(runtime::RunContext& run, const KernelInfo& k, std::uint64_t step, std::int32_t status, int flags,
                   const Nest& nest, char* const* data, const std::int64_t* extents, const Cell* scalars) {
    if (const auto failed = static_cast<std::uint32_t>(status) / kNegativeIntegerPower; failed != 0) {
        const auto first = static_cast<std::size_t>(std::countr_zero(failed));
        throw support::UserError(support::ErrorClass::Value,
                                 first < k.power_spans.size() ? k.power_spans[first] : k.span,
                                 "Integers to negative integer powers are not allowed.");
    }
    flags = (flags | (status & kWatchedFlags)) & heard(k.sources, run.fp.ignored);
    if (flags == 0) return;
    report_fp(run, k.sources, step, flags, look_again(k, nest, data, extents, scalars, flags), k.num_reduce_sources);
}

}  // namespace phylanx::launch

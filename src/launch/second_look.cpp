// An interpreter of fused groups; it runs only when a warning is due and its name is in doubt.
// SPDX-License-Identifier: BSL-1.0
#include "launch/second_look.h"

#include <algorithm>
#include <mutex>

#include "launch/fp_status.h"
#include "ops/evaluate.h"

namespace phylanx::launch {
namespace {

constexpr std::int64_t kFirstLook = 1 << 19, kLaterLook = 1 << 12;  // elements

class Look {
   public:
    Look(const KernelInfo& k, const Cell* scalars)
        : k_(k), values_(k.inputs.size() + k.steps.size()), found_(k.sources.size()) {
        for (std::size_t i = 0; i < k.inputs.size(); ++i)
            if (k.inputs[i] < 0)
                values_[i] = ops::read_number(k.scalars[static_cast<std::size_t>(~k.inputs[i])],
                                         reinterpret_cast<const char*>(&scalars[~k.inputs[i]]));
    }

    void element(char* const* data) {
        for (std::size_t i = 0; i < k_.inputs.size(); ++i)
            if (int place = k_.inputs[i]; place >= 0)
                values_[i] = ops::read_number(k_.operands[static_cast<std::size_t>(place)].dtype, data[place]);
        std::size_t at = k_.inputs.size();
        for (const KernelStep& s : k_.steps) {
            double args[3] = {};
            for (std::size_t j = 0; j < s.operands.size(); ++j) args[j] = values_[static_cast<std::size_t>(s.operands[j])];
            if (s.is_constant) values_[at++] = s.constant;
            else if (s.source < 0) values_[at++] = ops::evaluate(s.code, s.in, s.out, args);
            else values_[at++] = watched(s, args);
        }
    }
    std::vector<int>& found() { return found_; }

   private:
    double watched(const KernelStep& s, const double* args) {
        if (!arrays::is_inexact(s.in)) {  // what loops over integers report by themselves
            const bool unary = s.operands.size() == 1;
            if (args[unary ? 0 : 1] == 0)
                found_[static_cast<std::size_t>(s.source)] |=
                    kWatchedFlags & k_.sources[static_cast<std::size_t>(s.source)].can & ~FE_OVERFLOW;
            return ops::evaluate(s.code, s.in, s.out, args);
        }
        const FpStatus status;
        const volatile double r = ops::evaluate(s.code, s.in, s.out, args);
        found_[static_cast<std::size_t>(s.source)] |= status.raised() & k_.sources[static_cast<std::size_t>(s.source)].can;
        return r;
    }

    const KernelInfo& k_;
    std::vector<double> values_;
    std::vector<int> found_;
};

/// Flags that several sources may raise.
int ambiguous_flags(const KernelInfo& k) {
    int once = 0, more = 0;
    for (const FpSource& s : k.sources) {
        more |= once & s.can;
        once |= s.can;
    }
    return more;
}

struct Interval {
    const char *first, *last;
    bool overlaps(const Interval& other) const { return first < other.last && other.first < last; }
};

Interval interval_of(const KernelInfo& k, const Nest& nest, char* const* data, const std::int64_t* extents, std::size_t o) {
    Interval i{data[o], data[o] + arrays::item_size(k.operands[o].dtype)};
    for (int d = 0; d < nest.ndim(); ++d) {
        const std::int64_t reach = (extents[d] - 1) * nest.stride(d, o);
        (reach < 0 ? i.first : i.last) += reach;
    }
    return i;
}

bool inputs_are_intact(const KernelInfo& k, const Nest& nest, char* const* data, const std::int64_t* extents) {
    for (std::size_t in = 0; in < k.operands.size(); ++in)
        for (std::size_t out = 0; out < k.operands.size(); ++out)
            if (k.operands[in].role == Role::Input && k.operands[out].role != Role::Input &&
                interval_of(k, nest, data, extents, in).overlaps(interval_of(k, nest, data, extents, out)))
                return false;
    return true;
}

void look_at_all(Look& look, const Nest& nest, char* const* data, const std::int64_t* extents, std::int64_t limit) {
    const int ndim = nest.ndim();
    std::vector<std::int64_t> index(static_cast<std::size_t>(std::max(ndim, 1)));
    std::vector<char*> at(data, data + nest.operands.size());
    for (bool more = true; more && limit > 0; --limit) {
        look.element(at.data());
        more = false;
        for (int d = ndim - 1; !more && d >= 0; --d) {
            auto& i = index[static_cast<std::size_t>(d)];
            more = ++i < extents[d];
            const std::int64_t back = more ? 0 : i;
            if (!more) i = 0;
            for (std::size_t o = 0; o < at.size(); ++o) at[o] += (1 - back) * nest.stride(d, o);
        }
    }
}

}  // namespace

struct SecondLooks {
    std::mutex mutex;
    std::vector<int> found;
};

std::shared_ptr<SecondLooks> make_second_looks() { return std::make_shared<SecondLooks>(); }

std::vector<int> look_again(const KernelInfo& k, const Nest& nest, char* const* data, const std::int64_t* extents,
                            const Cell* scalars, int flags) {
    if (k.steps.empty() || !(flags & ambiguous_flags(k)) || !inputs_are_intact(k, nest, data, extents)) return {};
    std::vector<int> before;
    {
        std::lock_guard lock(k.looks->mutex);
        before = k.looks->found;
    }
    Look look(k, scalars);
    look_at_all(look, nest, data, extents, before.empty() ? kFirstLook : kLaterLook);
    std::vector<int>& found = look.found();
    int explained = 0;
    for (int f : found) explained |= f;
    for (std::size_t i = 0; i < before.size(); ++i) found[i] |= before[i] & flags & ~explained;
    std::lock_guard lock(k.looks->mutex);
    if (before.empty()) k.looks->found = found;
    return found;
}

}  // namespace phylanx::launch

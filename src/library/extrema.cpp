// Chooses the kernels of extrema: the same source for AVX2 and for any processor.
// SPDX-License-Identifier: BSL-1.0
#include "library/extrema.h"

#include <algorithm>
#include <cstring>
#include <type_traits>

namespace phylanx::library {

#pragma GCC push_options
#pragma GCC optimize("O3")
namespace portable {
namespace {
#include "library/extrema_kernels.inc"
}  // namespace
}  // namespace portable

#ifdef __x86_64__
#pragma GCC target("avx2")
namespace avx2 {
namespace {
#include "library/extrema_kernels.inc"
}  // namespace
}  // namespace avx2
#endif
#pragma GCC pop_options

template <class T, bool Greatest>
const ExtremumKernels<T, Greatest>& extremum_kernels() {
    static const ExtremumKernels<T, Greatest> chosen = [] {
#ifdef __x86_64__
        if (__builtin_cpu_supports("avx2"))
            return ExtremumKernels<T, Greatest>{avx2::extrema_of_columns<T, Greatest>, avx2::extrema_of_rows<T, Greatest>};
#endif
        return ExtremumKernels<T, Greatest>{portable::extrema_of_columns<T, Greatest>,
                                            portable::extrema_of_rows<T, Greatest>};
    }();
    return chosen;
}

#define PHX_EXTREMA(T)                                                    \
    template const ExtremumKernels<T, false>& extremum_kernels<T, false>(); \
    template const ExtremumKernels<T, true>& extremum_kernels<T, true>();
PHX_EXTREMA(bool)
PHX_EXTREMA(std::int8_t)
PHX_EXTREMA(std::int16_t)
PHX_EXTREMA(std::int32_t)
PHX_EXTREMA(std::int64_t)
PHX_EXTREMA(std::uint8_t)
PHX_EXTREMA(std::uint16_t)
PHX_EXTREMA(std::uint32_t)
PHX_EXTREMA(std::uint64_t)
PHX_EXTREMA(float)
PHX_EXTREMA(double)
#undef PHX_EXTREMA

}  // namespace phylanx::library

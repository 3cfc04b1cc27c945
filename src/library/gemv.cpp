// Chooses the matrix-vector kernels for this processor: the same source for AVX2 with FMA and for any processor.
// SPDX-License-Identifier: BSL-1.0
#include "library/gemv.h"

#include <algorithm>
#include <cstring>
#include <utility>

namespace phylanx::library {

#pragma GCC push_options
#pragma GCC optimize("O3", "fp-contract=fast")
#pragma GCC diagnostic ignored "-Wpsabi"  // vectors are passed between inlined functions only
namespace portable {
namespace {
#include "library/lanes.inc"
#include "library/gemv_kernels.inc"
}  // namespace
}  // namespace portable

#ifdef __x86_64__
#pragma GCC target("avx2,fma")
namespace avx2 {
namespace {
#include "library/lanes.inc"
#include "library/gemv_kernels.inc"
}  // namespace
}  // namespace avx2
#endif
#pragma GCC pop_options

template <class T>
const GemvKernels<T>& gemv_kernels() {
    static const GemvKernels<T> chosen = [] {
#ifdef __x86_64__
        if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma"))
            return GemvKernels<T>{avx2::gemv_rows<T, false>, avx2::gemv_rows<T, true>, avx2::gemv_columns<T>,
                                   avx2::gemv_add_columns<T>};
#endif
        return GemvKernels<T>{portable::gemv_rows<T, false>, portable::gemv_rows<T, true>, portable::gemv_columns<T>,
                                   portable::gemv_add_columns<T>};
    }();
    return chosen;
}

template const GemvKernels<float>& gemv_kernels<float>();
template const GemvKernels<double>& gemv_kernels<double>();

}  // namespace phylanx::library

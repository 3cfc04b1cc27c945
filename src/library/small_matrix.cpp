// Chooses the kernels of small matrices for this processor: the same source for AVX2 with FMA and for any processor.
// SPDX-License-Identifier: BSL-1.0
#include "library/small_matrix.h"

#ifdef __x86_64__
#include <immintrin.h>
#endif

#include <algorithm>
#include <cmath>
#include <complex>
#include <cstring>
#include <limits>
#include <type_traits>
#include <utility>

namespace phylanx::library {

#pragma GCC push_options
#pragma GCC optimize("O3", "fp-contract=fast")
#pragma GCC diagnostic ignored "-Wpsabi"  // vectors are passed between inlined functions only
namespace portable {
namespace {
#include "library/lanes.inc"
#include "library/small_matrix_kernels.inc"
}  // namespace
}  // namespace portable

#ifdef __x86_64__
#pragma GCC target("avx2,fma")
namespace avx2 {
namespace {
#include "library/lanes.inc"
#include "library/small_matrix_kernels.inc"
}  // namespace
}  // namespace avx2
#endif
#pragma GCC pop_options

template <class T>
const SmallMatrixKernels<T>& small_matrix_kernels() {
    static const SmallMatrixKernels<T> chosen = [] {
#ifdef __x86_64__
        if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma"))
            return SmallMatrixKernels<T>{avx2::multiply_small<T>, avx2::solve_small<T>, avx2::determinant_small<T>,
                                         avx2::cholesky_small<T>};
#endif
        return SmallMatrixKernels<T>{portable::multiply_small<T>, portable::solve_small<T>,
                                     portable::determinant_small<T>, portable::cholesky_small<T>};
    }();
    return chosen;
}

template <class T>
bool small_determinant(const T* a, std::int64_t rs, std::int64_t cs, std::int64_t n, T& value) {
    if (n > kSmallOrder) return false;
    value = small_matrix_kernels<T>().determinant(a, rs, cs, n);
    const T size = std::abs(value);
    return size >= std::numeric_limits<T>::min() && size <= std::numeric_limits<T>::max();
}

template <class T>
void multiply_small_complex(const SmallProduct<std::complex<T>>& product) {
    using Kernel = void (*)(const SmallProduct<std::complex<T>>&);
    static const Kernel chosen = [] {
#ifdef __x86_64__
        if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma"))
            return Kernel{avx2::multiply_small_complex<T>};
#endif
        return Kernel{portable::multiply_small_complex<T>};
    }();
    chosen(product);
}

template void multiply_small_complex(const SmallProduct<std::complex<float>>&);
template void multiply_small_complex(const SmallProduct<std::complex<double>>&);
template bool small_determinant(const float*, std::int64_t, std::int64_t, std::int64_t, float&);
template bool small_determinant(const double*, std::int64_t, std::int64_t, std::int64_t, double&);
template const SmallMatrixKernels<float>& small_matrix_kernels<float>();
template const SmallMatrixKernels<double>& small_matrix_kernels<double>();

}  // namespace phylanx::library

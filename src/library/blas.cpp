// Calls into OpenBLAS (64-bit integers, the package scipy-openblas64): CBLAS and LAPACK's Fortran interface.
// SPDX-License-Identifier: BSL-1.0
#include "library/blas.h"

#include <cblas.h>

#include <mutex>

using c64 = std::complex<float>;
using c128 = std::complex<double>;
using std::int64_t;

extern "C" {
void scipy_sgesv_64_(const int64_t* n, const int64_t* nrhs, float* a, const int64_t* lda,
                     int64_t* pivots, float* b, const int64_t* ldb, int64_t* info);
void scipy_dgesv_64_(const int64_t* n, const int64_t* nrhs, double* a, const int64_t* lda,
                     int64_t* pivots, double* b, const int64_t* ldb, int64_t* info);
void scipy_cgesv_64_(const int64_t* n, const int64_t* nrhs, c64* a, const int64_t* lda,
                     int64_t* pivots, c64* b, const int64_t* ldb, int64_t* info);
void scipy_zgesv_64_(const int64_t* n, const int64_t* nrhs, c128* a, const int64_t* lda,
                     int64_t* pivots, c128* b, const int64_t* ldb, int64_t* info);
void scipy_sgetrf_64_(const int64_t* m, const int64_t* n, float* a, const int64_t* lda,
                      int64_t* pivots, int64_t* info);
void scipy_dgetrf_64_(const int64_t* m, const int64_t* n, double* a, const int64_t* lda,
                      int64_t* pivots, int64_t* info);
void scipy_cgetrf_64_(const int64_t* m, const int64_t* n, c64* a, const int64_t* lda,
                      int64_t* pivots, int64_t* info);
void scipy_zgetrf_64_(const int64_t* m, const int64_t* n, c128* a, const int64_t* lda,
                      int64_t* pivots, int64_t* info);
void scipy_spotrf_64_(const char* uplo, const int64_t* n, float* a, const int64_t* lda,
                      int64_t* info, std::size_t);
void scipy_dpotrf_64_(const char* uplo, const int64_t* n, double* a, const int64_t* lda,
                      int64_t* info, std::size_t);
void scipy_cpotrf_64_(const char* uplo, const int64_t* n, c64* a, const int64_t* lda, int64_t* info,
                      std::size_t);
void scipy_zpotrf_64_(const char* uplo, const int64_t* n, c128* a, const int64_t* lda,
                      int64_t* info, std::size_t);
}

namespace phylanx::library {
namespace {

template <class T>
CBLAS_TRANSPOSE trans(const BlasMatrix<T>& m) {
    return m.transposed ? CblasTrans : CblasNoTrans;
}

}  // namespace

void init_blas() {
    static std::once_flag once;
    std::call_once(once, [] { scipy_openblas_set_num_threads64_(1); });
}

void gemm(BlasMatrix<float> a, BlasMatrix<float> b, float* c, int64_t ldc, int64_t m, int64_t n,
          int64_t k) {
    scipy_cblas_sgemm64_(CblasRowMajor, trans(a), trans(b), m, n, k, 1, a.data, a.ld, b.data, b.ld,
                         0, c, ldc);
}
void gemm(BlasMatrix<double> a, BlasMatrix<double> b, double* c, int64_t ldc, int64_t m, int64_t n,
          int64_t k) {
    scipy_cblas_dgemm64_(CblasRowMajor, trans(a), trans(b), m, n, k, 1, a.data, a.ld, b.data, b.ld,
                         0, c, ldc);
}
void gemm(BlasMatrix<c64> a, BlasMatrix<c64> b, c64* c, int64_t ldc, int64_t m, int64_t n,
          int64_t k) {
    const c64 one = 1, zero = 0;
    scipy_cblas_cgemm64_(CblasRowMajor, trans(a), trans(b), m, n, k, &one, a.data, a.ld, b.data,
                         b.ld, &zero, c, ldc);
}
void gemm(BlasMatrix<c128> a, BlasMatrix<c128> b, c128* c, int64_t ldc, int64_t m, int64_t n,
          int64_t k) {
    const c128 one = 1, zero = 0;
    scipy_cblas_zgemm64_(CblasRowMajor, trans(a), trans(b), m, n, k, &one, a.data, a.ld, b.data,
                         b.ld, &zero, c, ldc);
}

void syrk(BlasMatrix<float> a, float* c, int64_t ldc, int64_t n, int64_t k) {
    scipy_cblas_ssyrk64_(CblasRowMajor, CblasUpper, trans(a), n, k, 1, a.data, a.ld, 0, c, ldc);
}
void syrk(BlasMatrix<double> a, double* c, int64_t ldc, int64_t n, int64_t k) {
    scipy_cblas_dsyrk64_(CblasRowMajor, CblasUpper, trans(a), n, k, 1, a.data, a.ld, 0, c, ldc);
}

int64_t gesv(float* a, float* b, int64_t* pivots, int64_t n, int64_t columns) {
    int64_t info = 0;
    scipy_sgesv_64_(&n, &columns, a, &n, pivots, b, &n, &info);
    return info;
}
int64_t gesv(double* a, double* b, int64_t* pivots, int64_t n, int64_t columns) {
    int64_t info = 0;
    scipy_dgesv_64_(&n, &columns, a, &n, pivots, b, &n, &info);
    return info;
}
int64_t gesv(c64* a, c64* b, int64_t* pivots, int64_t n, int64_t columns) {
    int64_t info = 0;
    scipy_cgesv_64_(&n, &columns, a, &n, pivots, b, &n, &info);
    return info;
}
int64_t gesv(c128* a, c128* b, int64_t* pivots, int64_t n, int64_t columns) {
    int64_t info = 0;
    scipy_zgesv_64_(&n, &columns, a, &n, pivots, b, &n, &info);
    return info;
}

int64_t getrf(float* a, int64_t* pivots, int64_t n) {
    int64_t info = 0;
    scipy_sgetrf_64_(&n, &n, a, &n, pivots, &info);
    return info;
}
int64_t getrf(double* a, int64_t* pivots, int64_t n) {
    int64_t info = 0;
    scipy_dgetrf_64_(&n, &n, a, &n, pivots, &info);
    return info;
}
int64_t getrf(c64* a, int64_t* pivots, int64_t n) {
    int64_t info = 0;
    scipy_cgetrf_64_(&n, &n, a, &n, pivots, &info);
    return info;
}
int64_t getrf(c128* a, int64_t* pivots, int64_t n) {
    int64_t info = 0;
    scipy_zgetrf_64_(&n, &n, a, &n, pivots, &info);
    return info;
}

int64_t potrf(float* a, int64_t n) {
    int64_t info = 0;
    scipy_spotrf_64_("L", &n, a, &n, &info, 1);
    return info;
}
int64_t potrf(double* a, int64_t n) {
    int64_t info = 0;
    scipy_dpotrf_64_("L", &n, a, &n, &info, 1);
    return info;
}
int64_t potrf(c64* a, int64_t n) {
    int64_t info = 0;
    scipy_cpotrf_64_("L", &n, a, &n, &info, 1);
    return info;
}
int64_t potrf(c128* a, int64_t n) {
    int64_t info = 0;
    scipy_zpotrf_64_("L", &n, a, &n, &info, 1);
    return info;
}

}  // namespace phylanx::library

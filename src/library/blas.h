// OpenBLAS and its LAPACK behind four overloads each: the wall that keeps their headers in one file.
// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <complex>
#include <cstdint>

namespace phylanx::library {

/// Makes OpenBLAS single-threaded, once: the runtime's tasks are the threads.
void init_blas();

/// A matrix for BLAS: element (i, j) at data[i * ld + j], or at data[j * ld + i] where transposed.
template <class T>
struct BlasMatrix {
    const T* data;
    std::int64_t ld;
    bool transposed;
};

/// c (m x n, rows `ldc` apart) = a (m x k) times b (k x n).
void gemm(BlasMatrix<float> a, BlasMatrix<float> b, float* c, std::int64_t ldc, std::int64_t m,
          std::int64_t n, std::int64_t k);
void gemm(BlasMatrix<double> a, BlasMatrix<double> b, double* c, std::int64_t ldc, std::int64_t m,
          std::int64_t n, std::int64_t k);
void gemm(BlasMatrix<std::complex<float>> a, BlasMatrix<std::complex<float>> b,
          std::complex<float>* c, std::int64_t ldc, std::int64_t m, std::int64_t n, std::int64_t k);
void gemm(BlasMatrix<std::complex<double>> a, BlasMatrix<std::complex<double>> b,
          std::complex<double>* c, std::int64_t ldc, std::int64_t m, std::int64_t n, std::int64_t k);

/// Upper triangle of c (n x n) = a (n x k) times its transpose.
void syrk(BlasMatrix<float> a, float* c, std::int64_t ldc, std::int64_t n, std::int64_t k);
void syrk(BlasMatrix<double> a, double* c, std::int64_t ldc, std::int64_t n, std::int64_t k);

/// LAPACK on column-major matrices of order n. Results: 0, or LAPACK's positive info.
/// a becomes its LU factors, b (n x columns) the solution.
std::int64_t gesv(float* a, float* b, std::int64_t* pivots, std::int64_t n, std::int64_t columns);
std::int64_t gesv(double* a, double* b, std::int64_t* pivots, std::int64_t n, std::int64_t columns);
std::int64_t gesv(std::complex<float>* a, std::complex<float>* b, std::int64_t* pivots,
                  std::int64_t n, std::int64_t columns);
std::int64_t gesv(std::complex<double>* a, std::complex<double>* b, std::int64_t* pivots,
                  std::int64_t n, std::int64_t columns);
std::int64_t getrf(float* a, std::int64_t* pivots, std::int64_t n);
std::int64_t getrf(double* a, std::int64_t* pivots, std::int64_t n);
std::int64_t getrf(std::complex<float>* a, std::int64_t* pivots, std::int64_t n);
std::int64_t getrf(std::complex<double>* a, std::int64_t* pivots, std::int64_t n);
/// The lower triangle becomes the factor; the upper one is left as it was.
std::int64_t potrf(float* a, std::int64_t n);
std::int64_t potrf(double* a, std::int64_t n);
std::int64_t potrf(std::complex<float>* a, std::int64_t n);
std::int64_t potrf(std::complex<double>* a, std::int64_t n);

}  // namespace phylanx::library

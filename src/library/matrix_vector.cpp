// Matrix times vector in blocks: each block reads its part of the matrix once, at the speed of memory.
// SPDX-License-Identifier: BSL-1.0
#include "library/gemv.h"
#include "library/matmul_tasks.h"

namespace phylanx::library {
namespace {

/// A row-contiguous matrix (R x C) with the kernel that is to go over it.
template <class T>
struct Rows {
    Array a;    // for accesses: R x C
    int64_t lda;
    double ns;  // predicted, for an element
};

/// A row this long is split, so that blocks neither get too large nor too few.
constexpr int64_t kLongRow = 256 * 1024;

/// y[R] = rows . x
template <class T>
void submit_rows(const Call& call, const Rows<T>& m, const Array& x, const Array& y) {
    const int64_t count = m.a.shape[0], cols = m.a.shape[1], lda = m.lda;
    const auto kernel = gemv_kernels<T>().rows;
    const T *a = m.a.template as<T>(), *xs = x.as<T>();
    T* ys = y.as<T>();
    const double row_bytes = static_cast<double>(cols) * sizeof(T), row_ns = m.ns * cols;
    if (cols * static_cast<int64_t>(sizeof(T)) < kLongRow) {
        run_chunks(
            call, runtime::split(count, row_bytes, row_ns), row_ns * count,
            [&](int64_t begin, int64_t end, AccessList& list) {
                list.read(rows(m.a, begin, end));
                list.read(x);
                list.write(rows(y, begin, end));
            },
            [=](int64_t begin, int64_t end) {
                kernel(a + begin * lda, lda, xs, ys + begin, end - begin, cols);
            });
        return;
    }
    const Chunks chunks = runtime::split(cols, static_cast<double>(count) * sizeof(T), m.ns * count);
    const Scratch parts(chunks.count * count * static_cast<int64_t>(sizeof(T)));
    T* partial = reinterpret_cast<T*>(parts.data());
    run_chunks(
        call, chunks, row_ns * count,
        [&](int64_t begin, int64_t end, AccessList& list) {
            list.read(m.a);
            list.read(rows(x, begin, end));
            const int64_t slot = count * static_cast<int64_t>(sizeof(T));
            const int64_t first = begin / chunks.chunk_rows;
            const int64_t last = (end + chunks.chunk_rows - 1) / chunks.chunk_rows;
            list.write(parts.buffer(), first * slot, last * slot);
        },
        [=](int64_t begin, int64_t end) {
            kernel(a + begin, lda, xs + begin, partial + begin / chunks.chunk_rows * count, count,
                   end - begin);
        });
    submit_fold<T>(call, parts.buffer(), chunks.count, count, y);
}

/// y[C] = x . rows
template <class T>
void submit_columns(const Call& call, const Rows<T>& m, const Array& x, const Array& y) {
    const int64_t count = m.a.shape[0], cols = m.a.shape[1], lda = m.lda;
    const auto kernel = gemv_kernels<T>().columns;
    const T *a = m.a.template as<T>(), *xs = x.as<T>();
    T* ys = y.as<T>();
    const double row_bytes = static_cast<double>(cols) * sizeof(T), row_ns = m.ns * cols;
    if (cols * static_cast<int64_t>(sizeof(T)) >= kLongRow) {
        run_chunks(
            call, runtime::split(cols, static_cast<double>(count) * sizeof(T), m.ns * count),
            row_ns * count,
            [&](int64_t begin, int64_t end, AccessList& list) {
                list.read(m.a);
                list.read(x);
                list.write(rows(y, begin, end));
            },
            [=](int64_t begin, int64_t end) {
                kernel(a + begin, lda, xs, ys + begin, count, end - begin);
            });
        return;
    }
    const Chunks chunks = runtime::split(count, row_bytes, row_ns);
    const bool direct = chunks.count == 1;
    const auto slot = cols * static_cast<int64_t>(sizeof(T));
    const Scratch parts(direct ? 0 : chunks.count * slot);
    T* partial = direct ? ys : reinterpret_cast<T*>(parts.data());
    run_chunks(
        call, chunks, row_ns * count,
        [&](int64_t begin, int64_t end, AccessList& list) {
            list.read(rows(m.a, begin, end));
            list.read(rows(x, begin, end));
            const int64_t first = begin / chunks.chunk_rows;
            const int64_t last = (end + chunks.chunk_rows - 1) / chunks.chunk_rows;
            direct ? list.write(y) : list.write(parts.buffer(), first * slot, last * slot);
        },
        [=](int64_t begin, int64_t end) {
            kernel(a + begin * lda, lda, xs + begin, partial + begin / chunks.chunk_rows * cols,
                   end - begin, cols);
        });
    if (!direct) submit_fold<T>(call, parts.buffer(), chunks.count, cols, y);
}

}  // namespace

template <class T>
void submit_fold(const Call& call, Buffer* parts, int64_t count, int64_t n, const Array& out) {
    constexpr auto item = static_cast<int64_t>(sizeof(T));
    const double element_ns = 0.3 * static_cast<double>(count);
    T* partial = reinterpret_cast<T*>(parts->data);
    T* to = out.as<T>();
    run_chunks(
        call, runtime::split(n, static_cast<double>(count * item), element_ns), element_ns * n,
        [&](int64_t begin, int64_t end, AccessList& list) {
            // Each part is touched in [begin, end) only, by this task alone; a Read of all lets the
            // tasks of other ranges run beside it.
            list.read(parts, begin * item, ((count - 1) * n + end) * item);
            list.write(out.buffer, out.interval().first + begin * item,
                       out.interval().first + end * item);
        },
        [=](int64_t begin, int64_t end) {
            for (int64_t step = 1; step < count; step *= 2)
                for (int64_t p = 0; p + step < count; p += 2 * step) {
                    T* sum = partial + p * n;
                    const T* other = partial + (p + step) * n;
                    for (int64_t k = begin; k < end; ++k) sum[k] += other[k];
                }
            std::copy(partial + begin, partial + end, to + begin);
        });
}

template <class T>
void submit_matrix_vector(const Call& call, const Array& a, const Array& x, const Array& y) {
    const Matrix<T> m = as_matrix<T>(a);
    const double ns = product_ns(a.dtype, m.rows, 1, m.cols) /
                      std::max(1.0, static_cast<double>(m.rows) * static_cast<double>(m.cols));
    if (m.cs == 1 || m.cols == 1) return submit_rows<T>(call, {a, m.rs, ns}, x, y);
    Array turned = a;
    std::swap(turned.shape[0], turned.shape[1]);
    std::swap(turned.strides[0], turned.strides[1]);
    submit_columns<T>(call, {turned, m.cs, ns}, x, y);
}

template void submit_fold<float>(const Call&, Buffer*, int64_t, int64_t, const Array&);
template void submit_fold<double>(const Call&, Buffer*, int64_t, int64_t, const Array&);
template void submit_fold<std::complex<float>>(const Call&, Buffer*, int64_t, int64_t, const Array&);
template void submit_fold<std::complex<double>>(const Call&, Buffer*, int64_t, int64_t, const Array&);
template void submit_matrix_vector<float>(const Call&, const Array&, const Array&, const Array&);
template void submit_matrix_vector<double>(const Call&, const Array&, const Array&, const Array&);

}  // namespace phylanx::library

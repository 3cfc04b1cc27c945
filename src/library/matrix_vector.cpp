// Matrix times vector in blocks: each block reads its part of the matrix once, at the speed of memory.
// SPDX-License-Identifier: BSL-1.0
#include "library/matmul_tasks.h"

namespace phylanx::library {
namespace {

/// Rows this long are split themselves, so that blocks get neither too large nor too few.
constexpr int64_t kLongRow = 256 * 1024;

/// y = a x or x a, where a's rows (dimension 0) are contiguous.
struct Product {
    Array a;
    Array x;
    Array y;
    VectorKernel kernel;
    double element_ns;

    int64_t count() const { return a.shape[0]; }
    int64_t cols() const { return a.shape[1]; }
    int64_t lda() const { return a.strides[0] / a.item; }
    double ns() const { return element_ns * static_cast<double>(count()) * static_cast<double>(cols()); }
    Chunks by_row() const {
        const auto n = static_cast<double>(cols());
        return runtime::split(count(), n * static_cast<double>(a.item), n * element_ns);
    }
    Chunks by_column() const {
        const auto n = static_cast<double>(count());
        return runtime::split(cols(), n * static_cast<double>(a.item), n * element_ns);
    }
};

/// Each block [begin, end) of `chunks` gives all of y as a partial result; they are folded at the end.
/// compute(begin, end, y): as Product's kernel on that block; touches(begin, end, list): what it reads.
template <class Touches, class Compute>
void submit_partial(const Call& call, const Product& p, const Chunks& chunks, const Touches& touches,
                    const Compute& compute) {
    const bool direct = chunks.count == 1;
    const int64_t slot = p.y.shape[0] * p.y.item;
    const Scratch parts(direct ? 0 : chunks.count * slot);
    char* to = direct ? p.y.data : parts.data();
    const int64_t step = chunks.chunk_rows;
    run_chunks(
        call, chunks, p.ns(),
        [&](int64_t begin, int64_t end, AccessList& list) {
            touches(begin, end, list);
            if (direct)
                list.write(p.y);
            else
                list.write(parts.buffer(), begin / step * slot, (end + step - 1) / step * slot);
        },
        watched(call, [=](int64_t begin, int64_t end) {
            compute(begin, end, to + begin / step * slot);
        }));
    if (!direct) submit_fold(call, parts.buffer(), chunks.count, p.y);
}

/// y[i] = row i . x
void submit_rows(const Call& call, const Product& p) {
    const int64_t count = p.count(), cols = p.cols(), lda = p.lda(), item = p.a.item;
    const char *a = p.a.data, *x = p.x.data;
    char* y = p.y.data;
    const VectorKernel kernel = p.kernel;
    if (cols * item < kLongRow)
        return run_chunks(
            call, p.by_row(), p.ns(),
            [&](int64_t begin, int64_t end, AccessList& list) {
                list.read(rows(p.a, begin, end));
                list.read(p.x);
                list.write(rows(p.y, begin, end));
            },
            watched(call, [=](int64_t begin, int64_t end) {
                kernel(a + begin * lda * item, lda, x, y + begin * item, end - begin, cols);
            }));
    submit_partial(
        call, p, p.by_column(),
        [&](int64_t begin, int64_t end, AccessList& list) {
            list.read(p.a);
            list.read(rows(p.x, begin, end));
        },
        [=](int64_t begin, int64_t end, char* to) {
            kernel(a + begin * item, lda, x + begin * item, to, count, end - begin);
        });
}

/// y = sum over i of x[i] * row i
void submit_columns(const Call& call, const Product& p) {
    const int64_t count = p.count(), cols = p.cols(), lda = p.lda(), item = p.a.item;
    const char *a = p.a.data, *x = p.x.data;
    char* y = p.y.data;
    const VectorKernel kernel = p.kernel;
    if (cols * item >= kLongRow)
        return run_chunks(
            call, p.by_column(), p.ns(),
            [&](int64_t begin, int64_t end, AccessList& list) {
                list.read(p.a);
                list.read(p.x);
                list.write(rows(p.y, begin, end));
            },
            watched(call, [=](int64_t begin, int64_t end) {
                kernel(a + begin * item, lda, x, y + begin * item, count, end - begin);
            }));
    submit_partial(
        call, p, p.by_row(),
        [&](int64_t begin, int64_t end, AccessList& list) {
            list.read(rows(p.a, begin, end));
            list.read(rows(p.x, begin, end));
        },
        [=](int64_t begin, int64_t end, char* to) {
            kernel(a + begin * lda * item, lda, x + begin * item, to, end - begin, cols);
        });
}

}  // namespace

void submit_fold(const Call& call, Buffer* parts, int64_t count, const Array& out) {
    const int64_t n = out.size(), item = out.item;
    const double element_ns = 0.3 * static_cast<double>(count);
    const auto fold = product_kernels(out.dtype).fold;
    char *from = parts->data, *to = out.data;
    run_chunks(
        call, runtime::split(n, static_cast<double>(count * item), element_ns),
        element_ns * static_cast<double>(n),
        [&](int64_t begin, int64_t end, AccessList& list) {
            // Each part is touched in [begin, end) only, by this task alone; a Read of all lets the
            // tasks of other ranges run beside it.
            list.read(parts, begin * item, ((count - 1) * n + end) * item);
            const int64_t first = out.interval().first;
            list.write(out.buffer, first + begin * item, first + end * item);
        },
        watched(call, [=](int64_t begin, int64_t end) { fold(from, count, n, begin, end, to); }));
}

void submit_matrix_vector(const Call& call, const Array& a, const Array& x, const Array& y) {
    const Matrix m = as_matrix(a);
    const ProductKernels& kernels = product_kernels(a.dtype);
    const double ns = product_ns(a.dtype, m.rows, 1, m.cols) /
                      std::max(1.0, static_cast<double>(m.rows) * static_cast<double>(m.cols));
    if (m.cs == 1 || m.cols == 1) return submit_rows(call, {a, x, y, kernels.rows, ns});
    Array turned = a;
    std::swap(turned.shape[0], turned.shape[1]);
    std::swap(turned.strides[0], turned.strides[1]);
    submit_columns(call, {turned, x, y, kernels.columns, ns});
}

}  // namespace phylanx::library

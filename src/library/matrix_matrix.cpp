// Matrix products as tiles over tasks, each tile one single-threaded call into OpenBLAS.
// SPDX-License-Identifier: BSL-1.0
#include <bit>

#include "library/matmul_tasks.h"

namespace phylanx::library {
namespace {

constexpr double kTaskNs = 250e3;      // a tile should not be much cheaper
constexpr double kLongTaskNs = 4e6;    // nor much dearer (Ctrl-C waits for it)
constexpr int64_t kMinTile = 48;       // rows or columns of a tile: below, packing costs too much
constexpr int64_t kMaxParts = 32;      // partial results of a product that is split along the sum

/// Into how many tasks a product of this predicted time should fall.
int64_t wanted_tasks(double ns) {
    const double most = std::max(8.0, ns / kLongTaskNs);
    return std::max<int64_t>(1, static_cast<int64_t>(std::min(ns / kTaskNs, most)));
}

/// `n` split into at most `count` equal pieces of at least kMinTile, a power of two where that loses little.
Chunks split_evenly(int64_t n, int64_t count) {
    int64_t size = std::max((n + count - 1) / count, std::min(n, kMinTile));
    const auto power = static_cast<int64_t>(std::bit_ceil(static_cast<std::uint64_t>(size)));
    if (power < n && power * count < 2 * n) size = power;
    return {n, size, (n + size - 1) / size};
}

Array column_range(const Array& a, int64_t begin, int64_t end) {
    Array r = a;
    r.data += begin * a.strides[1];
    r.shape[1] = end - begin;
    return r;
}

/// Tasks that write interleaved parts of one region would wait for each other, since accesses are
/// intervals. Instead each writes a byte of its own, and an empty last task that reads all these bytes
/// stands for the region, and keeps its buffer. The region is fresh: nobody else touches it before.
class Join {
   public:
    explicit Join(int64_t count) : tokens_(count), count_(count) {}
    void enter(int64_t k, AccessList& list) const { list.write(tokens_.buffer(), k, k + 1); }
    void enter(int64_t begin, int64_t end, AccessList& list) const {
        list.write(tokens_.buffer(), begin, end);
    }
    void close(const Call& call, const Array& region) const {
        AccessList list;
        list.read(tokens_.buffer(), 0, count_);
        list.write(region);
        if (!list.all_idle()) runtime::submit(call.frame.run, [] {}, list.get());
    }

   private:
    Scratch tokens_;
    int64_t count_;
};

/// Tiles of c: full rows where there are enough, so that consumers can start on finished rows.
template <class T>
void submit_tiles(const Call& call, const Array& a, const Array& b, const Array& c, double ns) {
    const Matrix<T> am = as_matrix<T>(a), bm = as_matrix<T>(b);
    const int64_t ldc = c.shape[1], want = wanted_tasks(ns);
    T* cs = c.as<T>();
    const Chunks by_row = split_evenly(am.rows, want);
    const int64_t want_columns = want / by_row.count;
    if (want_columns <= 1) {
        run_chunks(
            call, by_row, ns,
            [&](int64_t begin, int64_t end, AccessList& list) {
                list.read(rows(a, begin, end));
                list.read(b);
                list.write(rows(c, begin, end));
            },
            [=](int64_t begin, int64_t end) {
                multiply(am.row_block(begin, end), bm, cs + begin * ldc, ldc);
            });
        return;
    }
    const Chunks by_column = split_evenly(bm.cols, want_columns);
    for (int64_t r = 0; r < by_row.count; ++r) {
        const int64_t top = by_row.begin(r), bottom = by_row.end(r);
        const Join join(by_column.count);
        run_chunks(
            call, by_column, ns / static_cast<double>(by_row.count),
            [&](int64_t begin, int64_t end, AccessList& list) {
                list.read(rows(a, top, bottom));
                list.read(column_range(b, begin, end));
                join.enter(begin / by_column.chunk_rows,
                           (end + by_column.chunk_rows - 1) / by_column.chunk_rows, list);
            },
            [=](int64_t begin, int64_t end) {
                multiply(am.row_block(top, bottom), bm.column_block(begin, end),
                         cs + top * ldc + begin, ldc);
            });
        join.close(call, rows(c, top, bottom));
    }
}

/// The lower triangle of c (n x n) from the upper one.
template <class T>
void mirror(T* c, int64_t ldc, int64_t n) {
    constexpr int64_t kTile = 32;
    for (int64_t i = 0; i < n; i += kTile)
        for (int64_t j = 0; j <= i; j += kTile)
            for (int64_t r = i; r < std::min(i + kTile, n); ++r)
                for (int64_t s = j; s < std::min({j + kTile, n, r}); ++s)
                    c[r * ldc + s] = c[s * ldc + r];
}

/// a times its own transpose into c, upper triangle by BLAS, lower one mirrored.
template <class T>
void multiply_self(const Matrix<T>& a, T* c, int64_t ldc) {
    init_blas();
    syrk(*blas_matrix(a), c, ldc, a.rows, a.cols);
    mirror(c, ldc, a.rows);
}

/// a @ a.T in blocks of rows: the diagonal block by syrk, what is right of it by gemm and mirrored.
template <class T>
void submit_symmetric(const Call& call, const Array& a, const Array& c, double ns) {
    const Matrix<T> am = as_matrix<T>(a);
    const int64_t n = am.rows;
    T* cs = c.as<T>();
    const Chunks blocks = split_evenly(n, std::min<int64_t>(wanted_tasks(ns), n / 64 + 1));
    const Join join(blocks.count);
    run_chunks(
        call, blocks, ns,
        [&](int64_t begin, int64_t end, AccessList& list) {
            list.read(rows(a, begin, n));
            join.enter(begin / blocks.chunk_rows, (end + blocks.chunk_rows - 1) / blocks.chunk_rows,
                       list);
        },
        [=](int64_t begin, int64_t end) {
            multiply_self(am.row_block(begin, end), cs + begin * n + begin, n);
            if (end == n) return;
            multiply(am.row_block(begin, end), am.row_block(end, n).transposed(),
                     cs + begin * n + end, n);
            for (int64_t j = end; j < n; ++j)
                for (int64_t i = begin; i < end; ++i) cs[j * n + i] = cs[i * n + j];
        });
    join.close(call, c);
}

/// c is small and the sum is long: blocks of the sum give partial products, which are folded.
template <class T>
void submit_sum_blocks(const Call& call, const Array& a, const Array& b, const Array& c, double ns,
                       bool symmetric) {
    const Matrix<T> am = as_matrix<T>(a), bm = as_matrix<T>(b);
    const int64_t size = am.rows * bm.cols, ldc = bm.cols;
    const Chunks blocks =
        split_evenly(am.cols, std::min(kMaxParts, std::max<int64_t>(wanted_tasks(ns), 1)));
    const auto slot = size * static_cast<int64_t>(sizeof(T));
    const Scratch parts(blocks.count * slot);
    T* partial = reinterpret_cast<T*>(parts.data());
    run_chunks(
        call, blocks, ns,
        [&](int64_t begin, int64_t end, AccessList& list) {
            list.read(column_range(a, begin, end));
            list.read(rows(b, begin, end));
            list.write(parts.buffer(), begin / blocks.chunk_rows * slot,
                       (end + blocks.chunk_rows - 1) / blocks.chunk_rows * slot);
        },
        [=](int64_t begin, int64_t end) {
            T* to = partial + begin / blocks.chunk_rows * size;
            if constexpr (!is_complex_type<T>)
                if (symmetric) return multiply_self(am.column_block(begin, end), to, ldc);
            multiply(am.column_block(begin, end), bm.row_block(begin, end), to, ldc);
        });
    submit_fold<T>(call, parts.buffer(), blocks.count, size, c);
}

bool is_transpose_of(const Array& a, const Array& b) {
    return a.data == b.data && a.shape[0] == b.shape[1] && a.shape[1] == b.shape[0] &&
           a.strides[0] == b.strides[1] && a.strides[1] == b.strides[0];
}

}  // namespace

template <class T>
void submit_matrix_matrix(const Call& call, const Array& a, const Array& b, const Array& c) {
    const int64_t m = a.shape[0], k = a.shape[1], n = b.shape[1];
    const double ns = product_ns(a.dtype, m, n, k);
    const bool symmetric = !is_complex_type<T> && is_blas_type<T> && is_transpose_of(a, b) && m > 8;
    if constexpr (is_blas_type<T>)
        if (ns >= 2 * kTaskNs && k >= 8 * std::max(m, n) && m * n <= 512 * 512)
            return submit_sum_blocks<T>(call, a, b, c, symmetric ? ns / 2 : ns, symmetric);
    if constexpr (is_blas_type<T> && !is_complex_type<T>)
        if (symmetric) return submit_symmetric<T>(call, a, c, ns / 2);
    submit_tiles<T>(call, a, b, c, ns);
}

template void submit_matrix_matrix<bool>(const Call&, const Array&, const Array&, const Array&);
template void submit_matrix_matrix<std::int8_t>(const Call&, const Array&, const Array&, const Array&);
template void submit_matrix_matrix<std::int16_t>(const Call&, const Array&, const Array&, const Array&);
template void submit_matrix_matrix<std::int32_t>(const Call&, const Array&, const Array&, const Array&);
template void submit_matrix_matrix<int64_t>(const Call&, const Array&, const Array&, const Array&);
template void submit_matrix_matrix<std::uint8_t>(const Call&, const Array&, const Array&, const Array&);
template void submit_matrix_matrix<std::uint16_t>(const Call&, const Array&, const Array&, const Array&);
template void submit_matrix_matrix<std::uint32_t>(const Call&, const Array&, const Array&, const Array&);
template void submit_matrix_matrix<std::uint64_t>(const Call&, const Array&, const Array&, const Array&);
template void submit_matrix_matrix<half>(const Call&, const Array&, const Array&, const Array&);
template void submit_matrix_matrix<float>(const Call&, const Array&, const Array&, const Array&);
template void submit_matrix_matrix<double>(const Call&, const Array&, const Array&, const Array&);
template void submit_matrix_matrix<std::complex<float>>(const Call&, const Array&, const Array&,
                                                        const Array&);
template void submit_matrix_matrix<std::complex<double>>(const Call&, const Array&, const Array&,
                                                         const Array&);

}  // namespace phylanx::library

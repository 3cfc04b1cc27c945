// Matrix products as tiles over tasks, each tile one single-threaded call into OpenBLAS.
// SPDX-License-Identifier: BSL-1.0
#include <bit>

#include "library/matmul_tasks.h"
#include "library/strided.h"

namespace phylanx::library {
namespace {

constexpr double kTaskNs = 30e3;       // a tile should not be much cheaper
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
    explicit Join(const Chunks& chunks) : tokens_(chunks.count), chunks_(chunks) {}
    void enter(int64_t begin, int64_t end, AccessList& list) const {
        const int64_t step = chunks_.chunk_rows;
        list.write(tokens_.buffer(), begin / step, (end + step - 1) / step);
    }
    void close(const Call& call, const Array& region) const {
        AccessList list;
        list.read(tokens_.buffer(), 0, chunks_.count);
        list.write(region);
        if (!list.all_idle()) runtime::submit(call.frame.run, [] {}, list.get());
    }

   private:
    Scratch tokens_;
    Chunks chunks_;
};

/// Tiles of c: full rows where there are enough, so that consumers can start on finished rows.
void submit_tiles(const Call& call, const Array& a, const Array& b, const Array& c, double ns) {
    const Matrix am = as_matrix(a), bm = as_matrix(b);
    const int64_t ldc = c.shape[1], item = c.item, want = wanted_tasks(ns);
    char* cs = c.data;
    const auto multiply = product_kernels(c.dtype).multiply;
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
            watched(call, [=](int64_t begin, int64_t end) {
                multiply(am.row_block(begin, end), bm, cs + begin * ldc * item, ldc);
            }));
        return;
    }
    const Chunks by_column = split_evenly(bm.cols, want_columns);
    for (int64_t r = 0; r < by_row.count; ++r) {
        const int64_t top = by_row.begin(r), bottom = by_row.end(r);
        const Join join(by_column);
        run_chunks(
            call, by_column, ns / static_cast<double>(by_row.count),
            [&](int64_t begin, int64_t end, AccessList& list) {
                list.read(rows(a, top, bottom));
                list.read(column_range(b, begin, end));
                join.enter(begin, end, list);
            },
            watched(call, [=](int64_t begin, int64_t end) {
                multiply(am.row_block(top, bottom), bm.column_block(begin, end),
                         cs + (top * ldc + begin) * item, ldc);
            }));
        join.close(call, rows(c, top, bottom));
    }
}

/// a @ a.T in blocks of rows: the diagonal block by half, what is right of it in full and mirrored.
void submit_symmetric(const Call& call, const Array& a, const Array& c, double ns) {
    const Matrix am = as_matrix(a);
    const int64_t n = am.rows;
    const ProductKernels& kernels = product_kernels(c.dtype);
    const Chunks blocks = split_evenly(n, std::min<int64_t>(wanted_tasks(ns), n / 64 + 1));
    const Join join(blocks);
    const auto shared = std::make_shared<const Array>(c);
    run_chunks(
        call, blocks, ns,
        [&](int64_t begin, int64_t end, AccessList& list) {
            list.read(rows(a, begin, n));
            join.enter(begin, end, list);
        },
        watched(call, [am, n, shared, &kernels](int64_t begin, int64_t end) {
            const Array& c = *shared;
            char* row = c.data + begin * c.strides[0];
            kernels.multiply_self(am.row_block(begin, end), row + begin * c.item, n);
            if (end == n) return;
            kernels.multiply(am.row_block(begin, end), am.row_block(end, n).transposed(),
                             row + end * c.item, n);
            Array below = column_range(rows(c, end, n), begin, end);
            Array right = column_range(rows(c, begin, end), end, n);
            std::swap(right.shape[0], right.shape[1]);
            std::swap(right.strides[0], right.strides[1]);
            copy_elements(below, right);
        }));
    join.close(call, c);
}

/// c is small and the sum is long: blocks of the sum give partial products, which are folded.
void submit_sum_blocks(const Call& call, const Array& a, const Array& b, const Array& c, double ns,
                       bool symmetric) {
    const Matrix am = as_matrix(a), bm = as_matrix(b);
    const int64_t slot = c.size() * c.item, ldc = bm.cols;
    const ProductKernels& kernels = product_kernels(c.dtype);
    const Chunks blocks = split_evenly(am.cols, std::min(kMaxParts, wanted_tasks(ns)));
    const int64_t step = blocks.chunk_rows;
    const Scratch parts(blocks.count * slot);
    char* partial = parts.data();
    run_chunks(
        call, blocks, ns,
        [&](int64_t begin, int64_t end, AccessList& list) {
            list.read(column_range(a, begin, end));
            list.read(rows(b, begin, end));
            list.write(parts.buffer(), begin / step * slot, (end + step - 1) / step * slot);
        },
        watched(call, [=, &kernels](int64_t begin, int64_t end) {
            char* to = partial + begin / step * slot;
            if (symmetric) return kernels.multiply_self(am.column_block(begin, end), to, ldc);
            kernels.multiply(am.column_block(begin, end), bm.row_block(begin, end), to, ldc);
        }));
    submit_fold(call, parts.buffer(), blocks.count, c);
}

bool is_transpose_of(const Array& a, const Array& b) {
    return a.data == b.data && a.shape[0] == b.shape[1] && a.shape[1] == b.shape[0] &&
           a.strides[0] == b.strides[1] && a.strides[1] == b.strides[0];
}

}  // namespace

void submit_matrix_matrix(const Call& call, const Array& a, const Array& b, const Array& c) {
    const int64_t m = a.shape[0], k = a.shape[1], n = b.shape[1];
    const ProductKernels& kernels = product_kernels(a.dtype);
    const bool symmetric = kernels.multiply_self && m > 8 && is_transpose_of(a, b);
    const double ns = product_ns(a.dtype, m, n, k) * (symmetric ? 0.5 : 1.0);
    if (kernels.fold && ns >= 2 * kTaskNs && k >= 8 * std::max(m, n) && m * n <= 512 * 512)
        return submit_sum_blocks(call, a, b, c, ns, symmetric);
    if (symmetric) return submit_symmetric(call, a, c, ns);
    submit_tiles(call, a, b, c, ns);
}

}  // namespace phylanx::library

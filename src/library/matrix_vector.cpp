// Matrix times vector in blocks: each block reads its part of the matrix once, at the speed of memory.
// SPDX-License-Identifier: BSL-1.0
#include "launch/row_chain.h"
#include "library/matmul_tasks.h"

namespace phylanx::library {
namespace {

using launch::RowChain;

constexpr int64_t kBeyondCaches = 4 << 20;  // bytes of a matrix that comes from memory
constexpr int64_t kWorthChain = 1 << 20;     // bytes of a matrix that no near cache holds

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
void submit_short_rows(const Call& call, const Product& p) {
    const int64_t cols = p.cols(), lda = p.lda(), item = p.a.item;
    const char *a = p.a.data, *x = p.x.data;
    char* y = p.y.data;
    const VectorKernel kernel = p.kernel;
    run_chunks(
        call, p.by_row(), p.ns(),
        [&](int64_t begin, int64_t end, AccessList& list) {
            list.read(rows(p.a, begin, end));
            list.read(p.x);
            list.write(rows(p.y, begin, end));
        },
        watched(call, [=](int64_t begin, int64_t end) {
            kernel(a + begin * lda * item, lda, x, y + begin * item, end - begin, cols);
        }));
}

/// Large products wait for what follows: it may want the same rows of the matrix. The bits are the same either way.
bool put_off(const Call& call, const Product& p) {
    const Chunks chunks = p.by_row();
    if (p.count() * p.cols() * p.a.item < kWorthChain || !runtime::worth_tasks(p.ns(), chunks.count) || !p.a.buffer ||
        !p.x.buffer || !p.y.buffer || p.x.buffer == p.y.buffer)
        return false;
    const auto kept = std::make_shared<const std::pair<Call, Product>>(call, p);
    launch::RowStep step;
    step.run = watched(call, [kept](int64_t begin, int64_t end) {
        const Product& q = kept->second;
        q.kernel(q.a.data + begin * q.lda() * q.a.item, q.lda(), q.x.data, q.y.data + begin * q.a.item, end - begin, q.cols());
    });
    step.touches = [kept](int64_t begin, int64_t end, const launch::AccessSink& sink) {
        AccessList list;
        list.read(rows(kept->second.a, begin, end));
        list.read(kept->second.x);
        list.write(rows(kept->second.y, begin, end));
        for (const runtime::Access& access : list.get()) sink(access);
    };
    step.submit = [kept] { submit_short_rows(kept->first, kept->second); };
    step.result = p.y.buffer;
    step.data = p.y.data;
    step.stride = p.y.item;
    call.frame.put_off_steps(std::make_unique<RowChain>(chunks, p.cols() * p.a.item, std::move(step)));
    return true;
}

void submit_rows(const Call& call, const Product& p) {
    const int64_t count = p.count(), cols = p.cols(), lda = p.lda(), item = p.a.item;
    const char *a = p.a.data, *x = p.x.data;
    const VectorKernel kernel = p.kernel;
    if (cols * item < kLongRow) {
        if (!put_off(call, p)) submit_short_rows(call, p);
        return;
    }
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
    const VectorKernel kernel = p.kernel, add = product_kernels(p.a.dtype).add_columns;
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
            std::fill_n(to, cols * item, 0);
            const int64_t block = launch::rows_of_block(cols * item);
            for (int64_t i = begin; i < end; i += block)
                add(a + i * lda * item, lda, x + i * item, to, std::min(block, end - i), cols);
        });
}

}  // namespace

/// y = sum over i of x[i] * row i, where x[i] is made by a chain over the same rows.
bool finish_chain(const Call& call) {
    const RowChain* chain = call.frame.chain();
    const bool turn = call.info.operands[1].ndim() == 2;  // x @ b
    if (!chain || call.info.operands[0].ndim() + call.info.operands[1].ndim() != 3) return false;
    const Array x = call.array(turn ? 0 : 1);
    Array a = call.array(turn ? 1 : 0);
    if (!turn) {
        std::swap(a.shape[0], a.shape[1]);
        std::swap(a.strides[0], a.strides[1]);
    }
    const int64_t cols = a.shape[1], item = a.item, lda = a.strides[0] / item;
    const auto add = product_kernels(a.dtype).add_columns;
    if (a.dtype != call.info.results[0].dtype() || x.dtype != a.dtype || !add || a.shape[0] != chain->rows() ||
        x.shape[0] != a.shape[0] || cols < 2 || a.strides[1] != item || a.strides[0] < cols * item ||
        a.strides[0] % item != 0 || reinterpret_cast<std::uintptr_t>(a.data) % item != 0 || cols * item >= kLongRow ||
        !a.buffer || chain->writes(a.buffer) || !chain->ends_in(x.buffer, x.data, x.strides[0]) || x.strides[0] != item)
        return false;
    const Array y = call.allocate({&cols, 1});
    const std::shared_ptr<const RowChain> steps = call.frame.take_chain();
    const Chunks chunks = steps->chunks();
    const int64_t slot = cols * item;
    const bool direct = chunks.count == 1;
    const Scratch parts(direct ? 0 : chunks.count * slot);
    char* to = direct ? y.data : parts.data();
    const auto run = watched(call, [=, from = a.data, e = x.data](int64_t begin, int64_t end, char* sums) {
        std::fill_n(sums, slot, 0);
        steps->run(begin, end, [&](int64_t i, int64_t stop) {
            add(from + i * lda * item, lda, e + i * item, sums, stop - i, cols);
        });
    });
    for (int64_t c = 0; c < chunks.count; ++c) {
        const int64_t begin = chunks.begin(c), end = chunks.end(c);
        std::vector<runtime::Access> touched;
        steps->touches(begin, end, [&](const runtime::Access& access) { touched.push_back(access); });
        AccessList list;
        list.read(rows(a, begin, end));
        if (direct) list.write(y);
        else list.write(parts.buffer(), c * slot, (c + 1) * slot);
        for (const runtime::Access& access : list.get()) touched.push_back(access);
        const auto shared = std::make_shared<decltype(run)>(run);
        runtime::submit(call.frame.run, [shared, begin, end, at = to + c * slot] { (*shared)(begin, end, at); }, touched,
                        call.origin());
    }
    if (!direct) submit_fold(call, parts.buffer(), chunks.count, y);
    return true;
}

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
    if (m.cs == 1 || m.cols == 1) {
        const bool streams = m.rows * m.cols * a.item >= kBeyondCaches;
        return submit_rows(call, {a, x, y, streams ? kernels.stream_rows : kernels.rows, ns});
    }
    Array turned = a;
    std::swap(turned.shape[0], turned.shape[1]);
    std::swap(turned.strides[0], turned.strides[1]);
    submit_columns(call, {turned, x, y, kernels.columns, ns});
}

}  // namespace phylanx::library

// matmul: NumPy's rules for 1-d, 2-d and stacked operands, and the way each product goes.
// SPDX-License-Identifier: BSL-1.0
#include "library/matmul_tasks.h"
#include "library/routines.h"
#include "library/strided.h"

namespace phylanx::library {
namespace {

/// The problem in NumPy's terms: operands with at least two dimensions each.
struct Problem {
    Array a;
    Array b;
    bool a_is_vector;
    bool b_is_vector;
    std::vector<int64_t> stack;  // broadcast extents of the dimensions before the last two

    int64_t m() const { return a.shape[a.ndim - 2]; }
    int64_t k() const { return a.shape[a.ndim - 1]; }
    int64_t n() const { return b.shape[b.ndim - 1]; }
};

/// A vector as a row (1, n), or as a column (n, 1).
Array promote_vector(const Array& v, bool as_row) {
    Array m = v;
    m.ndim = 2;
    m.shape[0] = as_row ? 1 : v.shape[0];
    m.shape[1] = as_row ? v.shape[0] : 1;
    m.strides[0] = as_row ? v.shape[0] * v.item : v.strides[0];
    m.strides[1] = as_row ? v.strides[0] : v.item;
    return m;
}

/// "(2,3,3)->(2,newaxis,newaxis) ", one operand in NumPy's message on stacks that do not fit.
std::string remapped_text(const Array& a) {
    std::vector<int64_t> mapped(a.shape, a.shape + a.ndim - 2);
    mapped.insert(mapped.end(), {-1, -1});
    std::string to = a.ndim == 2 ? "(newaxis,newaxis)" : shape_text(mapped);
    return shape_text(shape_of(a)) + "->" + to + " ";
}

std::vector<int64_t> broadcast_stacks(const Call& call, const Array& a, const Array& b, int64_t m,
                                      int64_t n) {
    const int ndim = std::max(a.ndim, b.ndim) - 2;
    std::vector<int64_t> stack(static_cast<std::size_t>(ndim), 1);
    for (const Array* x : {&a, &b})
        for (int d = 0; d < x->ndim - 2; ++d) {
            int64_t& extent = stack[ndim - (x->ndim - 2) + d];
            if (extent == 1)
                extent = x->shape[d];
            else if (x->shape[d] != 1 && x->shape[d] != extent)
                call.error(ErrorClass::Value,
                           "operands could not be broadcast together with remapped shapes "
                           "[original->remapped]: {}{} and requested shape ({},{})",
                           remapped_text(a), remapped_text(b), m, n);
        }
    return stack;
}

Problem read_problem(const Call& call) {
    Problem p{call.array(0), call.array(1), false, false, {}};
    p.a_is_vector = p.a.ndim == 1;
    p.b_is_vector = p.b.ndim == 1;
    support::internal_check(p.a.ndim > 0 && p.b.ndim > 0, "matmul of a 0-d array");
    if (p.a_is_vector) p.a = promote_vector(p.a, true);
    if (p.b_is_vector) p.b = promote_vector(p.b, false);
    if (p.k() != p.b.shape[p.b.ndim - 2])
        call.error(ErrorClass::Value,
                   "matmul: Input operand 1 has a mismatch in its core dimension 0, with gufunc "
                   "signature (n?,k),(k,m?)->(n?,m?) (size {} is different from {})",
                   p.b.shape[p.b.ndim - 2], p.k());
    p.stack = broadcast_stacks(call, p.a, p.b, p.m(), p.n());
    return p;
}

Array allocate_result(const Call& call, const Problem& p) {
    std::vector<int64_t> shape = p.stack;
    if (!p.a_is_vector) shape.push_back(p.m());
    if (!p.b_is_vector) shape.push_back(p.n());
    const Array result = call.allocate(shape);
    if (!p.a_is_vector && !p.b_is_vector) return result;
    shape = p.stack;
    shape.insert(shape.end(), {p.m(), p.n()});
    return make_array(result.data, result.buffer, result.dtype, shape);
}

/// A stack of a times one matrix b is one product with more rows, where a's memory allows that.
void merge_stack_into_rows(Problem& p, Array& c) {
    if (p.b.ndim != 2 || p.a.ndim <= 2) return;
    const int64_t rows[2] = {c.size() / std::max<int64_t>(p.n(), 1), p.k()};
    const std::optional<Array> flat = reshape_view(p.a, rows);
    if (!flat) return;
    p.a = *flat;
    p.stack.clear();
    const int64_t shape[2] = {rows[0], p.n()};
    c = make_array(c.data, c.buffer, c.dtype, shape);
}

/// A stack of one product is that product.
void drop_unit_stack(Problem& p, Array& c) {
    for (int64_t extent : p.stack)
        if (extent != 1) return;
    for (Array* x : {&p.a, &p.b, &c}) {
        const int extra = x->ndim - 2;
        std::copy_n(x->shape + extra, 2, x->shape);
        std::copy_n(x->strides + extra, 2, x->strides);
        x->ndim = 2;
    }
    p.stack.clear();
}

/// Whether strides count elements.
bool has_whole_strides(const Array& a) { return a.strides[a.ndim - 2] % a.item == 0 && a.strides[a.ndim - 1] % a.item == 0; }

/// Whether the kernels take the operand as it lies; if not it is copied.
bool fits_kernels(const Array& a) { return has_whole_strides(a) && product_kernels(a.dtype).fits(as_matrix(a)); }

struct Stack {
    Array a;
    Array b;
    Array c;
};

/// Products [begin, end) of the stack, counted in C order.
void multiply_stack(const Stack& s, int64_t begin, int64_t end) {
    const int ndim = s.c.ndim - 2;
    const auto multiply = product_kernels(s.c.dtype).multiply;
    Matrix a = as_matrix(s.a), b = as_matrix(s.b);
    const int64_t ldc = s.c.shape[ndim + 1], step = s.c.shape[ndim] * ldc * s.c.item;
    for (int64_t i = begin; i < end; ++i) {
        a.data = s.a.data;
        b.data = s.b.data;
        int64_t rest = i;
        for (int d = ndim - 1; d >= 0; --d) {
            const int64_t at = rest % s.c.shape[d];
            rest /= s.c.shape[d];
            a.data += at * s.a.strides[d];
            b.data += at * s.b.strides[d];
        }
        multiply(a, b, s.c.data + i * step, ldc);
    }
}

void submit_stack(const Call& call, const Problem& p, const Array& c) {
    std::vector<int64_t> shape = p.stack;
    shape.insert(shape.end(), {p.m(), p.k()});
    const Array a = *broadcast_view(p.a, shape);
    std::copy_n(p.b.shape + p.b.ndim - 2, 2, shape.end() - 2);
    const Array b = *broadcast_view(p.b, shape);
    int64_t count = 1;
    for (int64_t extent : p.stack) count *= extent;
    const double each_ns = product_ns(c.dtype, p.m(), p.n(), p.k()) + 100;
    const auto elements = static_cast<double>(p.m() * p.k() + p.k() * p.n() + p.m() * p.n());
    const int64_t step = p.m() * p.n() * c.item, first = c.interval().first;
    const auto stack = std::make_shared<const Stack>(Stack{a, b, c});
    const bool by_rows = p.stack.size() == 1;  // then a chunk reads only its own part of the operands
    run_chunks(
        call, runtime::split(count, elements * static_cast<double>(c.item), each_ns),
        each_ns * static_cast<double>(count),
        [&](int64_t begin, int64_t end, AccessList& list) {
            list.read(by_rows ? rows(a, begin, end) : a);
            list.read(by_rows ? rows(b, begin, end) : b);
            list.write(c.buffer, first + begin * step, first + end * step);
        },
        watched(call, [stack](int64_t begin, int64_t end) { multiply_stack(*stack, begin, end); }));
}

/// A product with one row or one column: the kernels want x and y as contiguous vectors; x @ b is b.T @ x.
void submit_vector_product(const Call& call, const Array& a, const Array& b, const Array& c, std::vector<Scratch>& keep) {
    const bool turn = b.shape[1] != 1;
    Array matrix = turn ? b : a;
    Array x = turn ? a : b;
    if (turn) {
        std::swap(matrix.shape[0], matrix.shape[1]);
        std::swap(matrix.strides[0], matrix.strides[1]);
    }
    const int64_t count = c.size();
    x.ndim = 1;
    x.strides[0] = x.strides[turn ? 1 : 0];
    x.shape[0] = a.shape[1];
    x = contiguous(call, x, keep);
    submit_matrix_vector(call, matrix, x, make_array(c.data, c.buffer, c.dtype, {&count, 1}));
}

/// Operands that the kernels do not take are copied.
void make_fit(const Call& call, Array& a, Array& b, std::vector<Scratch>& keep) {
    if (has_whole_strides(a) && has_whole_strides(b) && product_kernels(a.dtype).takes(as_matrix(a), as_matrix(b))) return;
    if (!fits_kernels(a)) a = contiguous_copy(call, a, keep);
    if (!fits_kernels(b)) b = contiguous_copy(call, b, keep);
}

/// A small product in one piece, by the kernel that the short ways use, as the bits must not depend on the moment.
void submit_whole(const Call& call, const Array& a, const Array& b, const Array& c) {
    AccessList list;
    list.read(a);
    list.read(b);
    list.write(c);
    run_whole(call, kAtOnceNs, list,
              watched(call, [a = as_matrix(a), b = as_matrix(b), to = c.data, kernel = product_kernels(c.dtype).multiply] {
                  kernel(a, b, to, b.cols);
              }));
}

void fill_zero(const Call& call, const Array& c) {
    AccessList list;
    list.write(c);
    run_whole(call, 0.1 * static_cast<double>(c.size() * c.item), list,
              [data = c.data, bytes = c.size() * c.item] { std::fill_n(data, bytes, 0); });
}

std::optional<Matrix> operand_at_once(const Call& call, int k, bool vector_as_row) {
    const launch::ArrayDesc& a = *call.in[k].array;
    const int ndim = call.info.operands[k].ndim();
    const auto item = static_cast<int64_t>(arrays::item_size(call.info.operands[k].dtype()));
    if (ndim < 1 || ndim > 2) return std::nullopt;
    for (int d = ndim; d < 2 * ndim; ++d)
        if (a.dims[d] % item != 0) return std::nullopt;
    if (ndim == 2) return Matrix{a.data, item, a.dims[0], a.dims[1], a.dims[2] / item, a.dims[3] / item};
    const int64_t n = a.dims[0], stride = a.dims[1] / item;
    return vector_as_row ? Matrix{a.data, item, 1, n, n, stride} : Matrix{a.data, item, n, 1, stride, 1};
}

/// A small product of vectors and matrices, in one piece: by the kernel that quick_matmul uses, as the bits must not depend
/// on the moment.
bool multiply_at_once(const Call& call) {
    const std::optional<Matrix> a = operand_at_once(call, 0, true), b = operand_at_once(call, 1, false);
    if (!a || !b || a->cols != b->rows || a->cols == 0) return false;
    const DType dtype = call.info.results[0].dtype();
    if (product_ns(dtype, a->rows, b->cols, a->cols) > kAtOnceNs) return false;
    const ProductKernels& kernels = product_kernels(dtype);
    if (!kernels.takes(*a, *b)) return false;
    int64_t shape[2];
    std::size_t ndim = 0;
    if (call.info.operands[0].ndim() == 2) shape[ndim++] = a->rows;
    if (call.info.operands[1].ndim() == 2) shape[ndim++] = b->cols;
    const Array c = call.allocate({shape, ndim});
    AccessList list;
    list.read(call.array(0));
    list.read(call.array(1));
    list.write(c);
    run_whole(call, kAtOnceNs, list, watched(call, [a = *a, b = *b, to = c.data, kernel = kernels.multiply] {
        kernel(a, b, to, b.cols);
    }));
    return true;
}

}  // namespace

void matmul(const Call& call) {
    if (finish_chain(call)) return;
    call.frame.begin_chain();
    if (multiply_at_once(call)) return;
    Problem p = read_problem(call);
    Array c = allocate_result(call, p);
    if (c.size() == 0) return;
    if (p.k() == 0) return fill_zero(call, c);
    merge_stack_into_rows(p, c);
    drop_unit_stack(p, c);
    std::vector<Scratch> keep;
    if (p.stack.empty()) return submit_product(call, p.a, p.b, c, keep);
    make_fit(call, p.a, p.b, keep);
    submit_stack(call, p, c);
}

void submit_product(const Call& call, Array a, Array b, const Array& c, std::vector<Scratch>& keep) {
    const int64_t m = a.shape[0], k = a.shape[1], n = b.shape[1];
    if (k == 0) return fill_zero(call, c);
    make_fit(call, a, b, keep);
    const ProductKernels& kernels = product_kernels(c.dtype);
    if (product_ns(c.dtype, m, n, k) <= kAtOnceNs) return submit_whole(call, a, b, c);
    if (kernels.rows && (m == 1 || n == 1)) submit_vector_product(call, a, b, c, keep);
    else submit_matrix_matrix(call, a, b, c);
}

}  // namespace phylanx::library

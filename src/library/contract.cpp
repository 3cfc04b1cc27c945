// contract: sums over shared axes of products whose other axes belong to one operand each, as products of matrices.
// SPDX-License-Identifier: BSL-1.0
#include "library/contract.h"

#include <algorithm>
#include <vector>

#include "library/matmul_tasks.h"
#include "library/quick.h"
#include "library/routines.h"
#include "library/strided.h"

namespace phylanx::library {
namespace {

using Axes = std::vector<int64_t>;

std::vector<AxisKind> read_kinds(const ir::Op& op) {
    const auto &left = ir::attr<Axes>(op, "left"), &right = ir::attr<Axes>(op, "right");
    std::vector<AxisKind> kinds(left.size() + right.size() + ir::attr<Axes>(op, "axes").size(), AxisKind::Folded);
    for (int64_t axis : left) kinds[static_cast<std::size_t>(axis)] = AxisKind::Left;
    for (int64_t axis : right) kinds[static_cast<std::size_t>(axis)] = AxisKind::Right;
    return kinds;
}

/// The kinds as a number, read faster than attributes: two bits an axis, a one before them.
class PackedKinds {
   public:
    static constexpr std::size_t kMost = 14;
    static int pack(AxisKinds kinds) {
        int bits = 1;
        for (AxisKind kind : kinds) bits = bits << 2 | static_cast<int>(kind);
        return bits;
    }
    explicit PackedKinds(int bits) {
        for (; bits > 1; bits >>= 2) kinds_[kMost - ++count_] = static_cast<AxisKind>(bits & 3);
    }
    AxisKinds get() const { return {kinds_ + kMost - count_, count_}; }

   private:
    AxisKind kinds_[kMost];
    std::size_t count_ = 0;
};

ContractSide side(const CallInfo& call, const Cell* in, std::size_t k, AxisKinds kinds) {
    return {*in[k].array, call.operands[k].ndim(), static_cast<int>(kinds.size())};
}

/// What is left of both operands, in order.
std::size_t result_shape(const ContractSide& a, const ContractSide& b, AxisKinds kinds, int64_t* shape) {
    std::size_t count = 0;
    for (int axis = 0; axis < static_cast<int>(kinds.size()); ++axis) {
        const AxisKind kind = kinds[static_cast<std::size_t>(axis)];
        if (kind != AxisKind::Folded) shape[count++] = (kind == AxisKind::Left ? a : b).extent(axis);
    }
    return count;
}

/// Whether strides count elements.
bool is_whole(const AxisLoops& loops, int64_t item) {
    return std::all_of(loops.get().begin(), loops.get().end(), [&](const AxisLoop& l) { return l.stride % item == 0; });
}

/// Two lines of loops as a matrix over the operand's own memory, where that is one to the kernels.
bool is_matrix(const AxisLoops& down, const AxisLoops& across, int64_t item) {
    return down.is_line() && across.is_line() && is_whole(down, item) && is_whole(across, item);
}

/// The operand as a matrix in place, or its copy in C order.
Array as_two_axes(const Call& call, int k, const AxisLoops& down, const AxisLoops& across, std::vector<Scratch>& keep) {
    const Array a = call.array(k);
    Array m = a;
    if (is_matrix(down, across, a.item)) {
        m.ndim = 2;
        m.shape[0] = down.size(), m.shape[1] = across.size();
        m.strides[0] = down.stride(across.size() * a.item), m.strides[1] = across.stride(a.item);
        return m;
    }
    m.ndim = 0;
    for (const AxisLoops* loops : {&down, &across})
        for (const AxisLoop& l : loops->get()) m.shape[m.ndim] = l.extent, m.strides[m.ndim++] = l.stride;
    const Array copy = contiguous_copy(call, m, keep);
    const int64_t shape[2] = {down.size(), across.size()};
    return make_array(copy.data, copy.buffer, copy.dtype, shape);
}

/// `loops` in order into `to`.
template <class T>
void pack(const char* from, std::span<const AxisLoop> loops, T*& to) {
    if (loops.empty()) {
        *to++ = *reinterpret_cast<const T*>(from);
        return;
    }
    const AxisLoop l = loops.front();
    if (loops.size() == 1) {
        for (int64_t i = 0; i < l.extent; ++i) *to++ = *reinterpret_cast<const T*>(from + i * l.stride);
        return;
    }
    for (int64_t i = 0; i < l.extent; ++i) pack(from + i * l.stride, loops.subspan(1), to);
}

/// The operand as a matrix in place or packed into `room`.
template <class T>
Matrix as_small_matrix(const ArrayDesc& a, const AxisLoops& down, const AxisLoops& across, T* room) {
    constexpr int64_t item = sizeof(T);
    if (is_matrix(down, across, item))
        return {a.data, item, down.size(), across.size(), down.stride(across.size() * item) / item, across.stride(item) / item};
    AxisLoops all = down;
    all.add(across);
    T* to = room;
    pack(a.data, all.get(), to);
    return {reinterpret_cast<const char*>(room), item, down.size(), across.size(), across.size(), 1};
}

template <class T>
bool contract_small(Frame& frame, const CallInfo& call, const Cell* in, Cell* out) {
    const ArrayDesc &a_desc = *in[0].array, &b_desc = *in[1].array;
    if (!is_ready(a_desc) || !is_ready(b_desc)) return false;
    if (!is_aligned<T>(a_desc, call.operands[0].ndim()) || !is_aligned<T>(b_desc, call.operands[1].ndim())) return false;
    const PackedKinds kinds(call.axis);
    const ContractSide left = side(call, in, 0, kinds.get()), right = side(call, in, 1, kinds.get());
    const Contraction c(left, right, kinds.get());
    const int64_t m = c.rows.size(), k = c.a_terms.size(), n = c.columns.size();
    const DType dtype = call.results[0].dtype();
    if (!c.fits || m * k * n == 0 || m * k > kQuickElements || k * n > kQuickElements || product_ns(dtype, m, n, k) > kAtOnceNs)
        return false;
    T a_room[kQuickElements], b_room[kQuickElements];
    const Matrix a = as_small_matrix(a_desc, c.rows, c.a_terms, a_room), b = as_small_matrix(b_desc, c.b_terms, c.columns, b_room);
    const ProductKernels& kernels = product_kernels(dtype);
    if (!kernels.takes(a, b)) return false;
    int64_t shape[PackedKinds::kMost];
    char* to = quick_result(frame, call, out, sizeof(T), {shape, result_shape(left, right, kinds.get(), shape)});
    const launch::FpStatus status;
    kernels.multiply(a, b, to, n);
    if (const int raised = status.raised()) [[unlikely]]
        note_fp(frame.run, call, frame.step, raised);
    return true;
}

}  // namespace

void contract(const Call& call) {
    const std::vector<AxisKind> kinds = read_kinds(call.info.op);
    const ContractSide left = side(call.info, call.in, 0, kinds), right = side(call.info, call.in, 1, kinds);
    const Contraction c(left, right, kinds);
    if (!c.fits)
        call.error(ErrorClass::Value, "operands could not be broadcast together with shapes {} {} ",
                   shape_text(shape_of(call.array(0))), shape_text(shape_of(call.array(1))));
    int64_t all[kMaxDims];
    const Array result = call.allocate({all, result_shape(left, right, kinds, all)});
    const int64_t shape[2] = {c.rows.size(), c.columns.size()};
    const Array matrix = make_array(result.data, result.buffer, result.dtype, shape);
    if (matrix.size() == 0) return;
    std::vector<Scratch> keep;
    const Array a = as_two_axes(call, 0, c.rows, c.a_terms, keep), b = as_two_axes(call, 1, c.b_terms, c.columns, keep);
    submit_product(call, a, b, matrix, keep);
}

QuickFn quick_contract(CallInfo& call) {
    const std::vector<AxisKind> kinds = read_kinds(call.op);
    if (kinds.size() > PackedKinds::kMost) return nullptr;
    call.axis = PackedKinds::pack(kinds);
    return with_type(call.results[0].dtype(), [](auto tag) -> QuickFn { return contract_small<typename decltype(tag)::type>; });
}

}  // namespace phylanx::library

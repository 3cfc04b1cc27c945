// Programs for tests of the launcher: arrays with any strides, and kernels written by hand.
// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cmath>
#include <cstring>
#include <functional>
#include <memory>
#include <numeric>
#include <vector>

#include "launch/desc.h"
#include "launch/fast_path.h"
#include "launch/frame.h"
#include "runtime_fixture.h"

namespace phylanx::launch {

using Ints = std::vector<std::int64_t>;

/// A view of doubles (or another type) in a buffer.
template <class T = double>
class View {
   public:
    View() = default;
    /// A new C-ordered array counting up from `first`.
    explicit View(Ints shape, T first = T(1)) {
        std::int64_t n = std::accumulate(shape.begin(), shape.end(), std::int64_t{1}, std::multiplies<>());
        owner_ = std::shared_ptr<Buffer>(arrays::allocate(static_cast<std::size_t>(n) * sizeof(T)), arrays::release);
        set(reinterpret_cast<T*>(owner_->data), shape, {});
        for (std::int64_t i = 0; i < n; ++i) data()[i] = static_cast<T>(first + static_cast<T>(i));
    }
    /// Another view of the same buffer: `at` counts elements, strides too.
    View view(std::int64_t at, Ints shape, Ints strides) const {
        View v;
        v.owner_ = owner_;
        v.set(data() + at, shape, strides);
        return v;
    }
    /// For an output: room for a descriptor.
    static View output(int ndim) {
        View v;
        v.set(nullptr, Ints(static_cast<std::size_t>(ndim), 0), {});
        return v;
    }
    ArrayDesc* desc() { return reinterpret_cast<ArrayDesc*>(words_.data()); }
    const ArrayDesc* desc() const { return reinterpret_cast<const ArrayDesc*>(words_.data()); }
    T* data() const { return reinterpret_cast<T*>(desc()->data); }
    int ndim() const { return static_cast<int>((words_.size() - 2) / 2); }
    Buffer* buffer() const { return desc()->buffer; }
    Ints shape() const { return {desc()->dims, desc()->dims + ndim()}; }
    /// All elements in C order.
    std::vector<T> values() const {
        std::vector<T> out;
        walk(0, desc()->data, out);
        return out;
    }

   private:
    void set(T* data, const Ints& shape, Ints strides) {
        words_.assign(2 + 2 * shape.size(), 0);
        desc()->data = reinterpret_cast<char*>(data);
        desc()->buffer = owner_.get();
        std::int64_t dense = 1;
        strides.resize(shape.size(), 0);
        bool given = std::any_of(strides.begin(), strides.end(), [](auto s) { return s != 0; });
        for (std::size_t d = shape.size(); d-- > 0;) {
            desc()->dims[d] = shape[d];
            desc()->dims[shape.size() + d] = (given ? strides[d] : dense) * static_cast<std::int64_t>(sizeof(T));
            dense *= shape[d];
        }
    }
    void walk(int d, const char* at, std::vector<T>& out) const {
        if (d == ndim()) {
            out.push_back(*reinterpret_cast<const T*>(at));
            return;
        }
        for (std::int64_t i = 0; i < desc()->dims[d]; ++i) walk(d + 1, at + i * desc()->dims[ndim() + d], out);
    }

    std::shared_ptr<Buffer> owner_;
    std::vector<std::int64_t> words_ = std::vector<std::int64_t>(2);
};

inline double& at(const KernelOperand& k, std::int64_t o, std::int64_t i) {
    return *reinterpret_cast<double*>(k.data + o * k.outer_stride + i * k.inner_stride);
}

/// out = a + 2 * b
inline std::int32_t add_twice(const KernelOperand* k, const Cell*, std::int64_t outer, std::int64_t inner) {
    for (std::int64_t o = 0; o < outer; ++o)
        for (std::int64_t i = 0; i < inner; ++i) at(k[2], o, i) = at(k[0], o, i) + 2 * at(k[1], o, i);
    return kKernelOk;
}
/// out = a * s
inline std::int32_t scale(const KernelOperand* k, const Cell* s, std::int64_t outer, std::int64_t inner) {
    for (std::int64_t o = 0; o < outer; ++o)
        for (std::int64_t i = 0; i < inner; ++i) at(k[1], o, i) = at(k[0], o, i) * s[0].f64;
    return kKernelOk;
}
/// r = r + a, in whatever way the strides say
inline std::int32_t sum(const KernelOperand* k, const Cell*, std::int64_t outer, std::int64_t inner) {
    for (std::int64_t o = 0; o < outer; ++o)
        for (std::int64_t i = 0; i < inner; ++i) at(k[1], o, i) += at(k[0], o, i);
    return kKernelOk;
}
/// y = a * s, r = r + y: an array and a reduction at once
inline std::int32_t scale_and_sum(const KernelOperand* k, const Cell* s, std::int64_t outer, std::int64_t inner) {
    for (std::int64_t o = 0; o < outer; ++o)
        for (std::int64_t i = 0; i < inner; ++i)
            at(k[2], o, i) += at(k[1], o, i) = at(k[0], o, i) * s[0].f64;
    return kKernelOk;
}
inline void merge_add(char* dst, const char* src, std::int64_t n) {
    for (std::int64_t i = 0; i < n; ++i)
        reinterpret_cast<double*>(dst)[i] += reinterpret_cast<const double*>(src)[i];
}

inline OperandInfo operand(Role role, int ndim, int slot = -1) {
    OperandInfo o;
    o.role = role;
    o.ndim = ndim;
    o.slot = slot;
    if (role == Role::Reduce) {
        o.reduce = ops::OpCode::reduce_add;
        o.identity.f64 = 0.0;
        o.merge = merge_add;
    }
    return o;
}

inline KernelInfo kernel(KernelFn fn, int ndim, std::vector<OperandInfo> operands, std::uint64_t reduced = 0,
                         double cost = 1.0) {
    KernelInfo k;
    k.name = "test_kernel";
    k.span = {12, 3, 12, 9};
    k.ndim = ndim;
    k.reduced = reduced;
    k.operands = std::move(operands);
    k.num_scalars = 1;
    k.cost = cost;
    k.run = fn;
    if (reduced) k.run_outer = fn;
    return k;
}

/// A program of kernels alone and one run of it.
class Runner {
   public:
    explicit Runner(std::vector<KernelInfo> kernels, int slots = 8) {
        program.kernels = std::move(kernels);
        program.num_slots = slots;
        program.files = {"user.py"};
        for (KernelInfo& k : program.kernels) prepare(k);
        frame = std::make_unique<Frame>(program);
    }
    template <class... Views>
    std::int32_t launch(std::uint64_t dying, double scalar, Views&... views) {
        return launch_kernel(0, dying, scalar, views...);
    }
    template <class... Views>
    std::int32_t launch_kernel(int index, std::uint64_t dying, double scalar, Views&... views) {
        ArrayDesc* descs[] = {views.desc()...};
        Cell s{};
        s.f64 = scalar;
        return phx_launch(frame.get(), index, descs, &s, dying);
    }
    Program program;
    std::unique_ptr<Frame> frame;
};

}  // namespace phylanx::launch

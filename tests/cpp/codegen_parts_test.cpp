// Loop functions as units of work: equal ones share code, two threads compile, strided operands go through buffers.
// SPDX-License-Identifier: BSL-1.0
#include <numeric>
#include <set>

#include "codegen/staging.h"
#include "codegen_builder.h"

namespace phylanx::codegen_test {
namespace {

using launch::KernelOperand;

const Type kF64 = Type::scalar(DType::F64);

// x * (i % 4 + 1) and sum(x * (i % 4 + 1)), for i from 0 to n.
std::shared_ptr<launch::Program> repeated_formulas(int n, int threads, codegen::Compiled* all = nullptr) {
    const Type vector = Type::array(DType::F64, 1);
    Builder b({vector});
    std::vector<ValueId> sums;
    for (int i = 0; i < n; ++i) {
        auto r = b.fused(1, {b.parameter(0)}, {}, {"fresh", "reduce_add"}, {vector, Type::array(DType::F64, 0)},
                         [&](std::vector<ValueId> a) {
            ValueId factor = b.op(OpCode::cast, {b.real(i % 4 + 1)}, kF64);
            ValueId v = b.op(OpCode::mul, {a[0], factor}, kF64);
            return std::vector{v, v};
        }, {0});
        b.run(OpCode::wait, {r[1]});
        sums.push_back(b.op(OpCode::item, {r[1]}, kF64));
    }
    std::vector<Type> types(sums.size(), kF64);
    b.return_(b.op(OpCode::make_tuple, sums, Type::tuple(types)));
    codegen::Options options;
    options.threads = threads;
    auto c = codegen::compile(b.g, options);
    if (all) *all = c;
    return c.program;
}

void check_sums(const launch::Program& p, int n) {
    std::vector<double> x(1000);
    std::iota(x.begin(), x.end(), 0.0);
    Array a(x.data(), {1000});
    Outcome r(p, {cell(a)}, [&](Outcome& run) {
        for (int i = 0; i < n; ++i)
            EXPECT_EQ(run.results[static_cast<std::size_t>(i)].f64, 499500.0 * (i % 4 + 1)) << i;
    });
    EXPECT_EQ(r.code, 0) << r.error;
}

TEST(codegen_parts, equal_loop_functions_are_compiled_once) {
    for (int threads : {1, 2}) {
        auto p = repeated_formulas(8, threads);
        std::set<launch::KernelFn> different;
        for (auto& k : p->kernels) {
            ASSERT_NE(k.run, nullptr);
            different.insert(k.run);
        }
        EXPECT_EQ(p->kernels.size(), 8u);
        EXPECT_EQ(different.size(), 4u);
        check_sums(*p, 8);
    }
}

TEST(codegen_parts, what_two_threads_compile_comes_back_from_bytes) {
    codegen::Compiled c;
    auto p = repeated_formulas(8, 2, &c);
    codegen::Compiled alone;
    repeated_formulas(8, 1, &alone);
    EXPECT_NE(c.object, alone.object);  // two objects, not one
    auto again = codegen::deserialize(codegen::serialize(*p, c.object), c.object);
    ASSERT_NE(again, nullptr);
    check_sums(*again, 8);
}

// --- staging --------------------------------------------------------------------------------------
int calls;

// z = x + y, of contiguous operands; the inputs may be repeated.
std::int32_t add(const KernelOperand* o, const launch::Cell*, std::int64_t outer, std::int64_t inner) {
    ++calls;
    EXPECT_EQ(outer, 1);
    for (int k : {0, 1}) EXPECT_TRUE(o[k].inner_stride == 8 || o[k].inner_stride == 0 || inner == 1);
    EXPECT_TRUE(o[2].inner_stride == 8 || inner == 1);
    for (std::int64_t i = 0; i < inner; ++i) {
        auto at = [&](int k) { return reinterpret_cast<double*>(o[k].data + i * o[k].inner_stride); };
        *at(2) = *at(0) + *at(1);
    }
    return 2;
}

struct Layout {
    std::int64_t outer_stride, inner_stride;  // in elements
};

void check_staged(std::int64_t outer, std::int64_t inner, Layout x, Layout y, Layout z, int most_calls) {
    std::vector<double> a(20000), b(20000), c(20000, -1.0);
    std::iota(a.begin(), a.end(), 1.0);
    std::iota(b.begin(), b.end(), 100000.0);
    KernelOperand operands[] = {{reinterpret_cast<char*>(a.data()), 8 * x.outer_stride, 8 * x.inner_stride},
                                {reinterpret_cast<char*>(b.data()), 8 * y.outer_stride, 8 * y.inner_stride},
                                {reinterpret_cast<char*>(c.data()), 8 * z.outer_stride, 8 * z.inner_stride}};
    const std::uint8_t uses[] = {8 | codegen::kReads, 8 | codegen::kReads, 8 | codegen::kWrites};
    calls = 0;
    EXPECT_EQ(codegen::phxm_run_staged(add, operands, nullptr, outer, inner, uses, 3), outer * inner > 0 ? 2 : 0);
    EXPECT_LE(calls, most_calls);
    std::vector<double> wanted(c.size(), -1.0);
    auto place = [](Layout l, std::int64_t o, std::int64_t i) {
        return static_cast<std::size_t>(o * l.outer_stride + i * l.inner_stride);
    };
    for (std::int64_t o = 0; o < outer; ++o)
        for (std::int64_t i = 0; i < inner; ++i)
            wanted[place(z, o, i)] = a[place(x, o, i)] + b[place(y, o, i)];
    EXPECT_EQ(c, wanted) << outer << " x " << inner;
}

TEST(codegen_parts, strided_operands_go_through_buffers) {
    for (std::int64_t inner : {0, 1, 2, 7, 511, 512, 513, 1300}) {
        const int blocks = static_cast<int>(inner / 512 + 1);
        check_staged(1, inner, {0, 2}, {0, 1}, {0, 1}, blocks);
        check_staged(1, inner, {0, 1}, {0, 3}, {0, 2}, blocks);
        check_staged(3, inner, {0, 0}, {5000, 2}, {3000, 1}, 3 * blocks);
    }
    check_staged(200, 3, {3, 1}, {1, 200}, {1, 300}, 2);       // short rows together, one side contiguous
    check_staged(200, 3, {0, 1}, {1, 200}, {3, 1}, 2);         // a row for all rows
    check_staged(200, 3, {1, 0}, {0, 0}, {4, 1}, 2);           // an element a row
    check_staged(0, 5, {1, 2}, {1, 2}, {1, 2}, 0);
}

TEST(codegen_parts, folded_rows_stay_in_order) {
    std::vector<double> x(40), sum(4, 0.5);
    std::iota(x.begin(), x.end(), 0.0);
    KernelOperand operands[] = {{reinterpret_cast<char*>(x.data()), 8, 80}, {reinterpret_cast<char*>(sum.data()), 0, 8}};
    auto fold = [](const KernelOperand* o, const launch::Cell*, std::int64_t, std::int64_t inner) -> std::int32_t {
        auto* in = reinterpret_cast<double*>(o[0].data);
        auto* out = reinterpret_cast<double*>(o[1].data);
        for (std::int64_t i = 0; i < inner; ++i) out[i] = 2 * out[i] + in[i];
        return 0;
    };
    const std::uint8_t uses[] = {8 | codegen::kReads, 8 | codegen::kReads | codegen::kWrites | codegen::kFolds};
    codegen::phxm_run_staged(fold, operands, nullptr, 10, 4, uses, 2);
    for (std::size_t i = 0; i < 4; ++i) {
        double wanted = 0.5;
        for (std::size_t o = 0; o < 10; ++o) wanted = 2 * wanted + x[o + 10 * i];
        EXPECT_EQ(sum[i], wanted);
    }
}

TEST(codegen_parts, more_operands_than_lie_on_the_stack) {
    constexpr std::size_t kCount = 20;
    std::vector<double> x(2 * 600 * kCount);
    std::iota(x.begin(), x.end(), 0.0);
    std::vector<KernelOperand> operands;
    std::vector<std::uint8_t> uses;
    for (std::size_t k = 0; k < kCount; ++k) {
        operands.push_back({reinterpret_cast<char*>(x.data() + 1200 * k), 0, 16});
        uses.push_back(static_cast<std::uint8_t>(8 | (k + 1 < kCount ? codegen::kReads : codegen::kWrites)));
    }
    auto add_all = [](const KernelOperand* o, const launch::Cell*, std::int64_t, std::int64_t inner) -> std::int32_t {
        for (std::int64_t i = 0; i < inner; ++i) {
            double sum = 0;
            for (std::size_t k = 0; k + 1 < kCount; ++k) sum += reinterpret_cast<double*>(o[k].data)[i];
            reinterpret_cast<double*>(o[kCount - 1].data)[i] = sum;
        }
        return 0;
    };
    codegen::phxm_run_staged(add_all, operands.data(), nullptr, 1, 600, uses.data(), kCount);
    for (std::size_t i = 0; i < 600; ++i) {
        double wanted = 0;
        for (std::size_t k = 0; k + 1 < kCount; ++k) wanted += static_cast<double>(1200 * k + 2 * i);
        ASSERT_EQ(x[1200 * (kCount - 1) + 2 * i], wanted) << i;
    }
}

}  // namespace
}  // namespace phylanx::codegen_test

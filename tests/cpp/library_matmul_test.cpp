// Tests of matmul: every dtype, layout and shape rule against a triple loop, and sizes that become tasks.
// SPDX-License-Identifier: BSL-1.0
#include <cmath>

#include "library/gemv.h"
#include "library_fixture.h"
#include "runtime/granularity.h"
#include "runtime/runtime.h"

namespace phylanx::library {
namespace {

template <class T>
TestArray product(const TestArray& a, const TestArray& b) {
    const int ndim = std::max({a.ndim(), b.ndim(), 2}) - (a.ndim() == 1) - (b.ndim() == 1);
    return TestCall(OpCode::matmul).array(a).array(b).run(dtype_of<T>(), ndim);
}

/// The product of two 2-d arrays of small integers, exactly.
template <class T>
std::vector<T> naive(const TestArray& a, const TestArray& b) {
    const auto m = static_cast<std::size_t>(a.shape()[0]), k = static_cast<std::size_t>(a.shape()[1]);
    const auto n = static_cast<std::size_t>(b.shape()[1]);
    const std::vector<T> x = a.values<T>(), y = b.values<T>();
    std::vector<T> c;
    for (std::size_t i = 0; i < m; ++i)
        for (std::size_t j = 0; j < n; ++j) {
            T sum{};
            for (std::size_t p = 0; p < k; ++p) {
                if constexpr (std::is_same_v<T, bool>)
                    sum = sum || (x[i * k + p] && y[p * n + j]);
                else
                    sum = static_cast<T>(sum + x[i * k + p] * y[p * n + j]);
            }
            c.push_back(sum);
        }
    return c;
}

template <class T>
class Matmul : public testing::Test {};
using Types = testing::Types<double, float, std::complex<double>, std::complex<float>, std::int64_t,
                             std::int8_t, bool>;
TYPED_TEST_SUITE(Matmul, Types);

TYPED_TEST(Matmul, EveryLayoutGivesTheProduct) {
    using T = TypeParam;
    for (auto [m, k, n] : {std::array{1, 1, 1}, {3, 4, 5}, {1, 7, 9}, {9, 7, 1}, {17, 33, 21}, {2, 64, 3}}) {
        const TestArray a = TestArray::pattern<T>({m, k}, 1), b = TestArray::pattern<T>({k, n}, 2);
        const TestArray at = TestArray::pattern<T>({k, m}, 3).transposed();
        const TestArray bt = TestArray::pattern<T>({n, k}, 4).transposed();
        const TestArray gaps = TestArray::pattern<T>({m, 2 * k}, 5).stepped(1, 2);
        const TestArray back = TestArray::pattern<T>({k, n}, 6).stepped(0, -1).stepped(1, -1);
        for (const TestArray& x : {a, at, gaps})
            for (const TestArray& y : {b, bt, back})
                EXPECT_EQ(product<T>(x, y).template values<T>(), naive<T>(x, y)) << m << k << n;
    }
}

TYPED_TEST(Matmul, VectorsDropTheirDimension) {
    using T = TypeParam;
    const TestArray a = TestArray::pattern<T>({5, 11}), x = TestArray::pattern<T>({11}, 2);
    const TestArray column = TestArray::of<T>({11, 1}, x.values<T>());
    const TestArray ax = product<T>(a, x);
    EXPECT_EQ(ax.shape(), Extents{5});
    EXPECT_EQ(ax.values<T>(), naive<T>(a, column));
    const TestArray xa = product<T>(x, a.transposed());
    EXPECT_EQ(xa.values<T>(), naive<T>(a, column));
    const TestArray dot = product<T>(x, x);
    EXPECT_EQ(dot.ndim(), 0);
    EXPECT_EQ(dot.values<T>(), naive<T>(column.transposed(), column));
    const TestArray wide = TestArray::pattern<T>({22}, 2).stepped(0, -2);
    EXPECT_EQ(product<T>(a, wide).template values<T>(),
              naive<T>(a, TestArray::of<T>({11, 1}, wide.values<T>())));
}

TYPED_TEST(Matmul, StacksBroadcast) {
    using T = TypeParam;
    const TestArray a = TestArray::pattern<T>({3, 1, 4, 5}), b = TestArray::pattern<T>({2, 5, 6}, 2);
    const TestArray c = product<T>(a, b);
    EXPECT_EQ(c.shape(), (Extents{3, 2, 4, 6}));
    for (std::int64_t i = 0; i < 3; ++i)
        for (std::int64_t j = 0; j < 2; ++j) {
            const TestArray ai = TestArray::of<T>({4, 5}, std::vector<T>(a.data<T>() + i * 20, a.data<T>() + i * 20 + 20));
            const TestArray bj = TestArray::of<T>({5, 6}, std::vector<T>(b.data<T>() + j * 30, b.data<T>() + j * 30 + 30));
            const auto at = c.data<T>() + (i * 2 + j) * 24;
            EXPECT_EQ(std::vector<T>(at, at + 24), naive<T>(ai, bj));
        }
    const TestArray rows = product<T>(TestArray::pattern<T>({3, 2, 4, 5}), TestArray::pattern<T>({5}, 3));
    EXPECT_EQ(rows.shape(), (Extents{3, 2, 4}));
}

TYPED_TEST(Matmul, EmptyDimensions) {
    using T = TypeParam;
    EXPECT_EQ(product<T>(TestArray(dtype_of<T>(), {0, 3}), TestArray::pattern<T>({3, 2})).size(), 0);
    const TestArray zero = product<T>(TestArray(dtype_of<T>(), {2, 0}), TestArray(dtype_of<T>(), {0, 3}));
    EXPECT_EQ(zero.values<T>(), std::vector<T>(6, T(0)));
    EXPECT_EQ(product<T>(TestArray(dtype_of<T>(), {0, 2, 3}), TestArray::pattern<T>({3, 2})).size(), 0);
}

TEST(MatmulHalf, SumsInFloat) {
    const auto a = TestArray::pattern<_Float16>({4, 300}), b = TestArray::pattern<_Float16>({300, 3}, 2);
    const auto c = product<_Float16>(a, b).values<_Float16>(), expected = naive<_Float16>(a, b);
    for (std::size_t i = 0; i < c.size(); ++i)
        EXPECT_NEAR(static_cast<float>(c[i]), static_cast<float>(expected[i]), 1.0f);
}

TEST(MatmulErrors, AreNumPys) {
    const TestArray a = TestArray::pattern<double>({2, 3}), b = TestArray::pattern<double>({4, 2});
    EXPECT_EQ(error_of([&] { product<double>(a, b); }, support::ErrorClass::Value),
              "matmul: Input operand 1 has a mismatch in its core dimension 0, with gufunc signature "
              "(n?,k),(k,m?)->(n?,m?) (size 4 is different from 3)");
    const TestArray c = TestArray::pattern<double>({3, 2, 2}), d = TestArray::pattern<double>({2, 2, 2});
    EXPECT_EQ(error_of([&] { product<double>(c, d); }, support::ErrorClass::Value),
              "operands could not be broadcast together with remapped shapes [original->remapped]: "
              "(3,2,2)->(3,newaxis,newaxis) (2,2,2)->(2,newaxis,newaxis)  and requested shape (2,2)");
}

/// Sizes that fall into several tasks, by every way a product can go; integers make sums exact.
TEST(MatmulTasks, LargeProductsAreExact) {
    struct Case {
        std::int64_t m, k, n;
    };
    for (auto [m, k, n] : {Case{30000, 31, 1}, {31, 30000, 1}, {1, 40000, 33}, {3, 200000, 1},
                           {1, 1, 1}, {1, 300000, 1}, {700, 300, 200}, {40, 500, 900}, {20, 60000, 30}}) {
        const TestArray a = TestArray::pattern<double>({m, k}, 1), b = TestArray::pattern<double>({k, n}, 2);
        const TestArray at = TestArray::pattern<double>({k, m}, 3).transposed();
        EXPECT_EQ(product<double>(a, b).values<double>(), naive<double>(a, b)) << m << " " << k << " " << n;
        EXPECT_EQ(product<double>(at, b).values<double>(), naive<double>(at, b)) << m << " " << k << " " << n;
    }
}

TEST(MatmulTasks, AMatrixTimesItsTransposeIsSymmetric) {
    for (const Extents& shape : {Extents{40, 9}, Extents{30000, 20}, Extents{300, 400}}) {
        const TestArray x = TestArray::pattern<double>(shape);
        EXPECT_EQ(product<double>(x.transposed(), x).values<double>(), naive<double>(x.transposed(), x));
        if (shape[0] < 1000) {
            EXPECT_EQ(product<double>(x, x.transposed()).values<double>(), naive<double>(x, x.transposed()));
        }
    }
}

TEST(MatmulTasks, BitsDoNotDependOnThreadsOrGranularity) {
    TestArray x(DType::F64, {20000, 37}), d(DType::F64, {20000}), w(DType::F64, {37});
    for (std::int64_t i = 0; i < x.size(); ++i) x.data<double>()[i] = std::sin(static_cast<double>(i));
    for (std::int64_t i = 0; i < d.size(); ++i) d.data<double>()[i] = std::cos(static_cast<double>(i));
    for (std::int64_t i = 0; i < w.size(); ++i) w.data<double>()[i] = 1.0 / static_cast<double>(i + 1);
    const double before = runtime::granularity_ns();
    const int threads = runtime::num_threads();
    std::vector<std::vector<double>> seen;
    for (double ns : {1e12, 1.0})
        for (int n : {1, 2, 8}) {
            runtime::set_granularity_ns(ns);
            runtime::set_num_threads(n);
            std::vector<double> all = product<double>(x, w).values<double>();
            for (const auto& part : {product<double>(x.transposed(), d), product<double>(x.transposed(), x)})
                for (double v : part.values<double>()) all.push_back(v);
            seen.push_back(std::move(all));
        }
    runtime::set_granularity_ns(before);
    runtime::set_num_threads(threads);
    for (const auto& other : seen) EXPECT_EQ(other, seen[0]);
}

template <class T>
void check_kernels() {
    for (std::int64_t rows : {1, 2, 3, 4, 5, 9, 30})
        for (std::int64_t cols : {1, 2, 3, 4, 5, 7, 8, 9, 15, 16, 17, 30, 31, 47, 48, 49, 100, 5000}) {
            const std::int64_t lda = cols + 3;
            const TestArray a = TestArray::pattern<T>({rows, lda}), x = TestArray::pattern<T>({5000 + 30}, 2);
            std::vector<T> y(rows + 1, T(77)), z(cols + 1, T(77)), yn(rows + 1, T(77)), zn(cols + 1, T(77));
            gemv_kernels<T>().rows(a.data<T>(), lda, x.data<T>(), y.data(), rows, cols);
            gemv_kernels<T>().columns(a.data<T>(), lda, x.data<T>(), z.data(), rows, cols);
            std::fill(yn.begin(), yn.end() - 1, T(0));
            std::fill(zn.begin(), zn.end() - 1, T(0));
            for (std::int64_t i = 0; i < rows; ++i)
                for (std::int64_t j = 0; j < cols; ++j) {
                    yn[i] += a.at<T>({i, j}) * x.data<T>()[j];
                    zn[j] += a.at<T>({i, j}) * x.data<T>()[i];
                }
            EXPECT_EQ(y, yn) << rows << " x " << cols;
            EXPECT_EQ(z, zn) << rows << " x " << cols;
        }
}

TEST(GemvKernels, AreExactOnSmallIntegersAndStayInBounds) {
    check_kernels<double>();
    check_kernels<float>();
}

TEST(GemvKernels, DeadLanesOfATailDoNotLeak) {
    std::vector<double> a(4 * 6, 1.0), x(6, 1.0), y(4);
    a[3] = INFINITY;  // lane that the tail of row 0 loads again, masked
    gemv_kernels<double>().rows(a.data(), 6, x.data(), y.data(), 4, 6);
    EXPECT_EQ(y[0], INFINITY);
    EXPECT_EQ(y[1], 6.0);
    std::vector<double> z(6);
    gemv_kernels<double>().columns(a.data(), 6, x.data(), z.data(), 4, 6);
    EXPECT_EQ(z[3], INFINITY);
    EXPECT_EQ(z[4], 4.0);
}

}  // namespace
}  // namespace phylanx::library

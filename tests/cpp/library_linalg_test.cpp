// Tests of solve, inv, det and cholesky: residuals, stacks, complex numbers, NumPy's errors.
// SPDX-License-Identifier: BSL-1.0
#include <cmath>

#include "library_fixture.h"

namespace phylanx::library {
namespace {

template <class T>
class Linalg : public testing::Test {};
using Types = testing::Types<double, float, std::complex<double>, std::complex<float>>;
TYPED_TEST_SUITE(Linalg, Types);

/// A stack of well-conditioned matrices.
template <class T>
TestArray regular(Extents shape) {
    TestArray a = TestArray::pattern<T>(shape, 5);
    const std::int64_t n = shape.back();
    for (std::int64_t i = 0; i < a.size(); ++i) {
        if constexpr (!std::is_floating_point_v<T>) a.data<T>()[i] += T(0, i % 3);
        if (i % (n * n) % (n + 1) == 0) a.data<T>()[i] += T(60);
    }
    return a;
}

template <class T>
double tolerance() {
    return std::is_same_v<T, float> || std::is_same_v<T, std::complex<float>> ? 2e-4 : 1e-11;
}

/// |a x - b| for one n x n system with `columns` right sides, all C-ordered.
template <class T>
double residual(const T* a, const T* x, const T* b, std::int64_t n, std::int64_t columns) {
    double worst = 0;
    for (std::int64_t i = 0; i < n; ++i)
        for (std::int64_t j = 0; j < columns; ++j) {
            T sum{};
            for (std::int64_t k = 0; k < n; ++k) sum += a[i * n + k] * x[k * columns + j];
            worst = std::max<double>(worst, std::abs(sum - b[i * columns + j]));
        }
    return worst;
}

TYPED_TEST(Linalg, SolveLeavesNoResidual) {
    using T = TypeParam;
    for (std::int64_t n : {1, 2, 5, 40}) {
        const TestArray a = regular<T>({n, n}), b = TestArray::pattern<T>({n, 3}, 2), v = TestArray::pattern<T>({n}, 3);
        const TestArray x = TestCall(OpCode::solve).array(a).array(b).run(dtype_of<T>(), 2);
        EXPECT_LT(residual(a.data<T>(), x.data<T>(), b.data<T>(), n, 3), tolerance<T>());
        const TestArray y = TestCall(OpCode::solve).array(a).array(v).run(dtype_of<T>(), 1);
        EXPECT_LT(residual(a.data<T>(), y.data<T>(), v.data<T>(), n, 1), tolerance<T>());
    }
}

TYPED_TEST(Linalg, SolveBroadcastsStacks) {
    using T = TypeParam;
    const std::int64_t count = 500, n = 6;
    const TestArray a = regular<T>({count, n, n}), b = TestArray::pattern<T>({n, 2}, 2);
    const TestArray x = TestCall(OpCode::solve).array(a).array(b).run(dtype_of<T>(), 3);
    ASSERT_EQ(x.shape(), (Extents{count, n, 2}));
    for (std::int64_t i = 0; i < count; ++i)
        EXPECT_LT(residual(a.data<T>() + i * n * n, x.data<T>() + i * n * 2,
                           b.data<T>(), n, 2),
                  tolerance<T>());
    const TestArray v = TestArray::pattern<T>({n}, 4);
    const TestArray y = TestCall(OpCode::solve).array(a).array(v).run(dtype_of<T>(), 2);
    ASSERT_EQ(y.shape(), (Extents{count, n}));
    EXPECT_LT(residual(a.data<T>() + 7 * n * n, y.data<T>() + 7 * n, v.data<T>(), n, 1),
              tolerance<T>());
}

TYPED_TEST(Linalg, InverseOfATransposedViewAndOfAStack) {
    using T = TypeParam;
    const TestArray a = regular<T>({3, 9, 9});
    const TestArray x = TestCall(OpCode::inv).array(a).run(dtype_of<T>(), 3);
    std::vector<T> unit(81, T(0));
    for (int d = 0; d < 9; ++d) unit[d * 10] = T(1);
    for (int i = 0; i < 3; ++i)
        EXPECT_LT(residual(a.data<T>() + i * 81, x.data<T>() + i * 81, unit.data(), 9, 9),
                  tolerance<T>());
    const TestArray m = regular<T>({9, 9}).transposed();
    const TestArray y = TestCall(OpCode::inv).array(m).run(dtype_of<T>(), 2);
    EXPECT_LT(residual(m.values<T>().data(), y.data<T>(), unit.data(), 9, 9), tolerance<T>());
}

TYPED_TEST(Linalg, CholeskyFactorTimesItsAdjointIsTheMatrix) {
    using T = TypeParam;
    const std::int64_t n = 7;
    TestArray a(dtype_of<T>(), {2, n, n});
    for (std::int64_t i = 0; i < 2 * n * n; ++i) {
        const std::int64_t r = i / n % n, c = i % n;
        T v = r == c ? T(20) : T(static_cast<float>((r * c) % 5) - 2);
        if constexpr (!std::is_floating_point_v<T>)
            if (r != c) v += T(0, r < c ? 1 : -1);
        a.data<T>()[i] = v;
    }
    const TestArray l = TestCall(OpCode::cholesky).array(a).run(dtype_of<T>(), 3);
    for (std::int64_t s = 0; s < 2; ++s)
        for (std::int64_t i = 0; i < n; ++i)
            for (std::int64_t j = 0; j < n; ++j) {
                T sum{};
                for (std::int64_t k = 0; k < n; ++k) {
                    T right = l.at<T>({s, j, k});
                    if constexpr (!std::is_floating_point_v<T>) right = std::conj(right);
                    sum += l.at<T>({s, i, k}) * right;
                }
                EXPECT_LT(std::abs(sum - a.at<T>({s, i, j})), tolerance<T>());
                if (j > i) {
                    EXPECT_EQ(l.at<T>({s, i, j}), T(0));
                }
            }
}

TEST(LinalgDet, HasTheSignAndSizeOfNumPy) {
    const TestArray a = TestArray::of<double>({2, 2}, {1, 2, 3, 4});
    EXPECT_DOUBLE_EQ(TestCall(OpCode::det).array(a).run(DType::F64, 0).values<double>()[0], -2.0);
    const TestArray b = TestArray::of<double>({2, 2, 2}, {1, 2, 2, 4, 0, 1, 1, 0});
    const auto d = TestCall(OpCode::det).array(b).run(DType::F64, 1).values<double>();
    EXPECT_EQ(d[0], 0.0);
    EXPECT_EQ(d[1], -1.0);
    const TestArray none = TestCall(OpCode::det).array(TestArray(DType::F64, {3, 0, 0})).run(DType::F64, 1);
    EXPECT_EQ(none.values<double>(), (std::vector<double>{1, 1, 1}));
    const TestArray c = TestArray::of<std::complex<double>>({1, 1}, {{3, -4}});
    const auto z = TestCall(OpCode::det).array(c).run(DType::C128, 0).values<std::complex<double>>()[0];
    EXPECT_NEAR(std::abs(z - std::complex<double>(3, -4)), 0, 1e-14);
}

TEST(LinalgErrors, AreNumPys) {
    const auto call = [](OpCode op, const TestArray& a, int ndim) {
        return [=] { TestCall(op).array(a).run(DType::F64, ndim); };
    };
    const TestArray zero = TestArray::of<double>({2, 2}, {0, 0, 0, 0});
    const TestArray oblong = TestArray::pattern<double>({2, 3});
    const auto linalg = support::ErrorClass::LinAlg;
    EXPECT_EQ(error_of(call(OpCode::inv, zero, 2), linalg), "Singular matrix");
    EXPECT_EQ(error_of(call(OpCode::cholesky, zero, 2), linalg), "Matrix is not positive definite");
    EXPECT_EQ(error_of(call(OpCode::det, oblong, 0), linalg), "Last 2 dimensions of the array must be square");
    EXPECT_EQ(error_of(call(OpCode::inv, TestArray::pattern<double>({3}), 1), linalg),
              "1-dimensional array given. Array must be at least two-dimensional");
    // In a stack that goes over several tasks, too.
    const TestArray many = TestArray::pattern<double>({20000, 3, 3});
    std::fill_n(many.data<double>(), many.size(), 0.0);
    EXPECT_EQ(error_of(call(OpCode::inv, many, 3), linalg), "Singular matrix");
    const TestArray eye = TestArray::of<double>({2, 2}, {1, 0, 0, 1});
    EXPECT_EQ(error_of([&] { TestCall(OpCode::solve).array(eye).array(TestArray::pattern<double>({3})).run(DType::F64, 1); },
                       support::ErrorClass::Value),
              "solve1: Input operand 1 has a mismatch in its core dimension 0, with gufunc signature "
              "(m,m),(m)->(m) (size 3 is different from 2)");
}

}  // namespace
}  // namespace phylanx::library

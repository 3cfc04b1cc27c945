// Tests of the routines that make arrays and move elements: zeros ... eye, copy, reshape, concatenate.
// SPDX-License-Identifier: BSL-1.0
#include <cmath>

#include "library_fixture.h"

namespace phylanx::library {
namespace {

using support::ErrorClass;

TEST(Create, ZerosEmptyFull) {
    const auto z = TestCall(OpCode::zeros).integer(3).integer(2).run(DType::I16, 2);
    EXPECT_EQ(z.shape(), (Extents{3, 2}));
    EXPECT_EQ(z.values<std::int16_t>(), std::vector<std::int16_t>(6, 0));
    EXPECT_EQ(TestCall(OpCode::zeros).run(DType::F64, 0).values<double>(), std::vector<double>{0});
    EXPECT_EQ(TestCall(OpCode::empty).integer(0).integer(5).run(DType::F64, 2).shape(), (Extents{0, 5}));
    const auto f = TestCall(OpCode::full).scalar(1.5f).integer(4).run(DType::F32, 1);
    EXPECT_EQ(f.values<float>(), std::vector<float>(4, 1.5f));
    const auto c = TestCall(OpCode::full).scalar(std::complex<double>(1, 2)).integer(2).run(DType::C128, 1);
    EXPECT_EQ(c.values<std::complex<double>>(), std::vector<std::complex<double>>(2, {1, 2}));
    const auto large = TestCall(OpCode::zeros).integer(3000001).run(DType::F64, 1).values<double>();
    EXPECT_EQ(std::count(large.begin(), large.end(), 0.0), 3000001);
}

TEST(Create, NegativeExtentsAreErrors) {
    for (OpCode op : {OpCode::zeros, OpCode::empty})
        EXPECT_EQ(error_of([&] { TestCall(op).integer(2).integer(-1).run(DType::F64, 2); }, ErrorClass::Value),
                  "negative dimensions are not allowed");
    EXPECT_EQ(error_of([] { TestCall(OpCode::full).scalar(1.0).integer(-1).run(DType::F64, 1); }, ErrorClass::Value),
              "negative dimensions are not allowed");
}

template <class T>
std::vector<T> arange(double start, double stop, double step) {
    return TestCall(OpCode::arange).number(start).number(stop).number(step).run(dtype_of<T>(), 1).template values<T>();
}
template <class T>
std::vector<T> arange(std::int64_t start, std::int64_t stop, std::int64_t step) {
    return TestCall(OpCode::arange).integer(start).integer(stop).integer(step).run(dtype_of<T>(), 1).template values<T>();
}

TEST(Create, ArangeGivesNumPysBits) {
    using i64 = std::int64_t;
    EXPECT_EQ(arange<i64>(i64{0}, i64{5}, i64{2}), (std::vector<i64>{0, 2, 4}));
    EXPECT_EQ(arange<i64>(i64{5}, i64{0}, i64{-2}), (std::vector<i64>{5, 3, 1}));
    EXPECT_EQ(arange<i64>(i64{5}, i64{0}, i64{2}), std::vector<i64>{});
    EXPECT_EQ(arange<std::int8_t>(i64{-2}, i64{2}, i64{3}), (std::vector<std::int8_t>{-2, 1}));
    const auto x = arange<double>(0.1, 1.0, 0.3);  // delta is (0.1 + 0.3) - 0.1
    ASSERT_EQ(x.size(), 3u);
    EXPECT_EQ(x[2], 0.1 + 2 * ((0.1 + 0.3) - 0.1));
    EXPECT_EQ(arange<double>(1.0, 1.3, 0.1).size(), 4u);  // as NumPy: the quotient rounds up
    EXPECT_EQ(arange<float>(0.0, 1.0, 0.25), (std::vector<float>{0, 0.25, 0.5, 0.75}));
    EXPECT_EQ(arange<double>(2.0, 1.0, 1.0), std::vector<double>{});
    EXPECT_EQ(error_of([] { arange<i64>(i64{0}, i64{1}, i64{0}); }, ErrorClass::ZeroDivision), "division by zero");
    EXPECT_EQ(error_of([] { arange<double>(0.0, NAN, 1.0); }, ErrorClass::Value), "arange: cannot compute length");
    EXPECT_EQ(error_of([] { arange<double>(0.0, 1e30, 1.0); }, ErrorClass::Value), "Maximum allowed size exceeded");
}

TEST(Create, LinspaceGivesNumPysBits) {
    const auto run = [](double a, double b, std::int64_t n, bool endpoint) {
        return TestCall(OpCode::linspace).number(a).number(b).integer(n).attr("endpoint", endpoint)
            .run(DType::F64, 1).values<double>();
    };
    const auto x = run(0.1, 0.7, 8, true);
    const double step = (0.7 - 0.1) / 7;
    for (int i = 0; i < 7; ++i) EXPECT_EQ(x[i], i * step + 0.1);
    EXPECT_EQ(x[7], 0.7);
    EXPECT_EQ(run(0, 1, 4, false), (std::vector<double>{0, 0.25, 0.5, 0.75}));
    EXPECT_EQ(run(3, 9, 1, true), std::vector<double>{3});
    EXPECT_EQ(run(3, 9, 0, true), std::vector<double>{});
    EXPECT_EQ(run(2, 2, 3, true), (std::vector<double>{2, 2, 2}));
    EXPECT_EQ(error_of([&] { run(0, 1, -5, true); }, ErrorClass::Value),
              "Number of samples, -5, must be non-negative.");
}

TEST(Create, EyeHasItsDiagonalAnywhere) {
    for (std::int64_t k : {-4, -2, 0, 1, 3, 9}) {
        const auto e = TestCall(OpCode::eye).integer(3).integer(4).integer(k).run(DType::F64, 2);
        for (std::int64_t i = 0; i < 3; ++i)
            for (std::int64_t j = 0; j < 4; ++j) EXPECT_EQ(e.at<double>({i, j}), j - i == k ? 1.0 : 0.0);
    }
}

TEST(Layout, CopyIsCOrderedForEveryLayout) {
    const auto a = TestArray::pattern<float>({5, 6, 7});
    for (const TestArray& v : {a, a.transposed(), a.stepped(1, 2), a.stepped(2, -3).stepped(0, -1),
                               a.transposed().stepped(1, -2)}) {
        const auto c = TestCall(OpCode::copy).array(v).run(DType::F32, 3);
        EXPECT_EQ(c.shape(), v.shape());
        EXPECT_EQ(std::vector<float>(c.data<float>(), c.data<float>() + c.size()), v.values<float>());
        EXPECT_NE(c.buffer(), v.buffer());
    }
    const auto large = TestArray::pattern<double>({1500, 1300}).transposed();
    EXPECT_EQ(TestCall(OpCode::copy).array(large).run(DType::F64, 2).values<double>(), large.values<double>());
}

TestArray reshaped(const TestArray& a, const Extents& shape) {
    TestCall call(OpCode::reshape);
    call.array(a);
    for (std::int64_t n : shape) call.integer(n);
    return call.run(a.type().dtype(), static_cast<int>(shape.size()));
}

TEST(Layout, ReshapeIsAViewWhereStridesAllowIt) {
    const auto a = TestArray::pattern<double>({4, 6, 2});
    const auto flat = reshaped(a, {-1});
    EXPECT_EQ(flat.buffer(), a.buffer());
    EXPECT_EQ(flat.values<double>(), a.values<double>());
    EXPECT_EQ(reshaped(a, {2, -1, 3, 1}).shape(), (Extents{2, 8, 3, 1}));
    const auto steps = a.stepped(0, 2);  // the last two dimensions are still dense
    const auto merged = reshaped(steps, {2, 1, 12});
    EXPECT_EQ(merged.buffer(), a.buffer());
    EXPECT_EQ(merged.values<double>(), steps.values<double>());
    const auto back = reshaped(a.stepped(1, -1), {4, 3, 2, 2});
    EXPECT_EQ(back.buffer(), a.buffer());
    EXPECT_EQ(back.values<double>(), a.stepped(1, -1).values<double>());
    const auto turned = reshaped(a.transposed(), {-1});
    EXPECT_NE(turned.buffer(), a.buffer());
    EXPECT_EQ(turned.values<double>(), a.transposed().values<double>());
    EXPECT_EQ(reshaped(TestArray(DType::F64, {0, 3}), {3, -1}).shape(), (Extents{3, 0}));
}

TEST(Layout, ReshapeErrorsAreNumPys) {
    const auto a = TestArray::pattern<double>({6});
    EXPECT_EQ(error_of([&] { reshaped(a, {4}); }, ErrorClass::Value), "cannot reshape array of size 6 into shape (4,)");
    EXPECT_EQ(error_of([&] { reshaped(a, {4, -1}); }, ErrorClass::Value),
              "cannot reshape array of size 6 into shape (4,newaxis)");
    EXPECT_EQ(error_of([&] { reshaped(a, {-1, -1}); }, ErrorClass::Value), "can only specify one unknown dimension");
}

TEST(Layout, ConcatenateJoinsAlongAnyAxis) {
    const auto a = TestArray::pattern<double>({2, 3}), b = TestArray::pattern<double>({3, 3}, 2).stepped(0, -1);
    const auto rows = TestCall(OpCode::concatenate).array(a).array(b).attr("axis", std::int64_t{0}).run(DType::F64, 2);
    auto expected = a.values<double>();
    for (double v : b.values<double>()) expected.push_back(v);
    EXPECT_EQ(rows.values<double>(), expected);
    const auto columns = TestCall(OpCode::concatenate).array(a.transposed()).array(b.transposed())
                             .attr("axis", std::int64_t{-1}).run(DType::F64, 2);
    EXPECT_EQ(columns.transposed().values<double>(), expected);
    EXPECT_EQ(error_of([&] { TestCall(OpCode::concatenate).array(a).array(b).attr("axis", std::int64_t{1}).run(DType::F64, 2); },
                       ErrorClass::Value),
              "all the input array dimensions except for the concatenation axis must match exactly, but along "
              "dimension 0, the array at index 0 has size 2 and the array at index 1 has size 3");
}

}  // namespace
}  // namespace phylanx::library

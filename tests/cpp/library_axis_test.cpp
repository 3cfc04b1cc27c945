// Tests of the routines along an axis and by index: argmax ... argsort, take, mask, put, nonzero.
// SPDX-License-Identifier: BSL-1.0
#include <cmath>
#include <numeric>

#include "library_fixture.h"

namespace phylanx::library {
namespace {

using support::ErrorClass;
using i64 = std::int64_t;

template <class T>
std::vector<i64> arg(OpCode op, const TestArray& a) {
    return TestCall(op).array(a).run(DType::I64, 0).values<i64>();
}

TEST(ArgExtrema, FirstOfEqualsAndNaNFirst) {
    EXPECT_EQ(arg<double>(OpCode::argmax, TestArray::of<double>({5}, {1, 3, 2, 3, 0}))[0], 1);
    EXPECT_EQ(arg<double>(OpCode::argmin, TestArray::of<double>({5}, {1, 0, 2, 0, 5}))[0], 1);
    EXPECT_EQ(arg<double>(OpCode::argmax, TestArray::of<double>({5}, {1, NAN, 9, NAN, 0}))[0], 1);
    EXPECT_EQ(arg<double>(OpCode::argmin, TestArray::of<double>({3}, {NAN, -1, -2}))[0], 0);
    EXPECT_EQ(arg<bool>(OpCode::argmax, TestArray::of<bool>({4}, {false, true, false, true}))[0], 1);
    using c = std::complex<double>;
    EXPECT_EQ(arg<c>(OpCode::argmax, TestArray::of<c>({3}, {c(1, 5), c(2, -1), c(2, 3)}))[0], 2);
    EXPECT_EQ(error_of([] { arg<double>(OpCode::argmax, TestArray(DType::F64, {0})); }, ErrorClass::Value),
              "attempt to get argmax of an empty sequence");
}

TEST(ArgExtrema, LongLinesGoByBlocks) {
    for (i64 at : {0, 1, 511, 512, 513, 1500, 2999}) {
        auto a = TestArray::pattern<double>({3000});
        a.data<double>()[at] = 99;
        if (at < 2999) a.data<double>()[2999] = 99;
        EXPECT_EQ(arg<double>(OpCode::argmax, a)[0], at);
        a.data<double>()[at] = NAN;
        EXPECT_EQ(arg<double>(OpCode::argmin, a)[0], at);
    }
}

TEST(ArgExtrema, AlongEachAxis) {
    const auto a = TestArray::pattern<float>({4, 5, 6}).transposed();
    for (i64 axis = 0; axis < 3; ++axis) {
        const auto r = TestCall(OpCode::argmin).array(a).attr("axis", axis).run(DType::I64, 2);
        const Extents s = a.shape();
        for (i64 i = 0; i < s[axis == 0 ? 1 : 0]; ++i)
            for (i64 j = 0; j < s[axis == 2 ? 1 : 2]; ++j) {
                const auto index = [&](i64 k) {
                    return axis == 0 ? Extents{k, i, j} : axis == 1 ? Extents{i, k, j} : Extents{i, j, k};
                };
                i64 best = 0;
                for (i64 k = 1; k < s[axis]; ++k)
                    if (a.at<float>(index(k)) < a.at<float>(index(best))) best = k;
                EXPECT_EQ(r.at<i64>({i, j}), best);
            }
    }
}

TEST(RunningFolds, SumAndProductAlongAxes) {
    const auto a = TestArray::pattern<double>({3, 4});
    const auto flat = TestCall(OpCode::cumsum).array(a.transposed()).run(DType::F64, 1).values<double>();
    auto v = a.transposed().values<double>();
    std::partial_sum(v.begin(), v.end(), v.begin());
    EXPECT_EQ(flat, v);
    for (i64 axis : {0, 1}) {
        const auto s = TestCall(OpCode::cumsum).array(a).attr("axis", axis).run(DType::F64, 2);
        const auto p = TestCall(OpCode::cumprod).array(a).attr("axis", axis).run(DType::F64, 2);
        for (i64 i = 0; i < 3; ++i)
            for (i64 j = 0; j < 4; ++j) {
                double sum = 0, product = 1;
                for (i64 k = 0; k <= (axis ? j : i); ++k) {
                    sum += axis ? a.at<double>({i, k}) : a.at<double>({k, j});
                    product *= axis ? a.at<double>({i, k}) : a.at<double>({k, j});
                }
                EXPECT_EQ(s.at<double>({i, j}), sum);
                EXPECT_EQ(p.at<double>({i, j}), product);
            }
    }
    const auto wrap = TestArray::of<i64>({2}, {INT64_MAX, 1});
    EXPECT_EQ(TestCall(OpCode::cumsum).array(wrap).run(DType::I64, 1).values<i64>()[1], INT64_MIN);
}

template <class T>
void check_sort(std::vector<T> v) {
    const auto a = TestArray::of<T>({static_cast<i64>(v.size())}, v);
    const auto sorted = TestCall(OpCode::sort).array(a).attr("axis", i64{-1}).run(dtype_of<T>(), 1).template values<T>();
    const auto index = TestCall(OpCode::argsort).array(a).attr("axis", i64{0}).run(DType::I64, 1).template values<i64>();
    std::vector<i64> expected(v.size());
    std::iota(expected.begin(), expected.end(), 0);
    std::stable_sort(expected.begin(), expected.end(), [&](i64 i, i64 j) {
        return v[i] < v[j] || (v[j] != v[j] && v[i] == v[i]);
    });
    EXPECT_EQ(index, expected);
    for (std::size_t i = 0; i < v.size(); ++i) {
        const T x = v[expected[i]];
        EXPECT_TRUE(sorted[i] == x || (x != x && sorted[i] != sorted[i])) << i;
    }
}

TEST(Sort, ShortAndLongLinesOfEveryKind) {
    check_sort<double>({3, -1, NAN, 0.5, -INFINITY, NAN, 2, INFINITY});
    check_sort<bool>({true, false, true, false});
    for (std::size_t n : {100u, 5000u}) {
        std::vector<double> d;
        std::vector<float> f;
        std::vector<i64> i;
        std::vector<std::int8_t> b;
        std::vector<_Float16> h;
        unsigned state = 7;
        for (std::size_t k = 0; k < n; ++k) {
            state = state * 1664525u + 1013904223u;
            d.push_back(k % 97 == 0 ? NAN : static_cast<double>(static_cast<int>(state)) / 65536);
            f.push_back(static_cast<float>(d.back()));
            i.push_back(static_cast<i64>(static_cast<int>(state)) * (k % 5 ? 1 : 1000003));
            b.push_back(static_cast<std::int8_t>(state >> 24));
            h.push_back(static_cast<_Float16>(static_cast<std::int8_t>(state >> 24)));
        }
        check_sort(d);
        check_sort(f);
        check_sort(i);
        check_sort(b);
        check_sort(h);
    }
}

TEST(Sort, AlongTheFirstAxisAndComplexNumbers) {
    const auto a = TestArray::pattern<double>({7, 5});
    const auto s = TestCall(OpCode::sort).array(a).attr("axis", i64{0}).run(DType::F64, 2);
    for (i64 j = 0; j < 5; ++j) {
        std::vector<double> column;
        for (i64 i = 0; i < 7; ++i) column.push_back(a.at<double>({i, j}));
        std::sort(column.begin(), column.end());
        for (i64 i = 0; i < 7; ++i) EXPECT_EQ(s.at<double>({i, j}), column[i]);
    }
    using c = std::complex<double>;
    const auto z = TestArray::of<c>({5}, {c(NAN, 0), c(1, NAN), c(2, 1), c(1, 5), c(2, 0)});
    const auto order = TestCall(OpCode::argsort).array(z).attr("axis", i64{-1}).run(DType::I64, 1).values<i64>();
    EXPECT_EQ(order, (std::vector<i64>{3, 4, 2, 1, 0}));
}

TEST(Gather, TakeWrapsAndChecks) {
    const auto a = TestArray::pattern<double>({6, 3});
    const auto index = TestArray::of<i64>({2, 2}, {5, -6, -1, 2});
    const auto t = TestCall(OpCode::take).array(a.stepped(1, 2)).array(index).run(DType::F64, 3);
    ASSERT_EQ(t.shape(), (Extents{2, 2, 2}));
    for (i64 k = 0; k < 4; ++k)
        for (i64 j = 0; j < 2; ++j)
            EXPECT_EQ(t.at<double>({k / 2, k % 2, j}), a.at<double>({(index.data<i64>()[k] + 6) % 6, 2 * j}));
    const auto line = TestArray::pattern<float>({4}).stepped(0, -1);
    EXPECT_EQ(TestCall(OpCode::take).array(line).array(TestArray::of<i64>({2}, {0, 3})).run(DType::F32, 1).values<float>(),
              (std::vector<float>{line.at<float>({0}), line.at<float>({3})}));
    const auto three = TestArray::pattern<double>({3});
    EXPECT_EQ(error_of([&] { TestCall(OpCode::take).array(three).array(TestArray::of<i64>({1}, {5})).run(DType::F64, 1); },
                       ErrorClass::Index),
              "index 5 is out of bounds for axis 0 with size 3");
}

TEST(Gather, MaskOfLeadingDimensions) {
    const auto a = TestArray::pattern<double>({4, 3});
    const auto rows = TestArray::of<bool>({4}, {true, false, false, true});
    const auto r = TestCall(OpCode::mask).array(a).array(rows).run(DType::F64, 2);
    EXPECT_EQ(r.shape(), (Extents{2, 3}));
    EXPECT_EQ(r.at<double>({1, 2}), a.at<double>({3, 2}));
    const auto all = TestArray::pattern<bool>({3, 4}, 3);
    const auto e = TestCall(OpCode::mask).array(a.transposed()).array(all).run(DType::F64, 1).values<double>();
    std::vector<double> expected;
    for (i64 i = 0; i < 12; ++i)
        if (all.data<bool>()[i]) expected.push_back(a.at<double>({i % 4, i / 4}));
    EXPECT_EQ(e, expected);
    EXPECT_EQ(error_of([&] { TestCall(OpCode::mask).array(a).array(TestArray::of<bool>({2}, {true, true})).run(DType::F64, 2); },
                       ErrorClass::Index),
              "boolean index did not match indexed array along axis 0; size of axis is 4 but size of "
              "corresponding boolean axis is 2");
}

TEST(Scatter, PutBroadcastsAndTheLastWins) {
    const auto a = TestArray::pattern<double>({5, 2});
    const auto index = TestArray::of<i64>({3}, {0, -1, 0});
    TestCall(OpCode::put).array(a).array(index).array(TestArray::of<double>({3, 1}, {10, 20, 30})).run();
    EXPECT_EQ(a.at<double>({0, 0}), 30);
    EXPECT_EQ(a.at<double>({0, 1}), 30);
    EXPECT_EQ(a.at<double>({4, 1}), 20);
    const auto line = TestArray::of<i64>({4}, {0, 1, 2, 3});
    TestCall(OpCode::put).array(line).array(TestArray::of<i64>({4}, {3, 2, 1, 0})).array(line).run();
    EXPECT_EQ(line.values<i64>(), (std::vector<i64>{3, 2, 1, 0}));  // as if the values were read first
    TestCall(OpCode::put).array(line).array(TestArray::of<i64>({2}, {1, 2})).scalar<i64>(7).run();
    EXPECT_EQ(line.values<i64>(), (std::vector<i64>{3, 7, 7, 0}));
    EXPECT_EQ(error_of([&] {
                  TestCall(OpCode::put).array(line).array(index).array(TestArray::of<i64>({2}, {1, 2})).run();
              }, ErrorClass::Value),
              "shape mismatch: value array of shape (2,) could not be broadcast to indexing result of shape (3,)");
}

TEST(Gather, NonzeroIsFlat) {
    const auto a = TestArray::of<double>({2, 3}, {0, 1, NAN, 0, 0, -0.0});
    EXPECT_EQ(TestCall(OpCode::nonzero).array(a).run(DType::I64, 1).values<i64>(), (std::vector<i64>{1, 2}));
    EXPECT_EQ(TestCall(OpCode::nonzero).array(a.transposed()).run(DType::I64, 1).values<i64>(),
              (std::vector<i64>{2, 4}));
    EXPECT_EQ(TestCall(OpCode::nonzero).array(TestArray::of<bool>({3}, {true, false, true})).run(DType::I64, 1).values<i64>(),
              (std::vector<i64>{0, 2}));
}

}  // namespace
}  // namespace phylanx::library

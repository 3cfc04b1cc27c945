// Kernels called directly: every dtype, tails, strides, broadcasts, reductions.
// SPDX-License-Identifier: BSL-1.0
#include <algorithm>
#include <cfenv>
#include <cmath>
#include <complex>
#include <random>

#include "codegen_builder.h"

namespace phylanx::codegen_test {
namespace {

using launch::KernelOperand;

// A kernel of one op on arrays: x (and y) of `in`, result of `out`.
std::shared_ptr<launch::Program> one_op(OpCode code, DType in, DType out, int arity, Attrs attrs = {}) {
    std::vector<Type> parameters(static_cast<std::size_t>(arity), Type::array(in, 1));
    Builder b(parameters);
    std::vector<ValueId> inputs;
    for (int i = 0; i < arity; ++i) inputs.push_back(b.parameter(static_cast<std::size_t>(i)));
    auto r = b.fused(1, inputs, {}, {"fresh"}, {Type::array(out, 1)}, [&](std::vector<ValueId> args) {
        return std::vector{b.op(code, args, Type::scalar(out), attrs)};
    });
    b.return_(r[0]);
    return codegen::compile(b.g).program;
}

template <class T>
std::vector<T> samples(std::size_t n, unsigned seed) {
    std::mt19937_64 random(seed);
    std::vector<T> v(n);
    for (auto& x : v) {
        if constexpr (std::is_same_v<T, bool>) x = random() & 1;
        else if constexpr (std::is_integral_v<T>) x = static_cast<T>(random() >> (random() % 60));
        else x = static_cast<T>((static_cast<double>(random() % 20001) - 10000) / 997.0);
    }
    const auto last = n;
    if constexpr (std::is_floating_point_v<T>) {
        const T special[] = {T(0), T(-0.0), T(INFINITY), T(-INFINITY), T(NAN), T(1), T(-1)};
        for (std::size_t i = 0; i < last && i < 60; ++i)
            if (random() % 3 == 0) v[i] = special[random() % 7];
    } else if constexpr (!std::is_same_v<T, bool>) {
        const T special[] = {T(0), T(1), T(-1), std::numeric_limits<T>::min(), std::numeric_limits<T>::max(), T(7)};
        for (std::size_t i = 0; i < last && i < 60; ++i)
            if (random() % 3 == 0) v[i] = special[random() % 6];
    }
    return v;
}

template <class T>
bool same(T a, T b) {
    if constexpr (std::is_floating_point_v<T>) return (std::isnan(a) && std::isnan(b)) || (a == b && std::signbit(a) == std::signbit(b));
    else return a == b;
}

template <class T, class R = T>
void check_binary(OpCode code, const std::type_identity_t<std::function<R(T, T)>>& expected) {
    auto p = one_op(code, dtype_of<T>(), dtype_of<R>(), 2);
    for (std::size_t n : {0, 1, 2, 3, 5, 8, 13, 20, 31, 64, 100, 300}) {
        auto x = samples<T>(2 * n + 1, 1), y = samples<T>(2 * n + 1, 2);
        std::swap_ranges(y.begin(), y.begin() + static_cast<std::ptrdiff_t>(n / 2), y.begin() + static_cast<std::ptrdiff_t>(n));
        for (int stride : {1, 2, 0, -1}) {
            std::unique_ptr<R[]> out(new R[n + 1]);
            std::fill_n(out.get(), n + 1, R(77));
            auto at = [&](const std::vector<T>& v, std::size_t i) {
                return v[stride < 0 ? n - 1 - i : i * static_cast<std::size_t>(stride)];
            };
            auto size = static_cast<std::int64_t>(sizeof(T));
            KernelOperand operands[] = {
                {reinterpret_cast<char*>(x.data()) + (stride < 0 && n ? (n - 1) * sizeof(T) : 0), 0, stride * size},
                {reinterpret_cast<char*>(y.data()), 0, size},
                {reinterpret_cast<char*>(out.get()), 0, static_cast<std::int64_t>(sizeof(R))}};
            p->kernels[0].run(operands, nullptr, 1, static_cast<std::int64_t>(n));
            for (std::size_t i = 0; i < n; ++i)
                ASSERT_TRUE(same(out[i], expected(at(x, i), y[i])))
                    << ops::info(code).name << " " << arrays::name(dtype_of<T>()) << " n=" << n << " stride=" << stride
                    << " i=" << i << ": " << +at(x, i) << ", " << +y[i] << " gave " << +out[i] << " not " << +expected(at(x, i), y[i]);
            ASSERT_EQ(out[n], R(77));
        }
    }
}

template <class T>
void check_integers() {
    using U = std::make_unsigned_t<T>;
    using W = std::uint64_t;
    check_binary<T>(OpCode::add, [](T a, T b) { return static_cast<T>(U(a) + U(b)); });
    check_binary<T>(OpCode::sub, [](T a, T b) { return static_cast<T>(U(a) - U(b)); });
    check_binary<T>(OpCode::mul, [](T a, T b) { return static_cast<T>(W(a) * W(b)); });
    check_binary<T>(OpCode::maximum, [](T a, T b) { return std::max(a, b); });
    check_binary<T>(OpCode::bit_xor, [](T a, T b) { return static_cast<T>(a ^ b); });
    auto floordiv = [](T a, T b) -> T {
        if (b == 0) return 0;
        if (std::is_signed_v<T> && b == T(-1)) return static_cast<T>(0 - W(a));
        T q = static_cast<T>(a / b);
        return a % b != 0 && (a < 0) != (b < 0) ? static_cast<T>(q - 1) : q;
    };
    check_binary<T>(OpCode::floordiv, floordiv);
    check_binary<T>(OpCode::mod, [&](T a, T b) -> T { return b == 0 ? 0 : static_cast<T>(W(a) - W(floordiv(a, b)) * W(b)); });
    check_binary<T>(OpCode::fmod, [](T a, T b) -> T { return b == 0 || (std::is_signed_v<T> && b == T(-1)) ? 0 : static_cast<T>(a % b); });
    constexpr int bits = 8 * sizeof(T);
    check_binary<T>(OpCode::lshift, [](T a, T b) -> T { return U(b) < U(bits) ? static_cast<T>(W(a) << b) : T(0); });
    check_binary<T>(OpCode::rshift, [](T a, T b) -> T { return U(b) < U(bits) ? static_cast<T>(a >> b) : static_cast<T>(a < 0 ? -1 : 0); });
}

TEST(codegen_kernel, integers) {
    check_integers<std::int8_t>();
    check_integers<std::uint8_t>();
    check_integers<std::int16_t>();
    check_integers<std::uint16_t>();
    check_integers<std::int32_t>();
    check_integers<std::uint32_t>();
    check_integers<std::int64_t>();
    check_integers<std::uint64_t>();
}

template <class T>
T python_mod(T a, T b) {
    T r = std::fmod(a, b);
    if (b == 0) return r;
    if (r == 0) return std::copysign(T(0), b);
    return (b < 0) != (r < 0) ? r + b : r;
}

template <class T>
T python_floordiv(T a, T b) {
    if (b == 0) return a / b;
    T r = std::fmod(a, b), div = (a - r) / b;
    if (r != 0 && (b < 0) != (r < 0)) div -= 1;
    if (div == 0) return std::copysign(T(0), a / b);
    T f = std::floor(div);
    return div - f > T(0.5) ? f + 1 : f;
}

template <class T>
void check_floats() {
    check_binary<T>(OpCode::add, [](T a, T b) { return a + b; });
    check_binary<T>(OpCode::sub, [](T a, T b) { return a - b; });
    check_binary<T>(OpCode::mul, [](T a, T b) { return a * b; });
    check_binary<T>(OpCode::truediv, [](T a, T b) { return a / b; });
    check_binary<T>(OpCode::copysign, [](T a, T b) { return std::copysign(a, b); });
    check_binary<T>(OpCode::mod, python_mod<T>);
    check_binary<T>(OpCode::floordiv, python_floordiv<T>);
    // Of two zeros any may come.
    check_binary<T>(OpCode::maximum, [](T a, T b) { return std::isnan(a) ? a : std::isnan(b) ? b : a > b ? a : b; });
    check_binary<T>(OpCode::minimum, [](T a, T b) { return std::isnan(a) ? a : std::isnan(b) ? b : a < b ? a : b; });
    check_binary<T>(OpCode::fmax, [](T a, T b) { return std::isnan(a) ? b : std::isnan(b) ? a : a > b ? a : b; });
    check_binary<T, bool>(OpCode::lt, [](T a, T b) { return a < b; });
    check_binary<T, bool>(OpCode::ge, [](T a, T b) { return a >= b; });
    check_binary<T, bool>(OpCode::ne, [](T a, T b) { return a != b; });
}

TEST(codegen_kernel, floats) {
    check_floats<float>();
    check_floats<double>();
}

template <class F, class T>
void check_cast() {
    auto p = one_op(OpCode::cast, dtype_of<F>(), dtype_of<T>(), 1);
    std::vector<F> x = samples<F>(37, 3);
    if constexpr (std::is_floating_point_v<F>) {
        x.insert(x.end(), {F(300.7), F(-1.5), F(70000.9), F(3e9), F(1e19), F(-1e19), F(1e30)});
    }
    std::vector<T> out(x.size());
    auto n = static_cast<std::int64_t>(x.size());
    KernelOperand operands[] = {{reinterpret_cast<char*>(x.data()), 0, sizeof(F)},
                                {reinterpret_cast<char*>(out.data()), 0, sizeof(T)}};
    p->kernels[0].run(operands, nullptr, 1, n);
    for (std::size_t i = 0; i < x.size(); ++i) {
        T expected;
        if constexpr (std::is_same_v<T, bool>) expected = x[i] != F(0);
        else if constexpr (std::is_floating_point_v<F> && std::is_integral_v<T>) {
            auto in_range = [&](double low, double high) { return x[i] >= F(low) && x[i] < F(high); };
            std::int64_t wide = in_range(-0x1p63, 0x1p63) ? static_cast<std::int64_t>(x[i]) : INT64_MIN;
            if (sizeof(T) < 8 && !std::is_same_v<T, std::uint32_t>)
                wide = wide >= INT32_MIN && wide <= INT32_MAX ? wide : INT32_MIN;
            if (std::is_same_v<T, std::uint64_t> && x[i] >= F(0x1p63))
                expected = static_cast<T>(x[i] < F(0x1p64) ? static_cast<std::uint64_t>(x[i]) : 0);
            else expected = static_cast<T>(wide);
        } else expected = static_cast<T>(x[i]);
        ASSERT_TRUE(same(out[i], expected)) << arrays::name(dtype_of<F>()) << " -> " << arrays::name(dtype_of<T>()) << " of "
                                            << +x[i] << " gave " << +out[i] << " not " << +expected;
    }
}

template <class F>
void check_casts() {
    check_cast<F, std::int8_t>();
    check_cast<F, std::uint8_t>();
    check_cast<F, std::int16_t>();
    check_cast<F, std::int32_t>();
    check_cast<F, std::uint32_t>();
    check_cast<F, std::int64_t>();
    check_cast<F, std::uint64_t>();
    check_cast<F, float>();
    check_cast<F, double>();
}

TEST(codegen_kernel, casts) {
    check_casts<double>();
    check_casts<float>();
    check_casts<std::int64_t>();
    check_casts<std::uint64_t>();
    check_casts<std::int8_t>();
}

// Within some ulps of C's library, and the same bits at every place of the vector and in the tail.
TEST(codegen_kernel, functions) {
    struct Row { OpCode code; double (*f)(double); double low, high; };
    const Row rows[] = {
        {OpCode::exp, std::exp, -700, 700}, {OpCode::log, std::log, 1e-300, 1e10}, {OpCode::sin, std::sin, -100, 100},
        {OpCode::cos, std::cos, -100, 100}, {OpCode::tan, std::tan, -1.5, 1.5}, {OpCode::tanh, std::tanh, -5, 5},
        {OpCode::log1p, std::log1p, -0.9, 100}, {OpCode::expm1, std::expm1, -20, 20}, {OpCode::arctan, std::atan, -50, 50},
        {OpCode::arcsin, std::asin, -1, 1}, {OpCode::cbrt, std::cbrt, -9, 9}, {OpCode::arccosh, std::acosh, 1, 90},
        {OpCode::log2, std::log2, 1e-9, 1e9}, {OpCode::sqrt, std::sqrt, 0, 9}, {OpCode::rint, std::nearbyint, -9, 9}};
    std::mt19937_64 random(5);
    for (auto& row : rows) {
        auto p = one_op(row.code, DType::F64, DType::F64, 1);
        std::uniform_real_distribution<double> number(row.low, row.high);
        std::vector<double> x(45), out(45), one(45);
        for (auto& v : x) v = number(random);
        auto run = [&](const double* in, double* to, std::int64_t n) {
            KernelOperand operands[] = {{reinterpret_cast<char*>(const_cast<double*>(in)), 0, 8}, {reinterpret_cast<char*>(to), 0, 8}};
            p->kernels[0].run(operands, nullptr, 1, n);
        };
        run(x.data(), out.data(), 45);
        for (int i = 0; i < 45; ++i) run(&x[i], &one[i], 1);
        for (int i = 0; i < 45; ++i) {
            double r = row.f(x[i]);
            ASSERT_NEAR(out[i], r, 4 * std::abs(r) * 0x1p-52) << ops::info(row.code).name << " of " << x[i];
            ASSERT_EQ(out[i], one[i]) << ops::info(row.code).name;
        }
    }
}

TEST(codegen_kernel, complex_arithmetic) {
    using C = std::complex<double>;
    for (auto [code, f] : {std::pair<OpCode, C (*)(C, C)>{OpCode::add, [](C a, C b) { return a + b; }},
                           {OpCode::mul, [](C a, C b) { return a * b; }}, {OpCode::truediv, [](C a, C b) { return a / b; }},
                           {OpCode::pow, [](C a, C b) { return std::pow(a, b); }}}) {
        auto p = one_op(code, DType::C128, DType::C128, 2);
        std::vector<C> x, y;
        std::mt19937 random(1);
        std::normal_distribution<double> number;
        for (int i = 0; i < 23; ++i) x.push_back({number(random), number(random)}), y.push_back({number(random), number(random)});
        for (std::int64_t stride : {1, 2}) {
            std::vector<C> out(23);
            KernelOperand operands[] = {{reinterpret_cast<char*>(x.data()), 0, 16 * stride}, {reinterpret_cast<char*>(y.data()), 0, 16 * stride},
                                        {reinterpret_cast<char*>(out.data()), 0, 16}};
            std::int64_t n = 23 / stride;
            p->kernels[0].run(operands, nullptr, 1, n);
            for (std::int64_t i = 0; i < n; ++i) {
                C r = f(x[static_cast<std::size_t>(i * stride)], y[static_cast<std::size_t>(i * stride)]);
                EXPECT_LE(std::abs(out[static_cast<std::size_t>(i)] - r), 1e-14 * std::abs(r)) << ops::info(code).name;
            }
        }
    }
}

TEST(codegen_kernel, integer_division_by_zero_is_reported) {
    auto p = one_op(OpCode::floordiv, DType::I32, DType::I32, 2);
    std::vector<std::int32_t> x(9, 5), y(9, 2), out(9);
    KernelOperand operands[] = {{reinterpret_cast<char*>(x.data()), 0, 4}, {reinterpret_cast<char*>(y.data()), 0, 4},
                                {reinterpret_cast<char*>(out.data()), 0, 4}};
    EXPECT_EQ(p->kernels[0].run(operands, nullptr, 1, 9), 0);
    y[8] = 0;
    EXPECT_EQ(p->kernels[0].run(operands, nullptr, 1, 9), FE_DIVBYZERO);
    EXPECT_EQ(out[8], 0);
    auto power = one_op(OpCode::pow, DType::I64, DType::I64, 2);
    std::vector<std::int64_t> base{2, -3, 7, 10, 3}, exponent{10, 3, 0, 18, 41}, result(5);
    KernelOperand more[] = {{reinterpret_cast<char*>(base.data()), 0, 8}, {reinterpret_cast<char*>(exponent.data()), 0, 8},
                            {reinterpret_cast<char*>(result.data()), 0, 8}};
    EXPECT_EQ(power->kernels[0].run(more, nullptr, 1, 5), 0);
    EXPECT_EQ(result, (std::vector<std::int64_t>{1024, -27, 1, 1000000000000000000, static_cast<std::int64_t>(18026252303461234787ull)}));
    exponent[1] = -1;
    EXPECT_EQ(power->kernels[0].run(more, nullptr, 1, 5), launch::kNegativeIntegerPower);
}

std::shared_ptr<launch::Program> reduction(OpCode op, DType in, DType out, int ndim, std::vector<std::int64_t> axes, bool square) {
    Builder b({Type::array(in, ndim)});
    auto r = b.fused(ndim, {b.parameter(0)}, {}, {std::string(ops::info(op).name)},
                     {Type::array(out, ndim - static_cast<int>(axes.size()))}, [&](std::vector<ValueId> args) {
        ValueId v = args[0];
        if (square) v = b.op(OpCode::mul, {v, v}, Type::scalar(in));
        if (in != out) v = b.op(OpCode::cast, {v}, Type::scalar(out));
        return std::vector{v};
    }, axes);
    b.return_(r[0]);
    return codegen::compile(b.g).program;
}

template <class T>
T run_reduction(const launch::Program& p, const std::vector<T>& x, std::int64_t stride) {
    T out;
    std::memcpy(&out, &p.kernels[0].operands[1].identity, sizeof out);
    KernelOperand operands[] = {{reinterpret_cast<char*>(const_cast<T*>(x.data())), 0, stride * static_cast<std::int64_t>(sizeof(T))},
                                {reinterpret_cast<char*>(&out), 0, 0}};
    p.kernels[0].run(operands, nullptr, 1, static_cast<std::int64_t>(x.size()) / stride);
    return out;
}

TEST(codegen_kernel, reduction_along_the_row) {
    auto sum = reduction(OpCode::reduce_add, DType::F64, DType::F64, 1, {0}, false);
    EXPECT_EQ(sum->kernels[0].run_outer, nullptr);
    for (std::size_t n : {0, 1, 2, 7, 8, 9, 16, 30, 100, 128, 255, 256, 257, 512, 1000, 4096, 100000}) {
        std::vector<double> x(n);
        for (std::size_t i = 0; i < n; ++i) x[i] = static_cast<double>(i % 17) - 3;
        double expected = 0, half = 0;
        for (std::size_t i = 0; i < n; ++i) expected += x[i];
        for (std::size_t i = 0; i + 1 < n; i += 2) half += x[i];
        ASSERT_EQ(run_reduction(*sum, x, 1), expected) << n;
        if (n % 2 == 0) { ASSERT_EQ(run_reduction(*sum, x, 2), half) << n; }
    }
    // The error does not grow with the length: 0.1 is no sum of powers of two.
    std::vector<double> tenth(10000000, 0.1);
    EXPECT_NEAR(run_reduction(*sum, tenth, 1), 1e6, 1e6 * 4e-16);
    auto max = reduction(OpCode::reduce_max, DType::F32, DType::F32, 1, {0}, false);
    std::vector<float> y(333);
    for (std::size_t i = 0; i < y.size(); ++i) y[i] = static_cast<float>(i * 37 % 101);
    EXPECT_EQ(run_reduction(*max, y, 1), 100);
    for (std::size_t at : {0, 5, 130, 332}) {
        auto z = y;
        z[at] = NAN;
        EXPECT_TRUE(std::isnan(run_reduction(*max, z, 1))) << at;
    }
    EXPECT_FALSE(max->kernels[0].operands[1].has_identity);
    auto product = reduction(OpCode::reduce_mul, DType::I64, DType::I64, 1, {0}, false);
    EXPECT_EQ(run_reduction(*product, std::vector<std::int64_t>{1, 2, 3, 4, 5, 6, 7, 8, 9, 10}, 1), 3628800);
}

TEST(codegen_kernel, reduction_both_ways) {
    const std::int64_t rows = 13, columns = 29;
    auto p = reduction(OpCode::reduce_add, DType::F32, DType::F32, 2, {0}, true);
    std::vector<float> x(static_cast<std::size_t>(rows * columns));
    for (std::size_t i = 0; i < x.size(); ++i) x[i] = static_cast<float>(i % 11);
    std::vector<float> expected(static_cast<std::size_t>(columns), 0), outer(expected), inner(expected);
    for (std::size_t i = 0; i < x.size(); ++i) expected[i % static_cast<std::size_t>(columns)] += x[i] * x[i];
    auto* data = reinterpret_cast<char*>(x.data());
    KernelOperand by_row[] = {{data, 4 * columns, 4}, {reinterpret_cast<char*>(outer.data()), 0, 4}};
    ASSERT_NE(p->kernels[0].run_outer, nullptr);
    p->kernels[0].run_outer(by_row, nullptr, rows, columns);
    EXPECT_EQ(outer, expected);
    KernelOperand by_column[] = {{data, 4, 4 * columns}, {reinterpret_cast<char*>(inner.data()), 4, 0}};
    p->kernels[0].run(by_column, nullptr, columns, rows);
    EXPECT_EQ(inner, expected);
    p->kernels[0].operands[1].merge(reinterpret_cast<char*>(inner.data()), reinterpret_cast<char*>(outer.data()), columns);
    for (std::size_t i = 0; i < expected.size(); ++i) EXPECT_EQ(inner[i], 2 * expected[i]);
}

// scalar * x + y[:, None] with a fresh and a stored output, rows of any length.
TEST(codegen_kernel, mixed_operands) {
    Builder b({Type::array(DType::F64, 2), Type::array(DType::F64, 2), Type::py_float(), Type::array(DType::F32, 2)});
    auto r = b.fused(2, {b.parameter(0), b.parameter(1), b.parameter(2)}, {b.parameter(3)}, {"fresh", "store"},
                     {Type::array(DType::Bool, 2)}, [&](std::vector<ValueId> a) {
        ValueId v = b.op(OpCode::mul, {a[2], a[0]}, Type::scalar(DType::F64));
        v = b.op(OpCode::add, {v, a[1]}, Type::scalar(DType::F64));
        ValueId positive = b.op(OpCode::gt, {v, a[0]}, Type::scalar(DType::Bool));
        return std::vector{positive, b.op(OpCode::cast, {v}, Type::scalar(DType::F32))};
    });
    b.return_(r[0]);
    auto p = codegen::compile(b.g).program;
    EXPECT_EQ(p->kernels[0].name, "k0_mul_add_gt_cast");
    EXPECT_EQ(p->kernels[0].num_scalars, 1);
    EXPECT_EQ(p->kernels[0].operands.size(), 4u);
    for (std::int64_t n : {1, 3, 8, 21, 200}) {
        for (std::int64_t step : {1, 3}) {
            const std::int64_t rows = 5;
            std::vector<double> x(static_cast<std::size_t>(rows * n)), y(rows);
            for (std::size_t i = 0; i < x.size(); ++i) x[i] = std::sin(static_cast<double>(i));
            for (std::size_t i = 0; i < y.size(); ++i) y[i] = static_cast<double>(i) - 2;
            std::vector<float> stored(static_cast<std::size_t>(rows * n * step), -1);
            std::vector<char> fresh(static_cast<std::size_t>(rows * n), 9);
            Cell scalar = cell(3.0);
            KernelOperand operands[] = {{reinterpret_cast<char*>(x.data()), 8 * n, 8}, {reinterpret_cast<char*>(y.data()), 8, 0},
                                        {fresh.data(), n, 1}, {reinterpret_cast<char*>(stored.data()), 4 * n * step, 4 * step}};
            p->kernels[0].run(operands, &scalar, rows, n);
            for (std::int64_t o = 0; o < rows; ++o)
                for (std::int64_t i = 0; i < n; ++i) {
                    auto k = static_cast<std::size_t>(o * n + i);
                    double v = 3.0 * x[k] + y[static_cast<std::size_t>(o)];
                    ASSERT_EQ(fresh[k], v > x[k]);
                    ASSERT_EQ(stored[k * static_cast<std::size_t>(step)], static_cast<float>(v));
                    if (step > 1) { ASSERT_EQ(stored[k * static_cast<std::size_t>(step) + 1], -1); }
                }
        }
    }
}

TEST(codegen_kernel, half_precision) {
    Builder b({Type::array(DType::F16, 1), Type::array(DType::F16, 1)});
    auto r = b.fused(1, {b.parameter(0), b.parameter(1)}, {}, {"fresh"}, {Type::array(DType::F16, 1)}, [&](std::vector<ValueId> a) {
        ValueId v = b.op(OpCode::add, {a[0], a[1]}, Type::scalar(DType::F16));
        return std::vector{b.op(OpCode::mul, {v, v}, Type::scalar(DType::F16))};
    });
    b.return_(r[0]);
    auto p = codegen::compile(b.g).program;
    // 1 + 2^-11 rounds to 1 (half to even); (1 + 2^-10)^2 to 1 + 2^-9; 300 * 300 is infinite.
    std::vector<std::uint16_t> x{0x3c00, 0x3c00, 0x5cb0}, y{0x1000, 0x1400, 0x0000}, out(3);
    KernelOperand operands[] = {{reinterpret_cast<char*>(x.data()), 0, 2}, {reinterpret_cast<char*>(y.data()), 0, 2},
                                {reinterpret_cast<char*>(out.data()), 0, 2}};
    p->kernels[0].run(operands, nullptr, 1, 3);
    EXPECT_EQ(out, (std::vector<std::uint16_t>{0x3c00, 0x3c02, 0x7c00}));
}

}  // namespace
}  // namespace phylanx::codegen_test

// Entry functions: scalars, control flow, views, elements, errors, launches; programs as bytes.
// SPDX-License-Identifier: BSL-1.0
#include <cfenv>
#include <cmath>
#include <random>

#include "codegen_builder.h"

namespace phylanx::codegen_test {
namespace {

using support::ErrorClass;
const Type kInt = Type::py_int(), kFloat = Type::py_float(), kBool = Type::py_bool();
const Type kF64 = Type::scalar(DType::F64);

std::shared_ptr<launch::Program> binary(OpCode code, const Type& t, const Type& result) {
    Builder b({t, t});
    b.return_(b.op(code, {b.parameter(0), b.parameter(1)}, result));
    return codegen::compile(b.g).program;
}

void expect_error(const launch::Program& p, std::vector<Cell> args, ErrorClass cls, const std::string& message) {
    Outcome r(p, std::move(args));
    EXPECT_NE(r.code, 0);
    EXPECT_EQ(r.error_class, cls);
    EXPECT_EQ(r.error, message);
    EXPECT_GT(r.span.line, 0);
}

TEST(codegen_host, python_integers) {
    const std::int64_t low = INT64_MIN, high = INT64_MAX;
    auto add = binary(OpCode::add, kInt, kInt);
    EXPECT_EQ(Outcome(*add, {cell(std::int64_t{2}), cell(std::int64_t{-5})}).results[0].i64, -3);
    expect_error(*add, {cell(high), cell(std::int64_t{1})}, ErrorClass::Overflow, "int result does not fit into 64 bits");
    auto mul = binary(OpCode::mul, kInt, kInt);
    expect_error(*mul, {cell(high / 2), cell(std::int64_t{3})}, ErrorClass::Overflow, "int result does not fit into 64 bits");
    auto floordiv = binary(OpCode::floordiv, kInt, kInt), mod = binary(OpCode::mod, kInt, kInt);
    for (std::int64_t x : {7, -7, 0, 6})
        for (std::int64_t y : {2, -2, 3, -3, 7}) {
            std::int64_t q = static_cast<std::int64_t>(std::floor(static_cast<double>(x) / static_cast<double>(y)));
            EXPECT_EQ(Outcome(*floordiv, {cell(x), cell(y)}).results[0].i64, q);
            EXPECT_EQ(Outcome(*mod, {cell(x), cell(y)}).results[0].i64, x - q * y);
        }
    expect_error(*floordiv, {cell(std::int64_t{1}), cell(std::int64_t{0})}, ErrorClass::ZeroDivision, "integer division or modulo by zero");
    expect_error(*mod, {cell(std::int64_t{1}), cell(std::int64_t{0})}, ErrorClass::ZeroDivision, "integer modulo by zero");
    expect_error(*floordiv, {cell(low), cell(std::int64_t{-1})}, ErrorClass::Overflow, "int result does not fit into 64 bits");
    EXPECT_EQ(Outcome(*mod, {cell(low), cell(std::int64_t{-1})}).results[0].i64, 0);
    auto pow = binary(OpCode::pow, kInt, kInt);
    EXPECT_EQ(Outcome(*pow, {cell(std::int64_t{-3}), cell(std::int64_t{39})}).results[0].i64, -4052555153018976267);
    EXPECT_EQ(Outcome(*pow, {cell(std::int64_t{1}), cell(high)}).results[0].i64, 1);
    EXPECT_EQ(Outcome(*pow, {cell(std::int64_t{0}), cell(std::int64_t{0})}).results[0].i64, 1);
    expect_error(*pow, {cell(std::int64_t{3}), cell(std::int64_t{40})}, ErrorClass::Overflow, "int result does not fit into 64 bits");
    auto shl = binary(OpCode::lshift, kInt, kInt);
    EXPECT_EQ(Outcome(*shl, {cell(std::int64_t{-3}), cell(std::int64_t{5})}).results[0].i64, -96);
    expect_error(*shl, {cell(std::int64_t{1}), cell(std::int64_t{63})}, ErrorClass::Overflow, "int result does not fit into 64 bits");
    expect_error(*shl, {cell(std::int64_t{1}), cell(std::int64_t{-1})}, ErrorClass::Value, "negative shift count");
    auto shr = binary(OpCode::rshift, kInt, kInt);
    EXPECT_EQ(Outcome(*shr, {cell(std::int64_t{-3}), cell(std::int64_t{500})}).results[0].i64, -1);
    Builder square({kInt});
    square.return_(square.op(OpCode::pow, {square.parameter(0), square.integer(5)}, kInt));
    auto fifth = codegen::compile(square.g).program;
    EXPECT_EQ(Outcome(*fifth, {cell(std::int64_t{-7})}).results[0].i64, -16807);
    expect_error(*fifth, {cell(std::int64_t{10000})}, ErrorClass::Overflow, "int result does not fit into 64 bits");
}

TEST(codegen_host, python_floats) {
    auto div = binary(OpCode::truediv, kFloat, kFloat);
    EXPECT_EQ(Outcome(*div, {cell(1.0), cell(4.0)}).results[0].f64, 0.25);
    expect_error(*div, {cell(1.0), cell(0.0)}, ErrorClass::ZeroDivision, "float division by zero");
    expect_error(*binary(OpCode::floordiv, kFloat, kFloat), {cell(1.0), cell(-0.0)}, ErrorClass::ZeroDivision, "float floor division by zero");
    expect_error(*binary(OpCode::mod, kFloat, kFloat), {cell(1.0), cell(0.0)}, ErrorClass::ZeroDivision, "float modulo");
    auto pow = binary(OpCode::pow, kFloat, kFloat);
    EXPECT_EQ(Outcome(*pow, {cell(2.0), cell(0.5)}).results[0].f64, std::pow(2.0, 0.5));
    EXPECT_EQ(Outcome(*pow, {cell(-2.0), cell(3.0)}).results[0].f64, -8);
    expect_error(*pow, {cell(0.0), cell(-1.0)}, ErrorClass::ZeroDivision, "0.0 cannot be raised to a negative power");
    expect_error(*pow, {cell(1e300), cell(10.0)}, ErrorClass::Overflow, "(34, 'Numerical result out of range')");
    expect_error(*pow, {cell(-8.0), cell(0.5)}, ErrorClass::Value, "negative number cannot be raised to a fractional power");
    Builder b({kInt, kInt});
    ValueId x = b.op(OpCode::cast, {b.parameter(0)}, kFloat), y = b.op(OpCode::cast, {b.parameter(1)}, kFloat);
    b.return_(b.op(OpCode::truediv, {x, y}, kFloat));
    expect_error(*codegen::compile(b.g).program, {cell(std::int64_t{1}), cell(std::int64_t{0})}, ErrorClass::ZeroDivision, "division by zero");
}

TEST(codegen_host, numpy_scalars_warn) {
    auto div = binary(OpCode::truediv, kF64, kF64);
    Outcome fine(*div, {cell(1.0), cell(4.0)}), zero(*div, {cell(1.0), cell(0.0)}), invalid(*div, {cell(0.0), cell(0.0)});
    EXPECT_EQ(fine.results[0].f64, 0.25);
    EXPECT_EQ(fine.flags, 0);
    EXPECT_EQ(zero.code, 0);
    EXPECT_EQ(zero.results[0].f64, INFINITY);
    EXPECT_EQ(zero.flags, FE_DIVBYZERO);
    EXPECT_TRUE(std::isnan(invalid.results[0].f64));
    EXPECT_EQ(invalid.flags, FE_INVALID);
    auto exp = [] {
        Builder b({kF64});
        b.return_(b.op(OpCode::exp, {b.parameter(0)}, kF64));
        return codegen::compile(b.g).program;
    }();
    EXPECT_EQ(Outcome(*exp, {cell(1000.0)}).flags, FE_OVERFLOW);
    EXPECT_EQ(Outcome(*exp, {cell(-INFINITY)}).flags, 0);
    EXPECT_EQ(Outcome(*exp, {cell(INFINITY)}).flags, 0);
    EXPECT_EQ(Outcome(*exp, {cell(NAN)}).flags, 0);
    auto integers = binary(OpCode::floordiv, Type::scalar(DType::I64), Type::scalar(DType::I64));
    Outcome by_zero(*integers, {cell(std::int64_t{5}), cell(std::int64_t{0})});
    EXPECT_EQ(by_zero.results[0].i64, 0);
    EXPECT_EQ(by_zero.flags, FE_DIVBYZERO);
    EXPECT_EQ(Outcome(*binary(OpCode::add, Type::scalar(DType::I64), Type::scalar(DType::I64)), {cell(INT64_MAX), cell(std::int64_t{1})}).results[0].i64, INT64_MIN);
}

// def f(n): s = 0; for i in range(0, n, step): if i == 7: continue; if i > limit: break; s += i; return s
std::shared_ptr<launch::Program> loop(std::int64_t step) {
    Builder b({kInt, kInt, kInt});
    ValueId zero = b.integer(0);
    auto r = b.nest(OpCode::for_, {b.parameter(0), b.parameter(1), b.integer(step), zero}, {kInt}, {{kInt, kInt}}, {[&] {
        ValueId i = b.arg(0), s = b.arg(1);
        ValueId skip = b.op(OpCode::eq, {i, b.integer(7)}, kBool);
        b.nest(OpCode::if_, {skip}, {}, {{}, {}}, {[&] { b.run(OpCode::continue_, {s}); }, [&] { b.yield({}); }});
        ValueId stop = b.op(OpCode::gt, {i, b.parameter(2)}, kBool);
        b.nest(OpCode::if_, {stop}, {}, {{}, {}}, {[&] { b.run(OpCode::break_, {s}); }, [&] { b.yield({}); }});
        b.yield({b.op(OpCode::add, {s, i}, kInt)});
    }});
    b.return_(r[0]);
    return codegen::compile(b.g).program;
}

TEST(codegen_host, for_loops) {
    for (std::int64_t step : {1, 3, -1, -4}) {
        auto p = loop(step);
        for (auto [start, stop, limit] : {std::tuple<std::int64_t, std::int64_t, std::int64_t>{0, 10, 100}, {0, 100000, 1000000},
                                          {5, 5, 9}, {9, -20, 50}, {0, 40, 20}, {INT64_MAX - 3, INT64_MAX, 5}}) {
            std::int64_t s = 0;
            for (std::int64_t i = start; step > 0 ? i < stop : i > stop;) {
                if (i != 7) {
                    if (i > limit) break;
                    s += i;
                }
                if (step > 0 ? stop - i <= step : i - stop <= -step) break;
                i += step;
            }
            EXPECT_EQ(Outcome(*p, {cell(start), cell(stop), cell(limit)}).results[0].i64, s) << start << " " << stop << " " << step;
        }
    }
}

// Euclid: while b: a, b = b, a % b
TEST(codegen_host, while_loop_exchanges_values) {
    Builder b({kInt, kInt});
    auto r = b.nest(OpCode::while_, {b.parameter(0), b.parameter(1)}, {kInt, kInt}, {{kInt, kInt}, {kInt, kInt}},
                    {[&] { b.run(OpCode::condition, {b.op(OpCode::ne, {b.arg(1), b.integer(0)}, kBool)}); },
                     [&] { b.yield({b.arg(1), b.op(OpCode::mod, {b.arg(0), b.arg(1)}, kInt)}); }});
    b.return_(r[0]);
    EXPECT_EQ(Outcome(*codegen::compile(b.g).program, {cell(std::int64_t{1071}), cell(std::int64_t{462})}).results[0].i64, 21);
}

TEST(codegen_host, branches_return_and_tuples) {
    Builder b({kInt});
    const Type pair = Type::tuple({kInt, kFloat});
    b.g.result = pair;
    ValueId negative = b.op(OpCode::lt, {b.parameter(0), b.integer(0)}, kBool);
    auto r = b.nest(OpCode::if_, {negative}, {pair}, {{}, {}},
                    {[&] { b.return_(b.op(OpCode::make_tuple, {b.integer(-1), b.real(0.5)}, pair)); },
                     [&] { b.yield({b.op(OpCode::make_tuple, {b.parameter(0), b.real(2.5)}, pair)}); }});
    ValueId first = b.op(OpCode::tuple_get, {r[0]}, kInt, {{"index", std::int64_t{0}}});
    ValueId second = b.op(OpCode::tuple_get, {r[0]}, kFloat, {{"index", std::int64_t{1}}});
    b.return_(b.op(OpCode::make_tuple, {b.op(OpCode::add, {first, b.integer(1)}, kInt), second}, pair));
    auto p = codegen::compile(b.g).program;
    Outcome left(*p, {cell(std::int64_t{-9})}), right(*p, {cell(std::int64_t{9})});
    EXPECT_EQ(left.results[0].i64, -1);
    EXPECT_EQ(left.results[1].f64, 0.5);
    EXPECT_EQ(right.results[0].i64, 10);
    EXPECT_EQ(right.results[1].f64, 2.5);
}

TEST(codegen_host, elements) {
    Builder b({Type::array(DType::F64, 2), kInt, kInt});
    ValueId a = b.parameter(0), i = b.parameter(1), j = b.parameter(2);
    ValueId v = b.op(OpCode::load, {a, i, j}, kF64);
    b.run(OpCode::store, {a, b.op(OpCode::add, {v, v}, kF64), j, i});
    b.return_(v);
    auto p = codegen::compile(b.g).program;
    std::vector<double> data{0, 1, 2, 3, 4, 5, 6, 7, 8};
    Array array(data.data(), {3, 3});
    EXPECT_EQ(Outcome(*p, {cell(array), cell(std::int64_t{0}), cell(std::int64_t{2})}).results[0].f64, 2);
    EXPECT_EQ(data[6], 4);
    EXPECT_EQ(Outcome(*p, {cell(array), cell(std::int64_t{-1}), cell(std::int64_t{-3})}).results[0].f64, 4);
    expect_error(*p, {cell(array), cell(std::int64_t{3}), cell(std::int64_t{0})}, ErrorClass::Index, "index 3 is out of bounds for axis 0 with size 3");
    expect_error(*p, {cell(array), cell(std::int64_t{0}), cell(std::int64_t{-4})}, ErrorClass::Index, "index -4 is out of bounds for axis 1 with size 3");
}

// Every slice of a range against a loop over Python's definition.
TEST(codegen_host, slices) {
    Builder b({Type::array(DType::I64, 1), kInt, kInt, kInt});
    const Type vector = Type::array(DType::I64, 1);
    b.return_(b.op(OpCode::slice, {b.parameter(0), b.parameter(1), b.parameter(2), b.parameter(3)}, vector,
                   {{"spec", std::vector<std::string>{"slice:vvv"}}}));
    auto p = codegen::compile(b.g).program;
    std::vector<std::int64_t> data{0, 1, 2, 3, 4};
    for (std::int64_t n : {0, 1, 5})
        for (std::int64_t start = -7; start <= 7; ++start)
            for (std::int64_t stop = -7; stop <= 7; ++stop)
                for (std::int64_t step : {1, 2, 5, -1, -2, -9}) {
                    auto clip = [&](std::int64_t x) {
                        if (x < 0) x += n;
                        return step > 0 ? std::clamp<std::int64_t>(x, 0, n) : std::clamp<std::int64_t>(x, -1, n - 1);
                    };
                    std::vector<std::int64_t> expected, got;
                    for (std::int64_t i = clip(start); step > 0 ? i < clip(stop) : i > clip(stop); i += step) expected.push_back(i);
                    Array array(data.data(), {n});
                    Outcome(*p, {cell(array), cell(start), cell(stop), cell(step)}, [&](Outcome& r) {
                        auto& d = *r.results[0].array;
                        for (std::int64_t i = 0; i < d.dims[0]; ++i)
                            got.push_back(*reinterpret_cast<std::int64_t*>(d.data + i * d.dims[1]));
                    });
                    ASSERT_EQ(got, expected) << n << " [" << start << ":" << stop << ":" << step << "]";
                }
    Array array(data.data(), {5});
    expect_error(*p, {cell(array), cell(std::int64_t{0}), cell(std::int64_t{1}), cell(std::int64_t{0})}, ErrorClass::Value, "slice step cannot be zero");
}

TEST(codegen_host, views) {
    const Type in = Type::array(DType::I64, 2), out = Type::array(DType::I64, 3);
    Builder b({in, kInt});
    ValueId t = b.op(OpCode::transpose, {b.parameter(0)}, in, {{"perm", std::vector<std::int64_t>{1, 0}}});
    ValueId s = b.op(OpCode::slice, {t, b.parameter(1)}, Type::array(DType::I64, 2), {{"spec", std::vector<std::string>{"int", "new", "slice:---"}}});
    ValueId w = b.op(OpCode::broadcast_to, {s, b.integer(2), b.integer(4), b.integer(3)}, out);
    ValueId d = b.op(OpCode::diagonal, {w}, in, {{"offset", std::int64_t{1}}});
    b.return_(b.op(OpCode::make_tuple, {w, d}, Type::tuple({out, in})));
    auto p = codegen::compile(b.g).program;
    std::vector<std::int64_t> data{0, 1, 10, 11, 20, 21};
    Array array(data.data(), {3, 2});
    Outcome r(*p, {cell(array), cell(std::int64_t{1})}, [&](Outcome& run) {
        auto& x = *run.results[0].array;
        EXPECT_EQ((std::vector<std::int64_t>(x.dims, x.dims + 6)), (std::vector<std::int64_t>{2, 4, 3, 0, 0, 16}));
        EXPECT_EQ(*reinterpret_cast<std::int64_t*>(x.data + 16), 11);
        auto& y = *run.results[1].array;
        EXPECT_EQ((std::vector<std::int64_t>(y.dims, y.dims + 4)), (std::vector<std::int64_t>{2, 2, 0, 16}));
        EXPECT_EQ(*reinterpret_cast<std::int64_t*>(y.data), 11);
    });
    EXPECT_EQ(r.code, 0);
    Array narrow(data.data(), {2, 3});
    expect_error(*p, {cell(narrow), cell(std::int64_t{0})}, ErrorClass::Value,
                 "operands could not be broadcast together with remapped shapes: extent 2 and requested extent 3");
}

// sum(x * y) * 2 by a launch, `item` and a branch that raises.
std::shared_ptr<launch::Program> launched(std::string* bytes = nullptr, std::string* object = nullptr) {
    const Type vector = Type::array(DType::F64, 1);
    Builder b({vector, vector, kFloat});
    auto sum = b.fused(1, {b.parameter(0), b.parameter(1), b.parameter(2)}, {}, {"reduce_add", "fresh"}, {Type::array(DType::F64, 0), vector},
                       [&](std::vector<ValueId> a) {
        ValueId v = b.op(OpCode::mul, {a[0], a[1]}, kF64);
        return std::vector{v, b.op(OpCode::mul, {v, a[2]}, kF64)};
    }, {0});
    b.run(OpCode::wait, {sum[0]});
    ValueId total = b.op(OpCode::item, {sum[0]}, kF64);
    b.run(OpCode::check, {b.op(OpCode::gt, {total, b.op(OpCode::cast, {b.real(0)}, kF64)}, Type::scalar(DType::Bool))},
          {{"error_class", std::string("ValueError")}, {"message", std::string("not positive")}});
    b.return_(b.op(OpCode::make_tuple, {total, sum[1]}, Type::tuple({kF64, vector})));
    auto c = codegen::compile(b.g);
    if (bytes) *bytes = codegen::serialize(*c.program, c.object);
    if (object) *object = c.object;
    return c.program;
}

void check_launched(const launch::Program& p) {
    std::vector<double> x(1000, 2), y(1000, 3);
    Array a(x.data(), {1000}), c(y.data(), {1000});
    Outcome r(p, {cell(a), cell(c), cell(0.5)}, [&](Outcome& run) {
        EXPECT_EQ(run.results[0].f64, 6000);
        EXPECT_EQ(run.results[1].array->dims[0], 1000);
        EXPECT_EQ(*reinterpret_cast<double*>(run.results[1].array->data + 8 * 999), 3);
    });
    EXPECT_EQ(r.code, 0) << r.error;
    y.assign(1000, -1);
    expect_error(p, {cell(a), cell(c), cell(0.5)}, ErrorClass::Value, "not positive");
}

TEST(codegen_host, launches) { check_launched(*launched()); }

TEST(codegen_host, serialized_programs) {
    std::string bytes, object;
    auto p = launched(&bytes, &object);
    auto again = codegen::deserialize(bytes, object);
    ASSERT_NE(again, nullptr);
    EXPECT_EQ(again->kernels[0].name, p->kernels[0].name);
    EXPECT_EQ(again->kernels[0].operands.size(), p->kernels[0].operands.size());
    EXPECT_EQ(again->num_slots, p->num_slots);
    EXPECT_EQ(again->result, p->result);
    EXPECT_EQ(codegen::serialize(*again, object), bytes);
    check_launched(*again);
    std::mt19937 random(3);
    for (int i = 0; i < 2000; ++i) {
        std::string m = bytes, o = object;
        auto& damaged = i % 2 ? m : o;
        if (i % 3 == 0) damaged.resize(random() % damaged.size());
        else damaged[random() % damaged.size()] ^= static_cast<char>(1 + random() % 255);
        ASSERT_EQ(codegen::deserialize(m, o), nullptr) << i;
    }
    EXPECT_EQ(codegen::deserialize("", ""), nullptr);
    EXPECT_FALSE(codegen::cpu_features_key().empty());
}

TEST(codegen_host, text_is_captured) {
    Builder b({kFloat});
    b.return_(b.op(OpCode::mul, {b.parameter(0), b.parameter(0)}, kFloat));
    codegen::Options options;
    options.capture_ir = options.capture_asm = true;
    auto c = codegen::compile(b.g, options);
    EXPECT_NE(c.ir.find("fmul double"), std::string::npos);
    EXPECT_NE(c.assembly.find("entry:"), std::string::npos);
    EXPECT_EQ(Outcome(*c.program, {cell(3.0)}).results[0].f64, 9);
}

}  // namespace
}  // namespace phylanx::codegen_test

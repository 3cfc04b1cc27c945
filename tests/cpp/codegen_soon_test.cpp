// Programs that are compiled quickly first: the same results, and code that is exchanged while they run.
// SPDX-License-Identifier: BSL-1.0
#include <atomic>
#include <thread>

#include "codegen_builder.h"

namespace phylanx::codegen_test {
namespace {

const Type kVector = Type::array(DType::F64, 1), kF64 = Type::scalar(DType::F64);

// for i in range(n): x *= y + 0.5
std::shared_ptr<ir::Graph> repeated_products() {
    Builder b({kVector, kVector, Type::py_int()});
    ValueId x = b.parameter(0), y = b.parameter(1);
    b.nest(OpCode::for_, {b.integer(0), b.parameter(2), b.integer(1)}, {}, {{Type::py_int()}}, {[&] {
        b.fused(1, {x, y}, {x}, {"store"}, {}, [&](std::vector<ValueId> v) {
            return std::vector{b.op(OpCode::mul, {v[0], b.op(OpCode::add, {v[1], b.op(OpCode::constant, {}, kF64, {{"value", 0.5}})}, kF64)}, kF64)};
        });
        b.yield({});
    }});
    b.return_(b.parameter(2));
    return std::make_shared<ir::Graph>(std::move(b.g));
}

struct Done {
    std::vector<double> x = std::vector<double>(3001), y = std::vector<double>(3001);
    Array x_array{x.data(), {3001}}, y_array{y.data(), {3001}};

    Done(const launch::Program& p, std::int64_t rounds) {
        for (std::size_t i = 0; i < x.size(); ++i) x[i] = 1 + static_cast<double>(i) / 7, y[i] = 0.4 + static_cast<double>(i % 5) / 40;
        EXPECT_EQ(Outcome(p, {cell(x_array), cell(y_array), cell(rounds)}).code, 0);
    }
};

codegen::Options two_threads() {
    codegen::Options o;
    o.threads = 2;
    return o;
}

TEST(codegen_soon, gives_the_bits_of_the_code_that_lasts) {
    auto g = repeated_products();
    auto lasting = codegen::compile(*g);
    auto soon = codegen::compile_soon(g, two_threads());
    EXPECT_TRUE(soon.object.empty());
    ASSERT_TRUE(soon.improve);
    const Done wanted(*lasting.program, 9), quick(*soon.program, 9);
    EXPECT_EQ(wanted.x, quick.x);
    const std::string object = soon.improve();
    const Done improved(*soon.program, 9);
    EXPECT_EQ(wanted.x, improved.x);
    auto from_disk = codegen::deserialize(codegen::serialize(*soon.program, object), object);
    ASSERT_TRUE(from_disk);
    EXPECT_EQ(wanted.x, Done(*from_disk, 9).x);
}

TEST(codegen_soon, exchanges_code_under_runs) {
    auto g = repeated_products();
    const Done wanted(*codegen::compile(*g).program, 20000);
    auto soon = codegen::compile_soon(g, two_threads());
    std::atomic<int> different{0};
    auto run = [&] {
        const Done r(*soon.program, 20000);
        if (r.x != wanted.x) ++different;
    };
    std::thread one(run), two(run);
    soon.improve();
    one.join();
    two.join();
    EXPECT_EQ(different, 0);
}

TEST(codegen_soon, does_without_where_nothing_is_gained) {
    // One thread has nobody beside it; a loop over elements deserves the whole care at once.
    auto g = repeated_products();
    EXPECT_FALSE(codegen::compile_soon(g).improve);
    Builder b({kVector, Type::py_int()});
    b.nest(OpCode::for_, {b.integer(0), b.parameter(1), b.integer(1)}, {}, {{Type::py_int()}}, {[&] {
        ValueId v = b.op(OpCode::load, {b.parameter(0), b.arg(0)}, kF64);
        b.run(OpCode::store, {b.parameter(0), b.op(OpCode::mul, {v, v}, kF64), b.arg(0)});
        b.yield({});
    }});
    b.return_(b.parameter(1));
    auto loops = codegen::compile_soon(std::make_shared<ir::Graph>(std::move(b.g)), two_threads());
    EXPECT_FALSE(loops.improve);
    EXPECT_FALSE(loops.object.empty());
}

}  // namespace
}  // namespace phylanx::codegen_test

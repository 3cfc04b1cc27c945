// The phx_* functions besides phx_launch, and frames.
// SPDX-License-Identifier: BSL-1.0
#include <gtest/gtest.h>

#include "launch/library_registry.h"
#include "launch_fixture.h"

namespace phylanx::launch {
namespace {

using ops::OpCode;
using support::ErrorClass;

TEST(Leaves, are_counted_through_tuples) {
    using ir::Type;
    EXPECT_EQ(num_leaves(Type::none()), 0);
    EXPECT_EQ(num_leaves(Type::py_int()), 1);
    EXPECT_EQ(num_leaves(Type::any()), 1);
    EXPECT_EQ(num_leaves(Type::tuple({Type::py_float(), Type::list({Type::array(DType::F64, 2), Type::none()})})), 2);
}

TEST(Desc, extents_ranges_and_text) {
    View a({4, 6});
    View<> v = a.view(3, {2, 3}, {12, -1});
    EXPECT_TRUE(is_contiguous(*a.desc(), 2, 8));
    EXPECT_FALSE(is_contiguous(*v.desc(), 2, 8));
    View<> one = a.view(3, {1, 1}, {99, 7});
    EXPECT_TRUE(is_contiguous(*one.desc(), 2, 8));
    ByteRange r = byte_range(*v.desc(), 2, 8);
    EXPECT_EQ(r.lo, a.desc()->data + 8);
    EXPECT_EQ(r.hi, a.desc()->data + 16 * 8);
    runtime::Access access = launch::access(*v.desc(), 2, 8, runtime::Mode::Read);
    EXPECT_EQ(access.lo, 8);
    EXPECT_EQ(access.hi, 128);
    EXPECT_EQ(shape_text(Ints{}), "()");
    EXPECT_EQ(shape_text(Ints{3}), "(3,)");
    EXPECT_EQ(shape_text(Ints{3, 4}), "(3,4)");
}

TEST(Frame, slots_hold_and_drop_references) {
    Runner r({}, 30);
    View a({4});
    phx_hold(r.frame.get(), 29, a.buffer());
    EXPECT_EQ(a.buffer()->references.load(), 2);
    phx_hold(r.frame.get(), 29, a.buffer());
    EXPECT_EQ(a.buffer()->references.load(), 2);
    phx_drop(r.frame.get(), 29);
    EXPECT_EQ(a.buffer()->references.load(), 1);
    phx_hold(r.frame.get(), 3, a.buffer());
    r.frame.reset();
    EXPECT_EQ(a.buffer()->references.load(), 1);
}

TEST(Frame, allocate_checks_the_shape) {
    Runner r({});
    View out = View<>::output(2);
    allocate(*r.frame, 0, *out.desc(), DType::F64, Ints{2, 3});
    EXPECT_EQ(out.buffer()->bytes, 48u);
    EXPECT_EQ(out.desc()->dims[2], 24);
    EXPECT_THROW(allocate(*r.frame, 0, *out.desc(), DType::F64, Ints{2, -1}), support::UserError);
    EXPECT_THROW(allocate(*r.frame, 0, *out.desc(), DType::F64, (Ints{1LL << 40, 1LL << 40})), support::UserError);
    allocate(*r.frame, 0, *out.desc(), DType::F64, Ints{0, 5});
    EXPECT_EQ(out.shape(), (Ints{0, 5}));
}

TEST(Calls, raise_replaces_numbers) {
    Runner r({});
    r.program.raises.push_back({ErrorClass::Index, "index {0} is out of bounds for axis 0 with size {1}", {4, 2, 0, 0}, 0});
    EXPECT_NE(phx_raise(r.frame.get(), 0, -7, 3), 0);
    EXPECT_NE(r.frame->finish(), 0);
    EXPECT_EQ(r.frame->error.message, "index -7 is out of bounds for axis 0 with size 3");
    EXPECT_EQ(r.frame->error.span.line, 4);
}

std::vector<double> seen;

TEST(Calls, library_routines_find_their_operands_ready) {
    runtime::Settings settings(2);
    LibraryEntry before = library_entry(OpCode::argmax);
    register_library(OpCode::argmax, [](Frame&, const CallInfo&, const Cell* in, Cell* out) {
        auto* x = reinterpret_cast<double*>(in[0].array->data);
        seen = {x[0], x[1]};
        out[0].i64 = 5;
    });
    Runner r({kernel(scale, 1, {operand(Role::Input, 1), operand(Role::Fresh, 1, 0)})});
    CallInfo call;
    call.code = OpCode::argmax;
    call.op.span = {8, 0, 0, 0};
    call.operands = {ir::Type::array(DType::F64, 1)};
    r.program.calls.push_back(call);
    View a({300000}), x = View<>::output(1);
    ASSERT_EQ(r.launch(0, 4, a, x), 0);
    Cell in{}, out{};
    in.array = x.desc();
    ASSERT_EQ(phx_call(r.frame.get(), 0, &in, &out), 0);
    EXPECT_EQ(out.i64, 5);
    EXPECT_EQ(seen, (std::vector<double>{4, 8}));

    register_library(OpCode::argmax, [](Frame&, const CallInfo&, const Cell*, Cell*) {
        support::user_error(ErrorClass::Value, {}, "attempt to get argmax of an empty sequence");
    });
    EXPECT_NE(phx_call(r.frame.get(), 0, &in, &out), 0);
    EXPECT_NE(r.frame->finish(), 0);
    EXPECT_EQ(r.frame->error.span.line, 8);
    register_library(OpCode::argmax, before.fn, before.start, before.choose);
}

TEST(Calls, python_is_missed_with_a_clear_error) {
    if (object_ops().foreign) GTEST_SKIP();
    Runner r({});
    ForeignInfo info;
    info.callee = "call:f";
    info.result = ir::Type::any();
    r.program.foreigns.push_back(info);
    Cell out{};
    EXPECT_NE(phx_foreign(r.frame.get(), 0, nullptr, &out), 0);
    EXPECT_NE(r.frame->finish(), 0);
    EXPECT_EQ(r.frame->error.error_class, ErrorClass::Runtime);
}

int polls = 0;

TEST(Frame, a_signal_ends_a_run) {
    runtime::Settings settings(2);
    ObjectOps before = object_ops();
    ObjectOps ops;
    ops.poll = [](Frame*) { return ++polls > 2 ? 1 : 0; };
    ops.release = before.release;
    set_object_ops(ops);
    {
        Runner r({kernel(scale, 1, {operand(Role::Input, 1), operand(Role::Store, 1)}, 0, 1e6)});
        r.frame->watch_signals();
        View a({64});
        auto slow = [](const KernelOperand*, const Cell*, std::int64_t, std::int64_t) -> std::int32_t {
            timespec t{0, 20'000'000};
            nanosleep(&t, nullptr);
            return 0;
        };
        r.program.kernels[0].run = slow;
        for (int i = 0; i < 5; ++i) ASSERT_EQ(r.launch(0, 1, a, a), 0);
        EXPECT_NE(r.frame->finish(), 0);
        EXPECT_EQ(r.frame->error.error_class, ErrorClass::Interrupted);
    }
    polls = 0;
    {
        Runner r({});
        r.frame->watch_signals();
        int rounds = 0;
        while (phx_poll(r.frame.get()) == 0) ++rounds;
        EXPECT_GT(rounds, 2);
        EXPECT_EQ(r.frame->error.error_class, ErrorClass::Interrupted);
    }
    set_object_ops(before);
}

}  // namespace
}  // namespace phylanx::launch

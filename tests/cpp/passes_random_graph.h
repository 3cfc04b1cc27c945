// Random graphs that verify: straight-line code, views, writes, loops and branches.
// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <random>

#include "ir/builder.h"

namespace phylanx::test {

using ir::DType;
using ir::Type;

/// Parameters are `num_vectors` float64[:], `num_matrices` float64[:, :] and an int; a tuple is
/// returned.
class RandomGraph {
   public:
    static constexpr int kVectors = 3;
    static constexpr int kMatrices = 2;

    explicit RandomGraph(std::uint32_t seed) : random_(seed), build_(g_) {
        g_.name = "random";
        g_.body = g_.new_region();
        for (int i = 0; i < kVectors; ++i) parameter(Type::array(DType::F64, 1), "v");
        for (int i = 0; i < kMatrices; ++i) parameter(Type::array(DType::F64, 2), "m");
        parameter(Type::py_int(), "n");
        build_.move_to_end(g_.body);
        zero_ = known(build_.int_(0));
        one_ = known(build_.int_(1));
        known(build_.scalar(Type::scalar(DType::F64), 1));
        known(build_.scalar(Type::scalar(DType::F64), 2));
        statements(8 + pick(16), 2);
        finish();
    }
    ir::Graph take() { return std::move(g_); }

   private:
    int pick(int n) { return static_cast<int>(random_() % static_cast<std::uint32_t>(n)); }
    ValueId known(ValueId v) {
        scope_.push_back(v);
        return v;
    }
    void parameter(Type t, const char* name) {
        ValueId v = g_.new_value(std::move(t), name);
        g_.region(g_.body).args.push_back(v);
        known(v);
    }
    /// A value in scope that fits; recent ones are more likely. kNone where there is none.
    template <class Fits>
    ValueId any(Fits fits) {
        std::vector<ValueId> found;
        for (ValueId v : scope_)
            if (fits(g_.type(v)))
                found.push_back(v);
        if (found.empty())
            return ir::kNone;
        std::size_t recent = std::min<std::size_t>(found.size(), 5);
        if (pick(3))
            return found[found.size() - 1 -
                         static_cast<std::size_t>(pick(static_cast<int>(recent)))];
        return found[static_cast<std::size_t>(pick(static_cast<int>(found.size())))];
    }
    ValueId of(const Type& t) {
        return any([&](const Type& x) { return x == t; });
    }
    ValueId array() {
        return any([](const Type& t) { return t.is_array() && t.dtype() == DType::F64; });
    }
    ValueId number() { return of(Type::scalar(DType::F64)); }
    ValueId operand() { return pick(4) ? array() : number(); }
    ValueId index() { return pick(2) ? of(Type::py_int()) : build_.int_(pick(3) - 1); }

    void statements(int n, int depth) {
        for (int i = 0; i < n; ++i) statement(depth);
    }

    void statement(int depth) {
        build_.set_span({.line = ++line_, .column = 0});
        switch (pick(20)) {
            case 0:
            case 1:
            case 2:
                unary();
                break;
            case 3:
            case 4:
            case 5:
            case 6:
                binary();
                break;
            case 7:
            case 8:
                reduce();
                break;
            case 9:
            case 10:
                slice();
                break;
            case 11:
                transpose();
                break;
            case 12:
            case 13:
                assign();
                break;
            case 14:
                element();
                break;
            case 15:
                item();
                break;
            case 16:
                compare();
                break;
            case 17:
                depth ? loop(depth) : unary();
                break;
            case 18:
                depth ? branch(depth) : binary();
                break;
            case 19:
                pick(3) ? while_loop(depth) : check();
                break;
        }
    }

    void unary() {
        constexpr OpCode kCodes[] = {OpCode::neg, OpCode::exp, OpCode::square,
                                     OpCode::abs, OpCode::sin, OpCode::pos};
        ValueId x = operand();
        known(build_.emit(kCodes[pick(6)], {x}, g_.type(x)));
    }
    Type joined(const std::vector<ValueId>& xs, DType t) {
        int ndim = -1;
        for (ValueId x : xs)
            if (g_.type(x).is_array())
                ndim = std::max(ndim, g_.type(x).ndim());
        return ndim < 0 ? Type::scalar(t) : Type::array(t, ndim);
    }
    void binary() {
        constexpr OpCode kCodes[] = {OpCode::add,     OpCode::sub,     OpCode::mul,
                                     OpCode::maximum, OpCode::truediv, OpCode::pow};
        ValueId x = operand();
        ValueId y = operand();
        OpCode code = kCodes[pick(6)];
        if (code == OpCode::pow)
            y = build_.scalar(Type::scalar(DType::F64), 2);
        known(build_.emit(code, {x, y}, joined({x, y}, DType::F64)));
    }
    void compare() {
        ValueId x = operand(), y = operand(), z = operand(), u = operand();
        Type bools = joined({x, y}, DType::Bool);
        ValueId c = known(build_.emit(OpCode::lt, {x, y}, bools));
        known(build_.emit(OpCode::select, {c, z, u}, joined({c, z, u}, DType::F64)));
    }
    void reduce() {
        ValueId x = array();
        std::vector<std::int64_t> axes;
        for (int d = 0; d < g_.type(x).ndim(); ++d)
            if (pick(3))
                axes.push_back(d);
        int left = g_.type(x).ndim() - static_cast<int>(axes.size());
        OpCode code = pick(4) ? OpCode::reduce_add : OpCode::reduce_max;
        ValueId r = known(build_.emit(code, {x}, Type::array(DType::F64, left), {{"axes", axes}}));
        if (left == 0 && pick(2))
            known(build_.emit(OpCode::item, {r}, Type::scalar(DType::F64)));
    }
    void slice() {
        ValueId x = array();
        std::vector<std::string> spec;
        std::vector<ValueId> operands{x};
        int left = 0;
        for (int d = 0; d < g_.type(x).ndim(); ++d) {
            int kind = pick(8);
            if (g_.type(x).ndim() + left < 3 && pick(4) == 0)
                spec.push_back("new"), ++left;
            spec.push_back(kind == 0   ? "int"
                           : kind < 4  ? "full"
                           : kind == 4 ? "slice:vv-"
                                       : "slice:v--");
            left += kind != 0;
            for (int k = kind == 0 || kind > 4 ? 1 : kind == 4 ? 2 : 0; k > 0; --k)
                operands.push_back(index());
        }
        known(
            build_.emit(OpCode::slice, operands, Type::array(DType::F64, left), {{"spec", spec}}));
    }
    void transpose() {
        ValueId x = array();
        std::vector<std::int64_t> perm;
        for (int d = g_.type(x).ndim(); d-- > 0;) perm.push_back(d);
        known(build_.emit(OpCode::transpose, {x}, g_.type(x), {{"perm", perm}}));
    }
    void assign() {
        ValueId dst = array();
        ValueId src = operand();
        if (g_.type(src).is_array() && g_.type(src).ndim() > g_.type(dst).ndim())
            std::swap(src, dst);
        build_.emit_op(OpCode::assign, {dst, src});
    }
    void element() {
        ValueId x = array();
        std::vector<ValueId> operands{x};
        bool writes = pick(2);
        if (writes)
            operands.push_back(number());
        for (int d = 0; d < g_.type(x).ndim(); ++d) operands.push_back(zero_);
        if (writes)
            build_.emit_op(OpCode::store, operands);
        else
            known(build_.emit(OpCode::load, operands, Type::scalar(DType::F64)));
    }
    void item() {
        ValueId x = of(Type::array(DType::F64, 0));
        if (x != ir::kNone)
            known(build_.emit(OpCode::item, {x}, Type::scalar(DType::F64)));
    }
    void check() {
        ValueId c = build_.emit(OpCode::lt, {number(), number()}, Type::scalar(DType::Bool));
        ValueId x = build_.emit(OpCode::lt, {number(), number()}, Type::scalar(DType::Bool));
        ValueId either = build_.emit(OpCode::select, {c, c, x}, Type::scalar(DType::Bool));
        if (pick(6) == 0)
            build_.emit_op(OpCode::check, {either});
    }

    std::vector<ValueId> carried() {
        std::vector<ValueId> out;
        for (int n = pick(3); n >= 0; --n) out.push_back(pick(4) ? array() : number());
        return out;
    }
    std::vector<Type> types(const std::vector<ValueId>& vs) {
        std::vector<Type> out;
        for (ValueId v : vs) out.push_back(g_.type(v));
        return out;
    }
    std::vector<ValueId> fitting(const std::vector<Type>& ts) {
        std::vector<ValueId> out;
        for (auto& t : ts) out.push_back(of(t));
        return out;
    }
    // Writes a region's ops with the values in scope and the region's arguments.
    template <class Body>
    ir::RegionId inside(const std::vector<Type>& args, Body body) {
        ir::RegionId r = g_.new_region();
        ir::RegionId outer = build_.region();
        std::size_t scope = scope_.size();
        for (auto& t : args) {
            ValueId v = known(g_.new_value(t));
            g_.region(r).args.push_back(v);
        }
        build_.move_to_end(r);
        body();
        scope_.resize(scope);
        build_.move_to_end(outer);
        return r;
    }
    void results(ir::OpId o) {
        for (ValueId v : g_.op(o).results) known(v);
    }

    void leave_sometimes(const std::vector<Type>& ts) {
        if (pick(3))
            return;
        ValueId c = build_.emit(OpCode::lt, {number(), number()}, Type::scalar(DType::Bool));
        OpCode code = pick(2) ? OpCode::break_ : OpCode::continue_;
        ir::RegionId then = inside({}, [&] { build_.emit_op(code, fitting(ts)); });
        ir::RegionId otherwise = inside({}, [&] { build_.emit_op(OpCode::yield, {}); });
        build_.emit_op(OpCode::if_, {c}, {}, {}, {then, otherwise});
    }
    void loop(int depth) {
        auto inits = carried();
        auto ts = types(inits);
        std::vector<Type> args{Type::py_int()};
        args.insert(args.end(), ts.begin(), ts.end());
        ir::RegionId body = inside(args, [&] {
            statements(1 + pick(4), depth - 1);
            leave_sometimes(ts);
            statements(1 + pick(3), depth - 1);
            build_.emit_op(OpCode::yield, fitting(ts));
        });
        ValueId stop = build_.int_(pick(3));
        std::vector<ValueId> operands{zero_, stop, one_};
        operands.insert(operands.end(), inits.begin(), inits.end());
        results(build_.emit_op(OpCode::for_, operands, ts, {}, {body}));
    }
    void while_loop(int depth) {
        if (depth == 0)
            return;
        auto inits = carried();
        auto ts = types(inits);
        inits.insert(inits.begin(), zero_);
        ts.insert(ts.begin(), Type::py_int());
        ir::RegionId condition = inside(ts, [&] {
            ValueId i = g_.region(build_.region()).args[0];
            ValueId stop = build_.int_(2);
            build_.emit_op(OpCode::condition,
                           {build_.emit(OpCode::lt, {i, stop}, Type::py_bool())});
        });
        ir::RegionId body = inside(ts, [&] {
            ValueId i = g_.region(build_.region()).args[0];
            statements(1 + pick(4), depth - 1);
            auto out = fitting(ts);
            out[0] = build_.emit(OpCode::add, {i, one_}, Type::py_int());
            build_.emit_op(OpCode::yield, out);
        });
        results(build_.emit_op(OpCode::while_, inits, ts, {}, {condition, body}));
    }
    void branch(int depth) {
        ValueId c = build_.emit(OpCode::lt, {number(), number()}, Type::scalar(DType::Bool));
        auto ts = types(carried());
        auto one_side = [&] {
            statements(1 + pick(3), depth - 1);
            build_.emit_op(OpCode::yield, fitting(ts));
        };
        ir::RegionId then = inside({}, one_side);
        ir::RegionId otherwise = inside({}, one_side);
        results(build_.emit_op(OpCode::if_, {c}, ts, {}, {then, otherwise}));
    }
    void finish() {
        std::vector<ValueId> out;
        for (int n = 1 + pick(4); n > 0; --n) out.push_back(operand());
        g_.result = Type::tuple(types(out));
        ValueId tuple = build_.emit(OpCode::make_tuple, out, g_.result);
        build_.emit_op(OpCode::return_, {tuple});
    }

    std::mt19937 random_;
    ir::Graph g_;
    ir::Builder build_;
    std::vector<ValueId> scope_;
    ValueId zero_ = 0, one_ = 0;
    int line_ = 0;
};

}  // namespace phylanx::test

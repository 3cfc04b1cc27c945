// Builds small graphs in plan form by hand, compiles and runs them, for the tests of codegen.
// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <gtest/gtest.h>

#include <cstring>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "codegen/codegen.h"
#include "launch/frame.h"

namespace phylanx::codegen_test {

using arrays::DType;
using ir::Type;
using ir::ValueId;
using launch::ArrayDesc;
using launch::Cell;
using ops::OpCode;
using Attrs = std::map<std::string, ir::Attr>;

template <class T>
constexpr DType dtype_of();
template <> constexpr DType dtype_of<bool>() { return DType::Bool; }
template <> constexpr DType dtype_of<std::int8_t>() { return DType::I8; }
template <> constexpr DType dtype_of<std::int16_t>() { return DType::I16; }
template <> constexpr DType dtype_of<std::int32_t>() { return DType::I32; }
template <> constexpr DType dtype_of<std::int64_t>() { return DType::I64; }
template <> constexpr DType dtype_of<std::uint8_t>() { return DType::U8; }
template <> constexpr DType dtype_of<std::uint16_t>() { return DType::U16; }
template <> constexpr DType dtype_of<std::uint32_t>() { return DType::U32; }
template <> constexpr DType dtype_of<std::uint64_t>() { return DType::U64; }
template <> constexpr DType dtype_of<float>() { return DType::F32; }
template <> constexpr DType dtype_of<double>() { return DType::F64; }

/// A graph under construction; ops go to the region that is open.
class Builder {
   public:
    ir::Graph g;

    explicit Builder(std::vector<Type> parameters) {
        g.name = "f";
        g.files = {"test.py"};
        g.body = g.new_region();
        open_.push_back(g.body);
        for (auto& t : parameters) g.region(g.body).args.push_back(g.new_value(t));
    }
    ValueId arg(std::size_t i) const { return g.region(open_.back()).args.at(i); }
    ValueId parameter(std::size_t i) const { return g.region(g.body).args.at(i); }

    std::vector<ValueId> ops(OpCode code, std::vector<ValueId> operands, std::vector<Type> results, Attrs attrs = {}) {
        ir::OpId o = g.new_op(code, std::move(operands), std::move(results), {++line_, 4, 0, 0});
        g.op(o).attrs = std::move(attrs);
        g.region(open_.back()).ops.push_back(o);
        return g.op(o).results;
    }
    ValueId op(OpCode code, std::vector<ValueId> operands, Type result, Attrs attrs = {}) {
        return ops(code, std::move(operands), {std::move(result)}, std::move(attrs))[0];
    }
    void run(OpCode code, std::vector<ValueId> operands, Attrs attrs = {}) { ops(code, std::move(operands), {}, std::move(attrs)); }
    ValueId integer(std::int64_t v) { return op(OpCode::constant, {}, Type::py_int(), {{"value", v}}); }
    ValueId real(double v) { return op(OpCode::constant, {}, Type::py_float(), {{"value", v}}); }

    /// An op with regions; each filler is called with its region open.
    std::vector<ValueId> nest(OpCode code, std::vector<ValueId> operands, std::vector<Type> results,
                              std::vector<std::vector<Type>> args, std::vector<std::function<void()>> fillers,
                              Attrs attrs = {}) {
        auto r = ops(code, std::move(operands), std::move(results), std::move(attrs));
        ir::OpId o = g.region(open_.back()).ops.back();
        for (std::size_t i = 0; i < fillers.size(); ++i) {
            ir::RegionId region = g.new_region();
            g.op(o).regions.push_back(region);
            for (auto& t : args[i]) {
                ValueId v = g.new_value(t);
                g.region(region).args.push_back(v);
            }
            open_.push_back(region);
            fillers[i]();
            open_.pop_back();
        }
        return r;
    }
    void yield(std::vector<ValueId> values) { run(OpCode::yield, std::move(values)); }
    void return_(ValueId v) {
        g.result = g.type(v);
        run(OpCode::return_, {v});
    }
    /// A fused op; `body` gets the arguments and gives the yielded values.
    std::vector<ValueId> fused(int ndim, std::vector<ValueId> inputs, std::vector<ValueId> targets,
                               std::vector<std::string> roles, std::vector<Type> results,
                               const std::function<std::vector<ValueId>(std::vector<ValueId>)>& body,
                               std::vector<std::int64_t> axes = {}) {
        std::vector<Type> args;
        for (auto v : inputs) args.push_back(Type::scalar(g.type(v).dtype()));
        Attrs attrs{{"num_inputs", static_cast<std::int64_t>(inputs.size())}, {"ndim", std::int64_t{ndim}},
                    {"axes", axes}, {"roles", roles}};
        std::vector<std::int64_t> slots;
        for (std::size_t i = 0; i < results.size(); ++i) slots.push_back(next_slot_++);
        attrs["slots"] = slots;
        auto operands = inputs;
        operands.insert(operands.end(), targets.begin(), targets.end());
        return nest(OpCode::fused, operands, std::move(results), {args}, {[&] {
            yield(body(g.region(open_.back()).args));
        }}, std::move(attrs));
    }

   private:
    std::vector<ir::RegionId> open_;
    std::int64_t next_slot_ = 0;
    std::int32_t line_ = 0;
};

/// An array in memory with its descriptor.
struct Array {
    std::vector<std::int64_t> words;

    Array() : words(2 + 2 * 8) {}
    template <class T>
    Array(T* data, std::vector<std::int64_t> shape, std::vector<std::int64_t> strides = {}) : Array() {
        auto& d = *desc();
        d.data = reinterpret_cast<char*>(const_cast<std::remove_const_t<T>*>(data));
        d.buffer = nullptr;
        if (strides.empty()) {
            strides.resize(shape.size());
            std::int64_t step = sizeof(T);
            for (std::size_t i = shape.size(); i-- > 0;) strides[i] = step, step *= shape[i];
        }
        for (std::size_t i = 0; i < shape.size(); ++i) d.dims[i] = shape[i], d.dims[shape.size() + i] = strides[i];
    }
    ArrayDesc* desc() { return reinterpret_cast<ArrayDesc*>(words.data()); }
};

inline Cell cell(std::int64_t v) { Cell c{}; c.i64 = v; return c; }
inline Cell cell(double v) { Cell c{}; c.f64 = v; return c; }
inline Cell cell(Array& a) { Cell c{}; c.array = a.desc(); return c; }

/// Runs a program; `error` is the message of what it raised.
struct Outcome {
    std::vector<Cell> results = std::vector<Cell>(8);
    std::int32_t code = 0;
    support::ErrorClass error_class{};
    std::string error;
    support::Span span;
    int flags = 0;

    Outcome(const launch::Program& p, std::vector<Cell> args, const std::function<void(Outcome&)>& inspect = {}) {
        std::vector<Array> arrays(8);
        int k = 0;
        std::vector<Type> leaves;
        if (p.result.is_sequence()) leaves = p.result.elements();
        else leaves = {p.result};
        for (auto& t : leaves) {
            if (t.is_array()) results[k].array = arrays[k].desc();
            ++k;
        }
        launch::Frame frame(p);
        code = p.entry(&frame, args.data(), results.data());
        std::int32_t end = frame.finish();
        if (!code) code = end;
        if (code) error = frame.error.message, error_class = frame.error.error_class, span = frame.error.span;
        flags = frame.run.fp.flags();
        if (!code && inspect) inspect(*this);
    }
};

}  // namespace phylanx::codegen_test

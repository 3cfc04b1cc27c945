// Arrays and calls for the tests of library/: builds operands of any layout, calls a routine, reads its result.
// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <gtest/gtest.h>

#include <complex>
#include <memory>
#include <vector>

#include "launch/frame.h"
#include "launch/library_registry.h"
#include "library/library.h"
#include "support/error.h"

namespace phylanx::library {

using arrays::DType;
using ops::OpCode;
using Extents = std::vector<std::int64_t>;

template <class T>
constexpr DType dtype_of() {
    if constexpr (std::is_same_v<T, bool>) return DType::Bool;
    else if constexpr (std::is_same_v<T, std::int8_t>) return DType::I8;
    else if constexpr (std::is_same_v<T, std::int16_t>) return DType::I16;
    else if constexpr (std::is_same_v<T, std::int32_t>) return DType::I32;
    else if constexpr (std::is_same_v<T, std::int64_t>) return DType::I64;
    else if constexpr (std::is_same_v<T, std::uint8_t>) return DType::U8;
    else if constexpr (std::is_same_v<T, _Float16>) return DType::F16;
    else if constexpr (std::is_same_v<T, float>) return DType::F32;
    else if constexpr (std::is_same_v<T, double>) return DType::F64;
    else if constexpr (std::is_same_v<T, std::complex<float>>) return DType::C64;
    else return DType::C128;
}

/// An array of a test: a descriptor and a reference to its buffer.
class TestArray {
   public:
    TestArray(DType dtype, Extents shape) : type_(ir::Type::array(dtype, static_cast<int>(shape.size()))) {
        std::int64_t stride = static_cast<std::int64_t>(arrays::item_size(dtype));
        Extents strides(shape.size());
        for (std::size_t d = shape.size(); d-- > 0; stride *= shape[d]) strides[d] = stride;
        arrays::Buffer* b = arrays::allocate(static_cast<std::size_t>(std::max<std::int64_t>(stride, 1)));
        set(b->data, b, shape, strides);
    }
    TestArray(DType dtype, int ndim, arrays::Buffer* owned, const std::int64_t* words)
        : type_(ir::Type::array(dtype, ndim)) {
        arrays::retain(owned);
        set(reinterpret_cast<char*>(words[0]), owned, Extents(words + 2, words + 2 + ndim),
            Extents(words + 2 + ndim, words + 2 + 2 * ndim));
    }
    template <class T>
    static TestArray of(Extents shape, const std::vector<T>& values) {
        TestArray a(dtype_of<T>(), std::move(shape));
        for (std::size_t i = 0; i < values.size(); ++i) a.data<T>()[i] = values[i];
        return a;
    }
    /// Values that differ from element to element and are small enough for exact sums.
    template <class T>
    static TestArray pattern(Extents shape, int seed = 1) {
        TestArray a(dtype_of<T>(), std::move(shape));
        unsigned state = static_cast<unsigned>(seed) * 2654435761u + 1;
        for (std::int64_t i = 0; i < a.size(); ++i) {
            state = state * 1664525u + 1013904223u;
            const int v = static_cast<int>(state >> 24) % 15 - 7;
            if constexpr (std::is_same_v<T, bool>) a.data<T>()[i] = v > 0;
            else a.data<T>()[i] = static_cast<T>(v);
        }
        return a;
    }

    const ir::Type& type() const { return type_; }
    int ndim() const { return type_.ndim(); }
    launch::ArrayDesc* desc() const {
        return reinterpret_cast<launch::ArrayDesc*>(const_cast<std::int64_t*>(words_.data()));
    }
    Extents shape() const { return Extents(desc()->dims, desc()->dims + ndim()); }
    std::int64_t stride(int d) const { return desc()->dims[ndim() + d]; }
    std::int64_t size() const {
        std::int64_t n = 1;
        for (std::int64_t e : shape()) n *= e;
        return n;
    }
    template <class T>
    T* data() const {
        return reinterpret_cast<T*>(desc()->data);
    }
    arrays::Buffer* buffer() const { return desc()->buffer; }

    template <class T>
    T& at(const Extents& index) const {
        char* p = desc()->data;
        for (int d = 0; d < ndim(); ++d) p += index[d] * stride(d);
        return *reinterpret_cast<T*>(p);
    }
    /// All elements in C order.
    template <class T>
    std::vector<T> values() const {
        std::vector<T> list;
        Extents index(shape().size(), 0);
        for (std::int64_t i = 0; i < size(); ++i) {
            std::int64_t rest = i;
            for (int d = ndim() - 1; d >= 0; --d) {
                index[d] = rest % shape()[d];
                rest /= shape()[d];
            }
            list.push_back(at<T>(index));
        }
        return list;
    }

    TestArray transposed() const {
        Extents s = shape(), t;
        for (int d = 0; d < ndim(); ++d) t.push_back(stride(d));
        return view(desc()->data, Extents(s.rbegin(), s.rend()), Extents(t.rbegin(), t.rend()));
    }
    /// Every `step`-th index of dimension d; step may be negative (then from the end).
    TestArray stepped(int d, std::int64_t step) const {
        Extents s = shape(), t;
        for (int k = 0; k < ndim(); ++k) t.push_back(stride(k));
        char* p = desc()->data + (step < 0 ? (s[d] - 1) * t[d] : 0);
        const std::int64_t n = step < 0 ? -step : step;
        s[d] = (s[d] + n - 1) / n;
        t[d] *= step;
        return view(p, s, t);
    }

   private:
    struct Release {
        void operator()(arrays::Buffer* b) const { arrays::release(b); }
    };
    void set(char* data, arrays::Buffer* owned, const Extents& shape, const Extents& strides) {
        words_ = {reinterpret_cast<std::int64_t>(data), reinterpret_cast<std::int64_t>(owned)};
        words_.insert(words_.end(), shape.begin(), shape.end());
        words_.insert(words_.end(), strides.begin(), strides.end());
        owner_ = std::shared_ptr<arrays::Buffer>(owned, Release());
    }
    TestArray view(char* data, const Extents& shape, const Extents& strides) const {
        TestArray v = *this;
        v.words_ = {reinterpret_cast<std::int64_t>(data), reinterpret_cast<std::int64_t>(buffer())};
        v.words_.insert(v.words_.end(), shape.begin(), shape.end());
        v.words_.insert(v.words_.end(), strides.begin(), strides.end());
        return v;
    }

    ir::Type type_;
    std::vector<std::int64_t> words_;
    std::shared_ptr<arrays::Buffer> owner_;
};

/// One call of a routine in a frame of its own.
class TestCall {
   public:
    explicit TestCall(OpCode code) {
        static const bool registered = (register_all(), true);
        (void)registered;
        info_.code = code;
        info_.op.code = code;
        info_.op.span = {7, 3, 7, 9};
    }
    TestCall& array(const TestArray& a) {
        launch::Cell cell{};
        cell.array = a.desc();
        return add(a.type(), cell);
    }
    TestCall& integer(std::int64_t n) {
        launch::Cell cell{};
        cell.i64 = n;
        return add(ir::Type::py_int(), cell);
    }
    TestCall& number(double x) {
        launch::Cell cell{};
        cell.f64 = x;
        return add(ir::Type::py_float(), cell);
    }
    template <class T>
    TestCall& scalar(T x) {
        launch::Cell cell{};
        *reinterpret_cast<T*>(&cell) = x;
        return add(ir::Type::scalar(dtype_of<T>()), cell);
    }
    TestCall& attr(const std::string& key, ir::Attr value) {
        info_.op.attrs[key] = std::move(value);
        return *this;
    }

    template <class Fn>
    auto with_frame(Fn&& fn) {
        launch::Program program;
        program.num_slots = 1;
        program.files = {"test.py"};
        launch::Frame frame(program);
        return fn(frame);
    }
    /// The result, after all tasks are done; UserErrors come out, whoever raised them.
    TestArray run(DType dtype, int ndim) {
        info_.results = {ir::Type::array(dtype, ndim)};
        info_.slots = {0};
        words_.assign(2 + 2 * static_cast<std::size_t>(ndim), -1);
        launch::Cell out{};
        out.array = reinterpret_cast<launch::ArrayDesc*>(words_.data());
        return with_frame([&](launch::Frame& frame) {
            entry().fn(frame, info_, in_.data(), &out);
            finish(frame);
            return TestArray(dtype, ndim, reinterpret_cast<arrays::Buffer*>(words_[1]), words_.data());
        });
    }
    void run() {
        with_frame([&](launch::Frame& frame) {
            entry().fn(frame, info_, in_.data(), nullptr);
            finish(frame);
        });
    }

   private:
    TestCall& add(ir::Type type, launch::Cell cell) {
        info_.operands.push_back(std::move(type));
        in_.push_back(cell);
        return *this;
    }
    const launch::LibraryEntry& entry() const { return launch::library_entry(info_.code); }
    static void finish(launch::Frame& frame) {
        if (frame.finish() != 0)
            throw support::UserError(frame.error.error_class, frame.error.span, frame.error.message);
    }

    launch::CallInfo info_;
    std::vector<launch::Cell> in_;
    std::vector<std::int64_t> words_;
};

/// The message of the UserError that fn throws, with its class in front: "1: ...".
template <class Fn>
std::string error_of(Fn&& fn, support::ErrorClass expected) {
    try {
        fn();
    } catch (const support::UserError& e) {
        EXPECT_EQ(e.error_class, expected) << e.what();
        EXPECT_EQ(e.span.line, 7);
        return e.what();
    }
    return "no error";
}

}  // namespace phylanx::library

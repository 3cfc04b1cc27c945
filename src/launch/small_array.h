// A short array of plain values that needs no allocation up to N of them.
// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <algorithm>
#include <cstddef>
#include <memory>
#include <type_traits>

namespace phylanx::launch {

/// Like std::vector for trivially copyable T; new elements from resize are not initialised.
template <class T, std::size_t N>
class SmallArray {
    static_assert(std::is_trivially_copyable_v<T>);

   public:
    SmallArray() = default;
    explicit SmallArray(std::size_t n) { resize(n); }
    SmallArray(const SmallArray& o) { assign(o.begin(), o.end()); }
    SmallArray(SmallArray&& o) noexcept { take(o); }
    SmallArray& operator=(const SmallArray& o) {
        if (this != &o) assign(o.begin(), o.end());
        return *this;
    }
    SmallArray& operator=(SmallArray&& o) noexcept {
        if (this != &o) take(o);
        return *this;
    }

    T* begin() { return more_ ? more_.get() : few_; }
    T* end() { return begin() + size_; }
    const T* begin() const { return more_ ? more_.get() : few_; }
    const T* end() const { return begin() + size_; }
    T* data() { return begin(); }
    const T* data() const { return begin(); }
    T& operator[](std::size_t i) { return begin()[i]; }
    const T& operator[](std::size_t i) const { return begin()[i]; }
    T& back() { return begin()[size_ - 1]; }
    const T& back() const { return begin()[size_ - 1]; }
    std::size_t size() const { return size_; }
    bool empty() const { return size_ == 0; }

    void resize(std::size_t n) {
        if (n > room_) {
            std::size_t room = std::max(n, 2 * room_);
            std::unique_ptr<T[]> larger(new T[room]);
            std::copy(begin(), end(), larger.get());
            more_ = std::move(larger);
            room_ = room;
        }
        size_ = n;
    }
    void push_back(const T& value) {
        T copy = value;
        resize(size_ + 1);
        back() = copy;
    }
    void assign(const T* from, const T* to) {
        size_ = 0;
        resize(static_cast<std::size_t>(to - from));
        std::copy(from, to, begin());
    }

   private:
    void take(SmallArray& o) {
        more_ = std::move(o.more_);
        room_ = o.room_;
        size_ = o.size_;
        if (!more_) std::copy(o.few_, o.few_ + size_, few_);
        o.room_ = N;
        o.size_ = 0;
    }

    T few_[N];
    std::unique_ptr<T[]> more_;
    std::size_t room_ = N;
    std::size_t size_ = 0;
};

}  // namespace phylanx::launch

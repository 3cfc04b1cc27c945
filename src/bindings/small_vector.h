// A vector of plain values whose first N elements need no allocation.
// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstddef>
#include <cstdlib>
#include <cstring>
#include <new>
#include <type_traits>

namespace phylanx::bindings {

template <class T, std::size_t N>
    requires std::is_trivially_copyable_v<T>
class SmallVector {
   public:
    SmallVector() = default;
    ~SmallVector() {
        if (data_ != room()) std::free(data_);
    }
    SmallVector(const SmallVector&) = delete;
    SmallVector& operator=(const SmallVector&) = delete;

    void push_back(const T& value) {
        if (size_ == capacity_) grow(size_ + 1);
        data_[size_++] = value;
    }
    void append(const T* values, std::size_t count) {
        if (size_ + count > capacity_) grow(size_ + count);
        std::memcpy(static_cast<void*>(data_ + size_), values, count * sizeof(T));
        size_ += count;
    }
    /// New elements are not initialised.
    void resize(std::size_t size) {
        if (size > capacity_) grow(size);
        size_ = size;
    }
    void clear() { size_ = 0; }

    T& operator[](std::size_t i) { return data_[i]; }
    const T& operator[](std::size_t i) const { return data_[i]; }
    T* data() { return data_; }
    const T* data() const { return data_; }
    std::size_t size() const { return size_; }
    bool empty() const { return size_ == 0; }
    T* begin() { return data_; }
    T* end() { return data_ + size_; }
    const T* begin() const { return data_; }
    const T* end() const { return data_ + size_; }

   private:
    T* room() { return reinterpret_cast<T*>(room_); }

    void grow(std::size_t needed) {
        std::size_t capacity = capacity_ * 2;
        if (capacity < needed) capacity = needed;
        auto* data = static_cast<T*>(std::malloc(capacity * sizeof(T)));
        if (!data) throw std::bad_alloc();
        std::memcpy(static_cast<void*>(data), data_, size_ * sizeof(T));
        if (data_ != room()) std::free(data_);
        data_ = data;
        capacity_ = capacity;
    }

    alignas(T) std::byte room_[N * sizeof(T)];
    T* data_ = room();
    std::size_t size_ = 0;
    std::size_t capacity_ = N;
};

}  // namespace phylanx::bindings

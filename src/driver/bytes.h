// Plain values to bytes and back, for entries of the disk cache.
// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstdint>
#include <cstring>
#include <stdexcept>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

namespace phylanx::driver {

class Writer {
   public:
    template <class T>
        requires std::is_trivially_copyable_v<T>
    void value(const T& v) {
        bytes_.append(reinterpret_cast<const char*>(&v), sizeof v);
    }
    void text(std::string_view t) {
        value<std::uint64_t>(t.size());
        bytes_.append(t);
    }
    template <class T>
    void vector(const std::vector<T>& items) {
        value<std::uint64_t>(items.size());
        for (const T& item : items) value(item);
    }
    std::string bytes() && { return std::move(bytes_); }

   private:
    std::string bytes_;
};

/// Throws std::runtime_error where the bytes end too early.
class Reader {
   public:
    explicit Reader(std::string_view bytes) : rest_(bytes) {}

    template <class T>
        requires std::is_trivially_copyable_v<T>
    T value() {
        T v;
        std::memcpy(&v, take(sizeof v).data(), sizeof v);
        return v;
    }
    std::string_view text() { return take(value<std::uint64_t>()); }
    template <class T>
    std::vector<T> vector() {
        std::vector<T> items;
        const auto count = value<std::uint64_t>();
        if (count > rest_.size() / sizeof(T)) throw std::runtime_error("entry is too short");
        items.reserve(count);
        for (std::uint64_t i = 0; i < count; ++i) items.push_back(value<T>());
        return items;
    }

   private:
    std::string_view take(std::uint64_t bytes) {
        if (bytes > rest_.size()) throw std::runtime_error("entry is too short");
        const auto taken = rest_.substr(0, bytes);
        rest_.remove_prefix(bytes);
        return taken;
    }

    std::string_view rest_;
};

}  // namespace phylanx::driver

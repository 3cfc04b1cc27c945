// Plain values to bytes and back; reading checks every length.
// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>
#include <vector>

namespace phylanx::codegen {

class Writer {
   public:
    void u64(std::uint64_t v) { out_.append(reinterpret_cast<const char*>(&v), sizeof v); }
    void i64(std::int64_t v) { u64(static_cast<std::uint64_t>(v)); }
    void f64(double v) {
        std::uint64_t bits;
        std::memcpy(&bits, &v, sizeof v);
        u64(bits);
    }
    void text(std::string_view v) {
        u64(v.size());
        out_.append(v);
    }
    template <class T, class Fn>
    void list(const std::vector<T>& items, Fn&& write) {
        u64(items.size());
        for (auto& i : items) write(i);
    }
    std::string take() { return std::move(out_); }

   private:
    std::string out_;
};

/// After a read beyond the end, or of an impossible value, `ok()` is false and all further reads give zeros.
class Reader {
   public:
    explicit Reader(std::string_view bytes) : rest_(bytes) {}
    bool ok() const { return ok_; }
    bool at_end() const { return ok_ && rest_.empty(); }
    void fail() { ok_ = false; }

    std::uint64_t u64() {
        std::uint64_t v = 0;
        if (auto bytes = take(sizeof v); ok_) std::memcpy(&v, bytes.data(), sizeof v);
        return v;
    }
    std::int64_t i64() { return static_cast<std::int64_t>(u64()); }
    /// A number in [low, high].
    int small(int low, int high) {
        std::int64_t v = i64();
        if (v < low || v > high) fail();
        return ok_ ? static_cast<int>(v) : low;
    }
    double f64() {
        std::uint64_t bits = u64();
        double v;
        std::memcpy(&v, &bits, sizeof v);
        return v;
    }
    std::string text() { return std::string(take(u64())); }
    template <class T, class Fn>
    std::vector<T> list(Fn&& read) {
        std::vector<T> items;
        // Every element takes 8 bytes at least: a damaged length cannot make it large.
        std::uint64_t n = u64();
        if (n > rest_.size() / 8) fail();
        for (std::uint64_t i = 0; ok_ && i < n; ++i) items.push_back(read());
        return items;
    }

   private:
    std::string_view take(std::uint64_t n) {
        if (!ok_ || n > rest_.size()) {
            ok_ = false;
            return {};
        }
        auto bytes = rest_.substr(0, n);
        rest_.remove_prefix(n);
        return bytes;
    }
    std::string_view rest_;
    bool ok_ = true;
};

}  // namespace phylanx::codegen

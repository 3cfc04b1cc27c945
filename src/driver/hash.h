// SHA-256: keys and checksums of the disk cache.
// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace phylanx::driver {

using Digest = std::array<std::uint8_t, 32>;

/// FIPS 180-4, in pieces.
class Sha256 {
   public:
    void update(std::string_view bytes);
    /// As update, with the length first, so that ("ab", "c") and ("a", "bc") differ.
    void field(std::string_view bytes);
    Digest finish();

   private:
    void block(const std::uint8_t* p);

    std::array<std::uint32_t, 8> state_{0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a,
                                        0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19};
    std::array<std::uint8_t, 64> pending_{};
    std::size_t num_pending_ = 0;
    std::uint64_t length_ = 0;
};

Digest sha256(std::string_view bytes);
std::string to_hex(const Digest& digest);

}  // namespace phylanx::driver

// Pool blocks: a buffer's header with what the pool needs to know, and the two sources of memory.
// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>

#include "arrays/buffer.h"

namespace phylanx::arrays {

/// What the pool hands out: callers see the Buffer. Of small and medium blocks the memory follows the
/// header at once; large ones lie elsewhere, at a multiple of 2 MiB.
struct alignas(64) Block {
    Buffer buffer;
    std::size_t capacity = 0;  // bytes at buffer.data; 0: a header alone
    Block* next = nullptr;     // in a free list
};
static_assert(sizeof(Block) == 64);

inline constexpr std::size_t kSmallMax = 4096;
inline constexpr std::size_t kLargeMin = std::size_t{1} << 20;  // a large block's capacity at least
inline constexpr std::size_t kMediumMax = kLargeMin - 64;

inline char* memory_behind(Block* b) { return reinterpret_cast<char*>(b) + sizeof(Block); }

/// Blocks of kSmallMax + 1 to kMediumMax bytes: size classes four to an octave, free lists under one lock.
Block* take_medium(std::size_t bytes, bool& reused);
void give_medium(Block* b);

/// Memory of more than kMediumMax bytes: mapped at a multiple of 2 MiB for huge pages; freed regions stay
/// mapped until they are needed, too many, or have been idle for some seconds.
char* take_large(std::size_t bytes, std::size_t& capacity, bool& reused);
void give_large(char* data, std::size_t capacity);

std::size_t medium_and_large_pooled();
void trim_medium_and_large();
void lock_pools_for_fork();
void unlock_pools_after_fork();

/// Adds to what live_bytes() says.
void note_live(std::ptrdiff_t bytes);

}  // namespace phylanx::arrays

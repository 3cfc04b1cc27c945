// Memory that arrays lie in: counted, pooled when owned, lent when it belongs to the caller.
// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>

namespace phylanx::arrays {

/// Who may still touch a buffer: maintained by runtime/, opaque here.
struct AccessLog;

/// A reference-counted block of memory. Made with one reference.
struct Buffer {
    std::atomic<std::int64_t> references{1};
    char* data = nullptr;
    std::size_t bytes = 0;
    void* lender = nullptr;                 // lent memory: what release is called with
    void (*release)(void* lender) = nullptr;  // null: the memory belongs to the pool
    std::atomic<AccessLog*> log{nullptr};   // null: no task has ever touched it asynchronously
};

/// A new buffer of at least `bytes` bytes, 64-byte aligned, not initialised; large ones come from a pool
/// that keeps dead ones warm and asks for huge pages. Throws std::bad_alloc.
Buffer* allocate(std::size_t bytes);
/// Lent memory: release(lender) is called when the last reference goes, on whatever thread that is.
Buffer* borrow(char* data, std::size_t bytes, void* lender, void (*release)(void*));
inline void retain(Buffer* b) {
    if (b) b->references.fetch_add(1, std::memory_order_relaxed);
}
void release(Buffer* b);

/// The pool's keeping: bytes held free now, and giving them back to the system.
std::size_t pooled_bytes();
void trim_pool();

/// Bytes in live buffers above 4 KiB that the pool gave out.
std::size_t live_bytes();
/// What the pool lets live buffers and free memory together grow to before callers should slow down, and
/// what it keeps free at most: half and a quarter of the memory that the process may use.
std::size_t memory_goal();

struct PoolCounts {
    std::uint64_t allocations = 0;      // owned buffers made
    std::uint64_t pool_hits = 0;        // of them, those that lie in memory used before
    std::uint64_t bytes_allocated = 0;  // sum of the sizes asked for
    std::uint64_t borrows = 0;          // lent buffers made
};
PoolCounts pool_counts();

/// runtime/ says what becomes of the log of a buffer that goes.
void set_log_release(void (*release_log)(AccessLog*));

}  // namespace phylanx::arrays

// The processor's floating-point status flags around a kernel, for NumPy's warnings.
// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cfenv>

#if defined(__x86_64__)
#include <immintrin.h>
#endif

namespace phylanx::launch {

inline constexpr int kWatchedFlags = FE_DIVBYZERO | FE_INVALID | FE_OVERFLOW;

/// On x86-64 the FE_ values are the bits of MXCSR, which native code uses alone; reading it is much
/// cheaper than <cfenv>, which looks after the old coprocessor too.
class FpStatus {
   public:
    /// Clears the flags.
    FpStatus() {
#if defined(__x86_64__)
        unsigned csr = _mm_getcsr();
        if (csr & kWatchedFlags) _mm_setcsr(csr & ~static_cast<unsigned>(kWatchedFlags));
#else
        std::feclearexcept(kWatchedFlags);
#endif
    }
    /// What has been raised since.
    static int raised() {
#if defined(__x86_64__)
        return static_cast<int>(_mm_getcsr()) & kWatchedFlags;
#else
        return std::fetestexcept(kWatchedFlags);
#endif
    }
};

/// The flags are afterwards what they were before.
class KeptFpStatus {
   public:
    KeptFpStatus() : before_(FpStatus::raised()) {}
    KeptFpStatus(const KeptFpStatus&) = delete;
    ~KeptFpStatus() {
        const FpStatus cleared;
#if defined(__x86_64__)
        if (before_) _mm_setcsr(_mm_getcsr() | static_cast<unsigned>(before_));
#else
        if (before_) std::feraiseexcept(before_);
#endif
    }

   private:
    int before_;
};

}  // namespace phylanx::launch

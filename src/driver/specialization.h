// The specializations of one function: compiled once for each signature, whichever thread asks
// first.
// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <condition_variable>
#include <deque>
#include <exception>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "driver/compile.h"

namespace phylanx::driver {

/// Lives as long as the Specializations that it belongs to. Complete once it has been handed out.
struct Specialization {
    Signature signature;
    std::shared_ptr<const Compiled> compiled;  // null where compilation failed
    std::exception_ptr error;                  // a UserError, or NeedStatic
};

class Specializations {
   public:
    using Compile = std::function<std::shared_ptr<const Compiled>(const Signature&)>;

    /// The finished specialization of that key, or null. Never waits for a compilation.
    const Specialization* find(std::string_view key) const;

    /// As find; compiles `signature` where there is none, and waits where another thread is
    /// compiling it. A refusal is kept and handed out again; any other exception is thrown and
    /// forgotten. The caller must not hold a lock that compiling needs (such as Python's).
    const Specialization* get(std::string_view key, const Signature& signature, const Compile& compile);

    std::size_t size() const;
    std::vector<const Specialization*> list() const;

   private:
    struct Hash {
        using is_transparent = void;
        std::size_t operator()(std::string_view s) const { return std::hash<std::string_view>()(s); }
    };
    struct Entry {
        Specialization specialization;
        bool done = false;
    };
    using Map = std::unordered_map<std::string, Entry*, Hash, std::equal_to<>>;

    mutable std::mutex mutex_;
    std::condition_variable finished_;
    std::deque<Entry> entries_;  // stable addresses
    Map map_;
};

}  // namespace phylanx::driver

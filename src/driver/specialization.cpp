// The specializations of one function.
// SPDX-License-Identifier: BSL-1.0
#include "driver/specialization.h"

#include "support/error.h"

namespace phylanx::driver {

const Specialization* Specializations::find(std::string_view key) const {
    std::lock_guard lock(mutex_);
    const auto it = map_.find(key);
    return it != map_.end() && it->second->done ? &it->second->specialization : nullptr;
}

const Specialization* Specializations::get(std::string_view key, const Signature& signature,
                                           const Compile& compile) {
    std::unique_lock lock(mutex_);
    for (auto it = map_.find(key); it != map_.end(); it = map_.find(key)) {
        if (it->second->done) return &it->second->specialization;
        finished_.wait(lock);  // the entry may be gone afterwards: that thread's compiler failed
    }
    Entry& entry = entries_.emplace_back();
    map_.emplace(key, &entry);
    lock.unlock();

    Specialization& s = entry.specialization;
    s.signature = signature;
    std::exception_ptr failure;
    try {
        s.compiled = compile(signature);
    } catch (const support::UserError&) {
        s.error = std::current_exception();
    } catch (const sema::NeedStatic&) {
        s.error = std::current_exception();
    } catch (...) {
        failure = std::current_exception();
    }

    lock.lock();
    if (failure) map_.erase(map_.find(key));
    entry.done = true;
    finished_.notify_all();
    if (failure) std::rethrow_exception(failure);
    return &s;
}

std::size_t Specializations::size() const {
    std::lock_guard lock(mutex_);
    return map_.size();
}

std::vector<const Specialization*> Specializations::list() const {
    std::lock_guard lock(mutex_);
    std::vector<const Specialization*> all;
    for (const Entry& e : entries_)
        if (e.done && (e.specialization.compiled || e.specialization.error))
            all.push_back(&e.specialization);
    return all;
}

}  // namespace phylanx::driver

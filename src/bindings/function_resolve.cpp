// The specialization for given arguments: the last used, one found by its key, or a new one.
// SPDX-License-Identifier: BSL-1.0
#include <utility>

#include "bindings/errors.h"
#include "bindings/function.h"

namespace phylanx::bindings {
namespace {

constexpr std::size_t kMaxStatic = 64;  // bits of static_parameters

bool holds_list(PyObject* o) {
    if (PyList_CheckExact(o)) return true;
    if (!PyTuple_CheckExact(o)) return false;
    for (Py_ssize_t i = 0; i < PyTuple_GET_SIZE(o); ++i)
        if (holds_list(PyTuple_GET_ITEM(o, i))) return true;
    return false;
}

void classify(const FunctionState& f, const BoundArguments& bound, Arguments& arguments) {
    arguments.clear();
    for (std::size_t i = 0; i < bound.values.size(); ++i) {
        const bool is_static = i < kMaxStatic && (f.static_parameters >> i & 1) != 0;
        const bool as_object = f.lists_are_objects && holds_list(bound.values[i]);
        arguments.add(bound.values[i], is_static, as_object ? Detail::Objects : f.detail);
    }
}

/// Waits, and compiles, without the GIL.
const driver::Specialization* compile(FunctionState& f, std::string_view key,
                                      const driver::Signature& signature) {
    const driver::Options options = f.options;
    const WithoutGil without;
    return f.specializations.get(key, signature, [&](const driver::Signature& s) {
        return driver::compile(*f.source, f.function, s, options);
    });
}

std::string parameter_name(const FunctionState& f, std::size_t i) {
    if (static_cast<Py_ssize_t>(i) < PyTuple_GET_SIZE(f.parameter_names.get()))
        if (const char* name = PyUnicode_AsUTF8(PyTuple_GET_ITEM(f.parameter_names.get(), i)))
            return fmt::format("argument '{}'", name);
    PyErr_Clear();
    return fmt::format("value number {}", i + 1);
}

/// Makes the value of a parameter part of all signatures; false where it is already, or cannot be.
bool make_static(FunctionState& f, std::size_t parameter) {
    if (parameter >= kMaxStatic || f.detail != Detail::Full) return false;
    const std::uint64_t bit = std::uint64_t(1) << parameter;
    if (f.static_parameters & bit) return false;
    f.static_parameters |= bit;
    return true;
}

/// From now on lists are taken as objects: all of them, for two arguments may be one list. False where
/// they are already.
bool make_objects(FunctionState& f) {
    return !std::exchange(f.lists_are_objects, true);
}

enum class Answer { Use, Again, Refused };

Answer judge(FunctionState& f, const driver::Specialization& s) {
    if (s.compiled) return Answer::Use;
    try {
        std::rethrow_exception(s.error);
    } catch (const sema::NeedStatic& need) {
        if (need.as_object ? make_objects(f) : make_static(f, need.parameter)) return Answer::Again;
        // Another call may just have made it static: the key then differs.
        const support::UserError error(
            support::ErrorClass::Type, {},
            fmt::format("{} must be a number, tuple of ints, text or dtype here, whose value is known "
                        "when compiling",
                        parameter_name(f, need.parameter)));
        raise_refused(error, f.source->file());
    } catch (const support::UserError& error) {
        raise_refused(error, f.source->file());
    }
    return Answer::Refused;
}

/// Too many signatures: new ones are made for less detail.
bool generalize(FunctionState& f) {
    const auto cap = static_cast<std::size_t>(std::max<driver::Int>(f.options.max_specializations, 1));
    const std::size_t n = f.specializations.size();
    const Detail wanted = n >= 2 * cap ? Detail::Objects : n >= cap ? Detail::NoSequences : Detail::Full;
    if (wanted <= f.detail) return false;
    f.detail = wanted;
    return true;
}

}  // namespace

const driver::Specialization* resolve(FunctionState& f, const BoundArguments& bound,
                                      Arguments& arguments) {
    for (;;) {
        classify(f, bound, arguments);
        if (f.last && arguments.key() == f.last_key) return f.last;
        const std::uint64_t statics = f.static_parameters, generation = f.generation;
        const bool objects = f.lists_are_objects;
        std::string key = f.key_prefix;
        key += arguments.key();
        const driver::Specialization* s = f.specializations.find(key);
        if (!s) {
            if (generalize(f)) continue;
            s = compile(f, key, arguments.signature());
        }
        switch (judge(f, *s)) {
            case Answer::Use:
                if (generation == f.generation) {  // not changed by another thread meanwhile
                    f.last = s;
                    f.last_key = arguments.key();
                }
                return s;
            case Answer::Again: continue;
            case Answer::Refused:
                if (statics == f.static_parameters && objects == f.lists_are_objects) return nullptr;
                PyErr_Clear();
                continue;
        }
    }
}

}  // namespace phylanx::bindings

// Records of Python's in the disk cache: tuples of None, bools, ints, texts and such tuples, and nothing else.
// SPDX-License-Identifier: BSL-1.0
#include <nanobind/stl/string.h>

#include <cstdint>
#include <stdexcept>
#include <string>
#include <string_view>

#include "bindings/bind.h"
#include "driver/bytes.h"
#include "driver/hash.h"
#include "driver/options.h"
#include "driver/records.h"

namespace phylanx::bindings {
namespace nb = nanobind;
namespace {

enum class Tag : std::uint8_t { None, False, True, Int, Text, Tuple };
constexpr int kMaxDepth = 16;

std::string_view utf8(nb::handle text) {
    Py_ssize_t size;
    const char* bytes = PyUnicode_AsUTF8AndSize(text.ptr(), &size);
    if (!bytes) throw nb::python_error();
    return {bytes, static_cast<std::size_t>(size)};
}

void write(driver::Writer& out, nb::handle value, int depth) {
    if (value.is_none()) return out.value(Tag::None);
    if (PyBool_Check(value.ptr())) return out.value(value.ptr() == Py_True ? Tag::True : Tag::False);
    if (PyLong_CheckExact(value.ptr())) {
        const std::int64_t number = PyLong_AsLongLong(value.ptr());
        if (number == -1 && PyErr_Occurred()) throw nb::python_error();
        out.value(Tag::Int);
        return out.value(number);
    }
    if (PyUnicode_CheckExact(value.ptr())) {
        out.value(Tag::Text);
        return out.text(utf8(value));
    }
    if (!PyTuple_CheckExact(value.ptr()) || depth > kMaxDepth) throw nb::type_error("not for a record");
    out.value(Tag::Tuple);
    out.value<std::uint64_t>(nb::len(value));
    for (nb::handle item : nb::borrow<nb::tuple>(value)) write(out, item, depth + 1);
}

/// Throws std::runtime_error for bytes that no `write` has made.
nb::object read(driver::Reader& in, int depth) {
    switch (in.value<Tag>()) {
        case Tag::None: return nb::none();
        case Tag::False: return nb::bool_(false);
        case Tag::True: return nb::bool_(true);
        case Tag::Int: return nb::int_(in.value<std::int64_t>());
        case Tag::Text: {
            const std::string_view text = in.text();
            PyObject* made = PyUnicode_DecodeUTF8(text.data(), std::ssize(text), nullptr);
            if (!made) throw nb::python_error();
            return nb::steal(made);
        }
        case Tag::Tuple: {
            if (depth > kMaxDepth) break;
            nb::list items;  // the count is not trusted: the bytes end first
            for (auto n = in.value<std::uint64_t>(); n > 0; --n) items.append(read(in, depth + 1));
            return nb::tuple(items);
        }
    }
    throw std::runtime_error("no record");
}

nb::object load_record(std::string_view key) {
    const auto payload = driver::load_record(key, driver::current_options());
    if (!payload) return nb::none();
    try {
        driver::Reader in(*payload);
        nb::object record = read(in, 0);
        return nb::isinstance<nb::tuple>(record) ? record : nb::none();
    } catch (const nb::python_error&) {
        return nb::none();  // no UTF-8
    } catch (const std::runtime_error&) {
        return nb::none();
    }
}

void store_record(std::string_view key, nb::tuple record) {
    driver::Writer out;
    write(out, record, 0);
    driver::store_record(key, std::move(out).bytes(), driver::current_options());
}

std::string digest(nb::handle value) {
    if (!PyBytes_Check(value.ptr())) return driver::to_hex(driver::sha256(utf8(value)));
    const auto size = static_cast<std::size_t>(PyBytes_GET_SIZE(value.ptr()));
    return driver::to_hex(driver::sha256({PyBytes_AS_STRING(value.ptr()), size}));
}

}  // namespace

void bind_records(nb::module_& m) {
    m.def("load_record", [](nb::str key) { return load_record(utf8(key)); },
          "What store_record has kept under this text, or None.");
    m.def("store_record", [](nb::str key, nb::tuple record) { store_record(utf8(key), record); },
          "Keeps a tuple of None, bools, ints, texts and such tuples in the disk cache.");
    m.def("digest", digest, "SHA-256 of a text or of bytes, in hexadecimal digits.");
}

}  // namespace phylanx::bindings

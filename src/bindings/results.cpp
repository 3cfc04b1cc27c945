// Results of a run as Python objects.
// SPDX-License-Identifier: BSL-1.0
#include "bindings/results.h"

#include <algorithm>

namespace phylanx::bindings {
namespace {

std::size_t desc_words(int ndim) {
    return sizeof(launch::ArrayDesc) / 8 + 2 * static_cast<std::size_t>(ndim);
}

std::size_t words_of(const ir::Type& type) {
    if (type.is_array()) return desc_words(type.ndim());
    std::size_t words = 0;
    if (type.is_sequence())
        for (const ir::Type& element : type.elements()) words += words_of(element);
    return words;
}

}  // namespace

Results::Results(const ir::Type& type) {
    const std::size_t words = words_of(type);
    room_.resize(words);  // at once: the descriptors must not move
    room_.clear();
    add(type);
}

void Results::add(const ir::Type& type) {
    if (type.is_sequence()) {
        for (const ir::Type& element : type.elements()) add(element);
        return;
    }
    for (int i = launch::num_leaves(type); i > 0; --i) {
        launch::Cell cell;
        cell.i64 = 0;
        if (type.is_array()) {
            const std::size_t at = room_.size();
            room_.resize(at + desc_words(type.ndim()));
            cell.array = reinterpret_cast<launch::ArrayDesc*>(room_.data() + at);
            cell.array->data = nullptr;
            cell.array->buffer = nullptr;
        }
        cells_.push_back(cell);
    }
}

PyObject* Results::to_python(const ir::Type& type, const driver::Facts& facts,
                             const Arguments& arguments) {
    next_ = next_sequence_ = 0;
    made_.clear();
    return convert(driver::user_result(type, facts.identity), facts, arguments);
}

PyObject* Results::convert(const ir::Type& type, const driver::Facts& facts,
                           const Arguments& arguments) {
    if (type.is_sequence()) return sequence(type, facts, arguments);
    if (launch::num_leaves(type) == 0) return Py_NewRef(Py_None);
    const std::size_t leaf = next_++;
    if (type.is_array()) return array(type, leaf, facts, arguments);
    return scalar_to_python(type, cells_[leaf]);
}

PyObject* Results::sequence(const ir::Type& type, const driver::Facts& facts,
                            const Arguments& arguments) {
    const auto n = static_cast<Py_ssize_t>(type.elements().size());
    const bool is_tuple = type.is(ir::TypeKind::Tuple);
    const std::size_t number = next_sequence_++;
    const int parameter = number < facts.sequences.size() ? facts.sequences[number] : -1;
    PyObject* items = is_tuple ? PyTuple_New(n) : PyList_New(n);
    // After a failure the rest is converted too, to take its references.
    bool failed = items == nullptr;
    for (Py_ssize_t i = 0; i < n; ++i) {
        PyObject* item = convert(type.elements()[static_cast<std::size_t>(i)], facts, arguments);
        failed = failed || !item;
        if (!items) Py_XDECREF(item);
        else if (is_tuple) PyTuple_SET_ITEM(items, i, item);
        else PyList_SET_ITEM(items, i, item);
    }
    if (failed) Py_CLEAR(items);
    if (items && parameter >= 0) Py_SETREF(items, Py_NewRef(arguments.value_of(parameter)));
    return items;
}

PyObject* Results::array(const ir::Type& type, std::size_t leaf, const driver::Facts& facts,
                         const Arguments& arguments) {
    const launch::ArrayDesc& desc = *cells_[leaf].array;
    const std::int64_t number = object_number(leaf, facts.identity);
    PyObject* result = nullptr;
    if (number < facts.identity.num_parameter_leaves) result = arguments.array_at(static_cast<int>(number));
    else result = made_before(leaf, number, type);
    if (result) {
        Py_INCREF(result);
    } else if ((result = wrap(desc, type.dtype(), type.ndim(), facts.identity.is_read_only(number)))) {
        made_.push_back({leaf, number, type.ndim(), type.dtype(), result});
    }
    arrays::release(desc.buffer);
    return result;
}

std::int64_t Results::object_number(std::size_t leaf, const driver::Identity& identity) const {
    if (leaf >= identity.leaves.size()) return identity.num_parameter_leaves;
    const int number = identity.leaves[leaf];
    return number >= 0 ? number : cells_[identity.leaves.size() + static_cast<std::size_t>(~number)].i64;
}

// An op in a loop makes many objects under one number: those lie at different places, or one of them has
// no name any more.
PyObject* Results::made_before(std::size_t leaf, std::int64_t number, const ir::Type& type) const {
    const launch::ArrayDesc& desc = *cells_[leaf].array;
    for (const Made& m : made_) {
        const launch::ArrayDesc& other = *cells_[m.leaf].array;
        if (m.number == number && m.ndim == type.ndim() && m.dtype == type.dtype() && other.data == desc.data &&
            other.buffer == desc.buffer && std::equal(desc.dims, desc.dims + 2 * type.ndim(), other.dims))
            return m.object;
    }
    return nullptr;
}

PyObject* scalar_to_python(const ir::Type& type, const launch::Cell& cell) {
    switch (type.kind()) {
        case ir::TypeKind::PyBool: return PyBool_FromLong(cell.u8 != 0);
        case ir::TypeKind::PyInt: return PyLong_FromLongLong(cell.i64);
        case ir::TypeKind::PyFloat: return PyFloat_FromDouble(cell.f64);
        case ir::TypeKind::PyComplex: return PyComplex_FromDoubles(cell.c128[0], cell.c128[1]);
        case ir::TypeKind::Scalar: return make_scalar(type.dtype(), &cell);
        case ir::TypeKind::Any:
            return cell.object ? static_cast<PyObject*>(cell.object) : Py_NewRef(Py_None);
        default: return Py_NewRef(Py_None);
    }
}

}  // namespace phylanx::bindings

// Running programs and Python objects: values to objects and back, calls, truth, references,
// signals.
// SPDX-License-Identifier: BSL-1.0
#include "bindings/object_ops.h"

#include <algorithm>

#include "bindings/foreign.h"
#include "bindings/results.h"
#include "bindings/run_scope.h"
#include "bindings/unbox.h"

namespace phylanx::bindings {
namespace {

using launch::Cell;
using launch::ForeignInfo;
using launch::Frame;
using support::ErrorClass;

int python_failed(Frame* frame, const ForeignInfo& info) {
    return frame->fail(ErrorClass::Foreign, {}, info.span, info.file);
}

/// The operands of a call as objects, one after the other.
class Operands {
   public:
    Operands(const RunScope& scope, const ForeignInfo& info, const Cell* cells)
        : scope_(scope), info_(info), cells_(cells) {}

    /// The next value, which is of this type; a new reference.
    PyObject* next(const ir::Type& type) {
        if (type.is_sequence()) return sequence(type);
        if (type.is(ir::TypeKind::Str)) {
            const std::string& text = info_.strings.at(string_++);
            return PyUnicode_DecodeUTF8(text.data(), std::ssize(text), "surrogateescape");
        }
        if (launch::num_leaves(type) == 0) return Py_NewRef(Py_None);
        const int object = leaf_ < info_.objects.size() ? told(info_.objects[leaf_]) : launch::kSomeObject;
        const Cell& value = cells_[leaf_++];
        if (type.is_array()) {
            PyObject* argument = object >= 0 ? scope_.arguments.array_at(object) : nullptr;
            if (object == launch::kSomeObject)
                argument = scope_.arguments.same_array(*value.array, type.dtype(), type.ndim());
            if (argument) return Py_NewRef(argument);
            return wrap(*value.array, type.dtype(), type.ndim(), object == launch::kReadOnlyObject);
        }
        if (type.is_any() && value.object) return Py_NewRef(static_cast<PyObject*>(value.object));
        return scalar_to_python(type, value);
    }

   private:
    /// The number of an object that a cell after those of the operands holds.
    int told(int object) const {
        if (object > launch::kToldObject) return object;
        const auto cell = info_.objects.size() + static_cast<std::size_t>(launch::kToldObject - object);
        const int told = static_cast<int>(cells_[cell].i64);
        return std::ranges::count(info_.read_only, told) > 0 ? launch::kReadOnlyObject : told;
    }

    PyObject* sequence(const ir::Type& type) {
        const auto n = static_cast<Py_ssize_t>(type.elements().size());
        const bool is_tuple = type.is(ir::TypeKind::Tuple);
        Ref items = Ref::steal(is_tuple ? PyTuple_New(n) : PyList_New(n));
        for (Py_ssize_t i = 0; items && i < n; ++i) {
            PyObject* item = next(type.elements()[static_cast<std::size_t>(i)]);
            if (!item) return nullptr;
            if (is_tuple) PyTuple_SET_ITEM(items.get(), i, item);
            else PyList_SET_ITEM(items.get(), i, item);
        }
        return items.release();
    }

    const RunScope& scope_;
    const ForeignInfo& info_;
    const Cell* cells_;
    std::size_t leaf_ = 0;
    std::size_t string_ = 0;
};

/// Whether an array still lies as compiled code takes for granted: a callee may have set its shape in place.
bool lies_as_before(PyObject* o, const ir::Type& type, const launch::ArrayDesc& desc) {
    auto* array = reinterpret_cast<PyArrayObject*>(o);
    if (PyArray_NDIM(array) != type.ndim()) return false;
    if (PyArray_SIZE(array) != 0 && PyArray_BYTES(array) != desc.data) return false;
    const auto n = static_cast<std::size_t>(type.ndim());
    const bool same = std::equal(desc.dims, desc.dims + n, PyArray_DIMS(array));
    return same && PyArray_ITEMSIZE(array) == static_cast<npy_intp>(arrays::item_size(type.dtype()));
}

bool all_lie_as_before(const ForeignInfo& info, const Cell* operands, std::span<PyObject* const> objects) {
    std::size_t leaf = 0;
    for (std::size_t i = 0; i < objects.size(); ++i) {
        const ir::Type& type = info.operands[i];
        if (type.is_array() && !lies_as_before(objects[i], type, *operands[leaf].array)) return false;
        leaf += static_cast<std::size_t>(launch::num_leaves(type));
    }
    return true;
}

int foreign(Frame* frame, const ForeignInfo& info, const Cell* operands, Cell* result) {
    WithGil gil;
    drain_releases();
    const RunScope& scope = scope_of(frame);
    Operands values(scope, info, operands);
    SmallVector<PyObject*, 8> objects;
    bool ok = true;
    for (const ir::Type& type : info.operands) {
        PyObject* o = values.next(type);
        ok = o != nullptr;
        if (!ok) break;
        objects.push_back(o);
    }
    PyObject* value = ok ? call_foreign(scope, info, {objects.data(), objects.size()}) : nullptr;
    if (value && !all_lie_as_before(info, operands, {objects.data(), objects.size()})) {
        Py_CLEAR(value);
        PyErr_Format(PyExc_RuntimeError, "'%.200s' has changed the shape or dtype of an array in place, which compiled "
                     "code cannot follow; use reshape or view", info.callee.c_str());
    }
    for (PyObject* o : objects) Py_DECREF(o);
    if (!value) return python_failed(frame, info);
    if (!info.result.is_any()) Py_CLEAR(value);
    result->object = value;
    return 0;
}

int box(Frame* frame, const ForeignInfo& info, const Cell* operand, Cell* result) {
    WithGil gil;
    result->object = Operands(scope_of(frame), info, operand).next(info.operands[0]);
    return result->object ? 0 : python_failed(frame, info);
}

int unbox(Frame* frame, const ForeignInfo& info, const Cell* operand, Cell* result) {
    WithGil gil;
    auto* o = static_cast<PyObject*>(operand->object);
    const bool ok = unbox_value(scope_of(frame), o ? o : Py_None, info.result, *result);
    return ok ? 0 : python_failed(frame, info);
}

int truth(Frame* frame, void* object) {
    WithGil gil;
    auto* o = static_cast<PyObject*>(object);
    const int answer = o ? PyObject_IsTrue(o) : 0;
    if (answer < 0) frame->fail(ErrorClass::Foreign, {}, {}, 0);
    return answer;
}

void retain(Frame*, void* object) {
    WithGil gil;
    Py_XINCREF(static_cast<PyObject*>(object));
}

void release(Frame*, void* object) {
    if (object) release_later(static_cast<PyObject*>(object));
}

int poll(Frame* frame) {
    WithGil gil;
    drain_releases();
    if (PyErr_CheckSignals() == 0) return 0;
    return frame->fail(ErrorClass::Interrupted, {}, {}, 0);
}

}  // namespace

void install_object_ops() {
    launch::set_object_ops({foreign, box, unbox, truth, retain, release, poll});
}

}  // namespace phylanx::bindings

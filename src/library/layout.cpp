// Routines that move elements without computing: copy, reshape, concatenate.
// SPDX-License-Identifier: BSL-1.0
#include "library/call.h"
#include "library/routines.h"
#include "library/strided.h"

namespace phylanx::library {
namespace {

/// The wanted extents with -1 replaced.
std::vector<int64_t> resolve_shape(const Call& call, const Array& a) {
    const std::vector<int64_t> wanted = call.extents(1);
    std::vector<int64_t> shape = wanted;
    const int64_t size = a.size();
    int64_t known = 1;
    int unknown = -1;
    bool fits = true;
    for (std::size_t d = 0; d < shape.size(); ++d) {
        if (shape[d] < 0) {
            if (unknown >= 0)
                call.error(ErrorClass::Value, "can only specify one unknown dimension");
            unknown = static_cast<int>(d);
        } else {
            fits &= !__builtin_mul_overflow(known, shape[d], &known);
        }
    }
    if (unknown >= 0) {
        fits = fits && known != 0 && size % known == 0;
        if (fits) shape[unknown] = size / known;
    } else {
        fits = fits && known == size;
    }
    if (!fits)
        call.error(ErrorClass::Value, "cannot reshape array of size {} into shape {}", size,
                   shape_text(wanted));
    return shape;
}

void check_concatenable(const Call& call, const std::vector<Array>& parts, int axis) {
    for (std::size_t k = 1; k < parts.size(); ++k)
        for (int d = 0; d < parts[0].ndim; ++d)
            if (d != axis && parts[k].shape[d] != parts[0].shape[d])
                call.error(ErrorClass::Value,
                           "all the input array dimensions except for the concatenation axis must match "
                           "exactly, but along dimension {}, the array at index 0 has size {} and the "
                           "array at index {} has size {}",
                           d, parts[0].shape[d], k, parts[k].shape[d]);
}

}  // namespace

void copy(const Call& call) {
    const Array a = call.array(0);
    submit_copy(call, call.allocate(shape_of(a)), a);
}

void reshape(const Call& call) {
    const Array a = call.array(0);
    const std::vector<int64_t> shape = resolve_shape(call, a);
    // np.ravel gives a view of a contiguous array only, though others could be seen in one dimension too.
    const bool copies = ir::attr_or<bool>(call.info.op, "copies_strided", false) && !a.is_contiguous();
    const std::optional<Array> view = copies ? std::nullopt : reshape_view(a, shape);
    if (!view) {
        const Array flat = call.allocate(shape);
        submit_copy(call, make_array(flat.data, flat.buffer, flat.dtype, shape_of(a)), a);
        return;
    }
    launch::ArrayDesc& desc = *call.out[0].array;
    desc.data = view->data;
    desc.buffer = view->buffer;
    std::copy_n(view->shape, view->ndim, desc.dims);
    std::copy_n(view->strides, view->ndim, desc.dims + view->ndim);
    if (call.info.slots[0] >= 0) {
        arrays::retain(view->buffer);
        call.frame.own(call.info.slots[0], view->buffer);
    }
}

void concatenate(const Call& call) {
    std::vector<Array> parts;
    for (std::size_t k = 0; k < call.info.operands.size(); ++k)
        parts.push_back(call.array(static_cast<int>(k)));
    const int axis = axis_of(call, parts[0].ndim).value_or(0);
    check_concatenable(call, parts, axis);
    std::vector<int64_t> shape(parts[0].shape, parts[0].shape + parts[0].ndim);
    shape[axis] = 0;
    for (const Array& part : parts) shape[axis] += part.shape[axis];
    const Array result = call.allocate(shape);
    int64_t at = 0;
    for (const Array& part : parts) {
        Array target = result;
        target.data += at * result.strides[axis];
        target.shape[axis] = part.shape[axis];
        submit_copy(call, target, part);
        at += part.shape[axis];
    }
}

}  // namespace phylanx::library

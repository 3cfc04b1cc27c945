// Routines that pick or place elements by index arrays and masks: take, mask, put, nonzero.
// SPDX-License-Identifier: BSL-1.0
#include <cstring>
#include <numeric>

#include "library/dispatch.h"
#include "library/routines.h"
#include "library/strided.h"

namespace phylanx::library {
namespace {

constexpr double kByteNs = 0.2;  // gathered or scattered

/// Where the rows that index arrays name lie: their offsets in bytes, and the shape of the arrays together.
struct Places {
    std::vector<int64_t> offsets, shape;
    int axes = 0;  // of the array, that the indices take
};

/// Index arrays broadcast together; which axis of the user's array each of them counts in stands in `axes`.
void add_indices(const Call& call, const Array& a, const std::vector<Array>& indices, Places& places) {
    const std::size_t count = indices.size();
    std::vector<int64_t>& shape = places.shape;
    for (const Array& index : indices) {
        support::internal_check(index.dtype == DType::I64, "indices of dtype {}", arrays::name(index.dtype));
        if (index.ndim > static_cast<int>(shape.size()))
            shape.insert(shape.begin(), static_cast<std::size_t>(index.ndim) - shape.size(), 1);
        for (int d = 0; d < index.ndim; ++d) {
            int64_t& extent = shape[shape.size() - static_cast<std::size_t>(index.ndim - d)];
            if (extent == 1) extent = index.shape[d];
        }
    }
    const int64_t size = std::accumulate(shape.begin(), shape.end(), int64_t{1}, std::multiplies<>());
    places.offsets.assign(static_cast<std::size_t>(size), 0);
    std::vector<int64_t> list(static_cast<std::size_t>(size));
    const Array flat = make_array(reinterpret_cast<char*>(list.data()), nullptr, DType::I64, shape);
    const auto axes = call.info.op.attrs.find("axes");
    for (std::size_t k = 0; k < count; ++k) {
        const std::optional<Array> view = broadcast_view(indices[k], shape);
        if (!view) {
            std::string shapes;
            for (const Array& index : indices) shapes += shape_text(shape_of(index)) + " ";
            call.error(ErrorClass::Index,
                       "shape mismatch: indexing arrays could not be broadcast together with shapes {}", shapes);
        }
        copy_elements(flat, *view);
        const int64_t extent = a.shape[k], stride = a.strides[k];
        for (std::size_t i = 0; i < list.size(); ++i) {
            const int64_t at = list[i] < 0 ? list[i] + extent : list[i];
            if (at < 0 || at >= extent)
                call.error(ErrorClass::Index, "index {} is out of bounds for axis {} with size {}", list[i],
                           axes == call.info.op.attrs.end()
                               ? static_cast<int64_t>(k)
                               : std::get<std::vector<int64_t>>(axes->second)[k],
                           extent);
            places.offsets[i] += at * stride;
        }
    }
    places.axes = static_cast<int>(count);
}

/// Positions of true elements of a C-ordered mask.
std::vector<int64_t> true_positions(const bool* mask, int64_t n) {
    int64_t count = 0;
    for (int64_t i = 0; i < n; ++i) count += mask[i];
    std::vector<int64_t> at(static_cast<std::size_t>(count) + 1);  // one more: written, not kept
    int64_t* next = at.data();
    for (int64_t i = 0; i < n; ++i) {
        *next = i;
        next += mask[i];
    }
    at.pop_back();
    return at;
}

/// `a` in C order for the host: itself, or a copy in `room`.
Array host_contiguous(const Array& a, std::vector<char>& room) {
    if (a.is_contiguous()) return a;
    room.resize(static_cast<std::size_t>(a.size() * a.item));
    const Array copy = make_array(room.data(), nullptr, a.dtype, shape_of(a));
    copy_elements(copy, a);
    return copy;
}

/// The elements of the first axes where a mask is true.
void add_mask(const Call& call, const Array& a, const Array& mask, Places& places) {
    for (int d = 0; d < mask.ndim; ++d)
        if (mask.shape[d] != a.shape[d])
            call.error(ErrorClass::Index,
                       "boolean index did not match indexed array along axis {}; size of axis is {} but "
                       "size of corresponding boolean axis is {}",
                       d, a.shape[d], mask.shape[d]);
    std::vector<char> room;
    places.offsets = true_positions(host_contiguous(mask, room).as<bool>(), mask.size());
    places.shape = {static_cast<int64_t>(places.offsets.size())};
    places.axes = mask.ndim;
    bool even = true;  // the axes are one, as far as strides tell
    for (int d = 0; d + 1 < mask.ndim; ++d) even &= a.strides[d] == a.strides[d + 1] * a.shape[d + 1];
    const int last = mask.ndim - 1;
    for (int64_t& at : places.offsets) {
        if (even) {
            at *= a.strides[last];
            continue;
        }
        int64_t rest = at, offset = 0;
        for (int d = last; d >= 0; --d) {
            offset += rest % a.shape[d] * a.strides[d];
            rest /= a.shape[d];
        }
        at = offset;
    }
}

/// What operand 1 and those from `further` on name in `a`; false where the run has failed.
bool find_places(const Call& call, const Array& a, std::size_t further, Places& places) {
    std::vector<Array> indices{call.array(1)};
    for (; further < call.info.operands.size(); ++further)
        indices.push_back(call.array(static_cast<int>(further)));
    for (const Array& index : indices)
        if (call.frame.wait(index.buffer) != 0) return false;
    if (indices[0].dtype == DType::Bool)
        add_mask(call, a, indices[0], places);
    else
        add_indices(call, a, indices, places);
    return true;
}

/// move(dst, src) for rows of dimension 0 that pair(i) gives as two addresses; dst_row and src_row say how
/// a row lies.
template <class Pair>
void move_rows(const Array& dst_row, const Array& src_row, int64_t begin, int64_t end, const Pair& pair) {
    const int64_t bytes = src_row.size() * src_row.item;
    const auto with_size = [&](auto size) {
        for (int64_t i = begin; i < end; ++i) {
            const auto [to, from] = pair(i);
            std::memcpy(to, from, static_cast<std::size_t>(size));
        }
    };
    if (dst_row.is_contiguous() && src_row.is_contiguous()) {
        if (bytes == 8) return with_size(std::integral_constant<int, 8>());
        if (bytes == 4) return with_size(std::integral_constant<int, 4>());
        return with_size(bytes);
    }
    Array to = dst_row, from = src_row;
    for (int64_t i = begin; i < end; ++i) {
        const auto [to_data, from_data] = pair(i);
        to.data = to_data;
        from.data = from_data;
        copy_elements(to, from);
    }
}

/// `a` without its first axes: the row at its start.
Array row_of(const Array& a, int axes) {
    Array row = a;
    row.ndim = a.ndim - axes;
    std::copy(a.shape + axes, a.shape + a.ndim, row.shape);
    std::copy(a.strides + axes, a.strides + a.ndim, row.strides);
    return row;
}

/// dst row i = the row of src at offset[i].
void gather_rows(const Array& dst, const Array& row, const int64_t* offset, int64_t begin, int64_t end) {
    const int64_t to = dst.strides[0];
    move_rows(row_of(dst, 1), row, begin, end, [&](int64_t i) {
        return std::pair<char*, char*>(dst.data + i * to, row.data + offset[i]);
    });
}

/// The row of dst at offset[i] = src row i, in order: where a place comes twice the last one stays.
void scatter_rows(const Array& row, const Array& src, const std::vector<int64_t>& offset) {
    const int64_t from = src.strides[0];
    move_rows(row, row_of(src, 1), 0, static_cast<int64_t>(offset.size()), [&](int64_t i) {
        return std::pair<char*, char*>(row.data + offset[i], src.data + i * from);
    });
}

/// result[i, ...] = the row of a at the i-th place, in chunks of i.
void submit_gather(const Call& call, const Array& result, const Array& a, Places places) {
    if (result.size() == 0) return;
    struct Work {
        Array result, row;
        std::vector<int64_t> offsets;
    };
    const auto work =
        std::make_shared<const Work>(Work{result, row_of(a, places.axes), std::move(places.offsets)});
    const int64_t count = result.shape[0];
    const double row = static_cast<double>(result.size() / count * result.item);
    run_chunks(
        call, runtime::split(count, 2 * row, kByteNs * row + 1), (kByteNs * row + 1) * count,
        [&](int64_t begin, int64_t end, AccessList& list) {
            list.read(a);
            list.write(rows(result, begin, end));
        },
        [work](int64_t begin, int64_t end) {
            gather_rows(work->result, work->row, work->offsets.data(), begin, end);
        });
}

/// The extents of what `places` select in `a`; `flat` with all index dimensions as one.
std::vector<int64_t> selected_shape(const Array& a, const Places& places, bool flat) {
    std::vector<int64_t> shape = places.shape;
    if (flat) shape = {static_cast<int64_t>(places.offsets.size())};
    shape.insert(shape.end(), a.shape + places.axes, a.shape + a.ndim);
    return shape;
}

/// Operands: the array, and one index array for each of its first axes, or one mask.
void pick(const Call& call) {
    const Array a = call.array(0);
    Places places;
    if (!find_places(call, a, 2, places)) return;
    const Array result = call.allocate(selected_shape(a, places, false));
    const std::vector<int64_t> shape = selected_shape(a, places, true);
    submit_gather(call, make_array(result.data, result.buffer, result.dtype, shape), a, std::move(places));
}

}  // namespace

void take(const Call& call) { pick(call); }

void mask(const Call& call) { pick(call); }

/// Operands: the array, the first index array or a mask, the values, further index arrays.
void put(const Call& call) {
    const Array a = call.array(0);
    const bool scalar = !call.info.operands[2].is_array();
    struct Work {
        Array row, values;
        std::vector<int64_t> offsets;
        launch::Cell cell;
    };
    auto work = std::make_shared<Work>();
    Places places;
    if (!find_places(call, a, 3, places)) return;
    work->row = row_of(a, places.axes);
    work->cell = call.in[2];
    const std::vector<int64_t> shape = selected_shape(a, places, false), flat = selected_shape(a, places, true);
    const Array source = scalar ? make_array(reinterpret_cast<char*>(&work->cell), nullptr, a.dtype, {})
                                : call.array(2);
    support::internal_check(call.info.operands[2].dtype() == a.dtype, "put of another dtype");
    const std::optional<Array> values = broadcast_view(source, shape);
    if (!values && call.array(1).dtype == DType::Bool && source.ndim == 1 && a.ndim == places.axes)
        call.error(ErrorClass::Value,
                   "NumPy boolean array indexing assignment cannot assign {} input values to the {} output "
                   "values where the mask is true",
                   source.size(), shape[0]);
    if (!values)
        call.error(ErrorClass::Value,
                   "shape mismatch: value array of shape {} could not be broadcast to indexing result of "
                   "shape {}",
                   shape_text(shape_of(source)), shape_text(shape));
    if (values->size() == 0) return;
    // Values that lie in the target itself, or under more than one dimension of indices, are laid out first.
    std::vector<Scratch> keep;
    Array laid_out = *values;
    if (places.shape.size() != 1 || (!scalar && source.buffer == a.buffer)) {
        laid_out = contiguous_copy(call, *values, keep);
        laid_out = make_array(laid_out.data, laid_out.buffer, laid_out.dtype, flat);
    }
    work->values = laid_out;
    work->offsets = std::move(places.offsets);
    AccessList list;
    list.write(a);
    list.read(laid_out);
    run_whole(call, static_cast<double>(values->size()) * (2 + kByteNs * static_cast<double>(a.item)),
              list, [work] { scatter_rows(work->row, work->values, work->offsets); });
}

void nonzero(const Call& call) {
    std::vector<char> room;
    const Array a = host_contiguous(call.array(0), room);
    const int64_t n = a.size();
    std::vector<int64_t> at;
    with_type(a.dtype, [&](auto tag) {
        using T = typename decltype(tag)::type;
        const T* from = a.as<T>();
        if constexpr (std::is_same_v<T, bool>) {
            at = true_positions(from, n);
        } else {
            const auto truth = std::make_unique_for_overwrite<bool[]>(n);
            for (int64_t i = 0; i < n; ++i) truth[i] = from[i] != T(0);
            at = true_positions(truth.get(), n);
        }
    });
    const auto count = static_cast<int64_t>(at.size());
    const Array result = call.allocate({&count, 1});
    std::copy(at.begin(), at.end(), result.as<int64_t>());
}

}  // namespace phylanx::library

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

/// The index array's elements, checked against axis 0 and made non-negative.
std::vector<int64_t> read_indices(const Call& call, const Array& indices, int64_t extent) {
    std::vector<int64_t> list(static_cast<std::size_t>(indices.size()));
    Array flat = make_array(reinterpret_cast<char*>(list.data()), nullptr, DType::I64,
                            shape_of(indices));
    support::internal_check(indices.dtype == DType::I64, "indices of dtype {}",
                            arrays::name(indices.dtype));
    copy_elements(flat, indices);
    for (int64_t& i : list) {
        if (i < -extent || i >= extent)
            call.error(ErrorClass::Index, "index {} is out of bounds for axis 0 with size {}", i, extent);
        if (i < 0) i += extent;
    }
    return list;
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

/// dst row i = src row index[i].
void gather_rows(const Array& dst, const Array& src, const int64_t* index, int64_t begin, int64_t end) {
    const int64_t to = dst.strides[0], from = src.strides[0];
    move_rows(element(dst, 0), element(src, 0), begin, end, [&](int64_t i) {
        return std::pair<char*, char*>(dst.data + i * to, src.data + index[i] * from);
    });
}

/// dst row index[i] = src row i, in order: where an index comes twice the last one stays.
void scatter_rows(const Array& dst, const Array& src, const std::vector<int64_t>& index) {
    const int64_t to = dst.strides[0], from = src.strides[0];
    move_rows(element(dst, 0), element(src, 0), 0, static_cast<int64_t>(index.size()), [&](int64_t i) {
        return std::pair<char*, char*>(dst.data + index[i] * to, src.data + i * from);
    });
}

/// result[i, ...] = a[index[i], ...] in chunks of i.
void submit_gather(const Call& call, const Array& result, const Array& a, std::vector<int64_t> index) {
    if (result.size() == 0) return;
    struct Work {
        Array result, a;
        std::vector<int64_t> index;
    };
    const auto work = std::make_shared<const Work>(Work{result, a, std::move(index)});
    const int64_t count = result.shape[0];
    const double row = static_cast<double>(result.size() / count * result.item);
    run_chunks(
        call, runtime::split(count, 2 * row, kByteNs * row + 1), (kByteNs * row + 1) * count,
        [&](int64_t begin, int64_t end, AccessList& list) {
            list.read(a);
            list.write(rows(result, begin, end));
        },
        [work](int64_t begin, int64_t end) {
            gather_rows(work->result, work->a, work->index.data(), begin, end);
        });
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

}  // namespace

void take(const Call& call) {
    const Array a = call.array(0), indices = call.array(1);
    if (call.frame.wait(indices.buffer) != 0) return;
    std::vector<int64_t> list = read_indices(call, indices, a.shape[0]);
    std::vector<int64_t> shape(indices.shape, indices.shape + indices.ndim);
    shape.insert(shape.end(), a.shape + 1, a.shape + a.ndim);
    const Array result = call.allocate(shape);
    shape.erase(shape.begin(), shape.begin() + indices.ndim);
    shape.insert(shape.begin(), static_cast<int64_t>(list.size()));
    submit_gather(call, make_array(result.data, result.buffer, result.dtype, shape), a, std::move(list));
}

void mask(const Call& call) {
    const Array a = call.array(0), mask = call.array(1);
    for (int d = 0; d < mask.ndim; ++d)
        if (mask.shape[d] != a.shape[d])
            call.error(ErrorClass::Index,
                       "boolean index did not match indexed array along axis {}; size of axis is {} but "
                       "size of corresponding boolean axis is {}",
                       d, a.shape[d], mask.shape[d]);
    std::vector<char> mask_room, room;
    std::vector<int64_t> at =
        true_positions(host_contiguous(mask, mask_room).as<bool>(), mask.size());
    std::vector<int64_t> shape{static_cast<int64_t>(at.size())};
    shape.insert(shape.end(), a.shape + mask.ndim, a.shape + a.ndim);
    const Array result = call.allocate(shape);
    shape[0] = mask.size();
    if (const std::optional<Array> flat = reshape_view(a, shape))
        return submit_gather(call, result, *flat, std::move(at));
    std::vector<Scratch> keep;
    const Array copy = contiguous(call, a, keep);
    submit_gather(call, result, make_array(copy.data, copy.buffer, copy.dtype, shape), std::move(at));
}

void put(const Call& call) {
    const Array a = call.array(0), indices = call.array(1);
    const bool scalar = !call.info.operands[2].is_array();
    if (call.frame.wait(indices.buffer) != 0) return;
    struct Work {
        Array a, values;
        std::vector<int64_t> index;
        launch::Cell cell;
    };
    auto work = std::make_shared<Work>();
    work->a = a;
    work->index = read_indices(call, indices, a.shape[0]);
    work->cell = call.in[2];
    std::vector<int64_t> shape(indices.shape, indices.shape + indices.ndim);
    shape.insert(shape.end(), a.shape + 1, a.shape + a.ndim);
    const Array source = scalar ? make_array(reinterpret_cast<char*>(&work->cell), nullptr, a.dtype, {})
                                : call.array(2);
    support::internal_check(call.info.operands[2].dtype() == a.dtype, "put of another dtype");
    const std::optional<Array> values = broadcast_view(source, shape);
    if (!values)
        call.error(ErrorClass::Value,
                   "shape mismatch: value array of shape {} could not be broadcast to indexing result of "
                   "shape {}",
                   shape_text(shape_of(source)), shape_text(shape));
    if (values->size() == 0) return;
    // Values that lie in the target itself, or under more than one dimension of indices, are laid out first.
    shape.erase(shape.begin(), shape.begin() + indices.ndim);
    shape.insert(shape.begin(), static_cast<int64_t>(work->index.size()));
    std::vector<Scratch> keep;
    Array laid_out = *values;
    if (indices.ndim != 1 || (!scalar && source.buffer == a.buffer)) {
        laid_out = contiguous_copy(call, *values, keep);
        laid_out = make_array(laid_out.data, laid_out.buffer, laid_out.dtype, shape);
    }
    work->values = laid_out;
    AccessList list;
    list.write(a);
    list.read(laid_out);
    run_whole(call, static_cast<double>(values->size()) * (2 + kByteNs * static_cast<double>(a.item)),
              list, [work] { scatter_rows(work->a, work->values, work->index); });
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

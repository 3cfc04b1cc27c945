// The table of routines: one row an op.
// SPDX-License-Identifier: BSL-1.0
#include "library/library.h"
#include "library/quick.h"
#include "library/routines.h"

namespace phylanx::library {
namespace {

using launch::Start;
using ops::OpCode;

template <void (*Routine)(const Call&)>
void enter(launch::Frame& frame, const launch::CallInfo& info, const launch::Cell* in,
           launch::Cell* out) {
    Routine(Call{frame, info, in, out});
}

struct Row {
    OpCode code;
    launch::LibraryFn fn;
    Start start;  // Ready: the size or the validity of the result depends on the operands' elements
    launch::ChooseQuickFn choose = nullptr;
};

constexpr Row kTable[] = {
    {OpCode::zeros, enter<zeros>, Start::Now, quick_zeros},
    {OpCode::empty, enter<empty>, Start::Now, quick_empty},
    {OpCode::full, enter<full>, Start::Now, quick_full},
    {OpCode::arange, enter<arange>, Start::Now, quick_arange},
    {OpCode::linspace, enter<linspace>, Start::Now},
    {OpCode::eye, enter<eye>, Start::Now, quick_eye},
    {OpCode::copy, enter<copy>, Start::Now, quick_copy},
    {OpCode::reshape, enter<reshape>, Start::Now, quick_reshape},
    {OpCode::concatenate, enter<concatenate>, Start::Now, quick_concatenate},
    {OpCode::matmul, enter<matmul>, Start::Now, quick_matmul},
    {OpCode::contract, enter<contract>, Start::Now, quick_contract},
    {OpCode::argmax, enter<argmax>, Start::Now, quick_argmax},
    {OpCode::argmin, enter<argmin>, Start::Now, quick_argmin},
    {OpCode::cumsum, enter<cumsum>, Start::Now, quick_cumsum},
    {OpCode::cumprod, enter<cumprod>, Start::Now},
    {OpCode::sort, enter<sort>, Start::Now, quick_sort},
    {OpCode::argsort, enter<argsort>, Start::Now},
    {OpCode::take, enter<take>, Start::Now, quick_take},
    {OpCode::mask, enter<mask>, Start::Ready},
    {OpCode::put, enter<put>, Start::Now, quick_put},
    {OpCode::nonzero, enter<nonzero>, Start::Ready},
    {OpCode::solve, enter<solve>, Start::Now, quick_solve},
    {OpCode::inv, enter<inv>, Start::Now, quick_inv},
    {OpCode::det, enter<det>, Start::Now, quick_det},
    {OpCode::cholesky, enter<cholesky>, Start::Now, quick_cholesky},
    {OpCode::ufunc, enter<ufunc>, Start::Now},
};

}  // namespace

void register_all() {
    for (const Row& row : kTable) launch::register_library(row.code, row.fn, row.start, row.choose);
}

}  // namespace phylanx::library

// The table of routines: one row an op.
// SPDX-License-Identifier: BSL-1.0
#include "library/library.h"
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
};

constexpr Row kTable[] = {
    {OpCode::zeros, enter<zeros>, Start::Now},
    {OpCode::empty, enter<empty>, Start::Now},
    {OpCode::full, enter<full>, Start::Now},
    {OpCode::arange, enter<arange>, Start::Now},
    {OpCode::linspace, enter<linspace>, Start::Now},
    {OpCode::eye, enter<eye>, Start::Now},
    {OpCode::copy, enter<copy>, Start::Now},
    {OpCode::reshape, enter<reshape>, Start::Now},
    {OpCode::concatenate, enter<concatenate>, Start::Now},
    {OpCode::matmul, enter<matmul>, Start::Now},
    {OpCode::argmax, enter<argmax>, Start::Now},
    {OpCode::argmin, enter<argmin>, Start::Now},
    {OpCode::cumsum, enter<cumsum>, Start::Now},
    {OpCode::cumprod, enter<cumprod>, Start::Now},
    {OpCode::sort, enter<sort>, Start::Now},
    {OpCode::argsort, enter<argsort>, Start::Now},
    {OpCode::take, enter<take>, Start::Now},
    {OpCode::mask, enter<mask>, Start::Ready},
    {OpCode::put, enter<put>, Start::Now},
    {OpCode::nonzero, enter<nonzero>, Start::Ready},
    {OpCode::solve, enter<solve>, Start::Now},
    {OpCode::inv, enter<inv>, Start::Now},
    {OpCode::det, enter<det>, Start::Now},
    {OpCode::cholesky, enter<cholesky>, Start::Now},
};

}  // namespace

void register_all() {
    for (const Row& row : kTable) launch::register_library(row.code, row.fn, row.start);
}

}  // namespace phylanx::library

// The table of functions that generated code may call.
// SPDX-License-Identifier: BSL-1.0
#include "codegen/symbols.h"

#include <dlfcn.h>

#include <cfenv>
#include <cmath>
#include <cstring>
#include <limits>
#include <unordered_map>

#include "codegen/complex_math.h"
#include "codegen/staging.h"
#include "launch/abi.h"

#if defined(__x86_64__)
#include <immintrin.h>

// GCC's conversions to and from half, which lies in the low bits of the register of a float.
extern "C" float __truncdfhf2(double);
extern "C" float __truncsfhf2(float);
extern "C" void __extendhfsf2();
#endif

namespace phylanx::codegen {
namespace {

using Table = std::unordered_map<std::string_view, void*>;

template <class R, class... A>
void* address(R (*f)(A...)) {
    return reinterpret_cast<void*>(f);
}
#if defined(__x86_64__)
/// GCC's conversion tells the old coprocessor of an overflow: MXCSR is where it is looked for.
template <class T, float (*Convert)(T)>
float half_of(T x) {
    const T size = std::fabs(x);
    if (size >= T(65520) && size <= std::numeric_limits<T>::max()) _mm_setcsr(_mm_getcsr() | FE_OVERFLOW);
    return Convert(x);
}
#endif

using Unary = double (*)(double);
using UnaryF = float (*)(float);
using Binary = double (*)(double, double);
using BinaryF = float (*)(float, float);

struct UnaryRow {
    std::string_view name, name_f;
    Unary f;
    UnaryF ff;
};
struct BinaryRow {
    std::string_view name, name_f;
    Binary f;
    BinaryF ff;
};
constexpr UnaryRow kUnary[] = {
    {"exp", "expf", ::exp, ::expf},         {"exp2", "exp2f", ::exp2, ::exp2f},
    {"expm1", "expm1f", ::expm1, ::expm1f}, {"log", "logf", ::log, ::logf},
    {"log2", "log2f", ::log2, ::log2f},     {"log10", "log10f", ::log10, ::log10f},
    {"log1p", "log1pf", ::log1p, ::log1pf}, {"sin", "sinf", ::sin, ::sinf},
    {"cos", "cosf", ::cos, ::cosf},         {"tan", "tanf", ::tan, ::tanf},
    {"asin", "asinf", ::asin, ::asinf},     {"acos", "acosf", ::acos, ::acosf},
    {"atan", "atanf", ::atan, ::atanf},     {"sinh", "sinhf", ::sinh, ::sinhf},
    {"cosh", "coshf", ::cosh, ::coshf},     {"tanh", "tanhf", ::tanh, ::tanhf},
    {"asinh", "asinhf", ::asinh, ::asinhf}, {"acosh", "acoshf", ::acosh, ::acoshf},
    {"atanh", "atanhf", ::atanh, ::atanhf}, {"cbrt", "cbrtf", ::cbrt, ::cbrtf},
    {"floor", "floorf", ::floor, ::floorf}, {"ceil", "ceilf", ::ceil, ::ceilf},
    {"trunc", "truncf", ::trunc, ::truncf}, {"rint", "rintf", ::rint, ::rintf},
};
constexpr BinaryRow kBinary[] = {
    {"pow", "powf", ::pow, ::powf},
    {"fmod", "fmodf", ::fmod, ::fmodf},
    {"atan2", "atan2f", ::atan2, ::atan2f},
    {"hypot", "hypotf", ::hypot, ::hypotf},
};

Table make_table() {
    using namespace launch;
    Table t{
        {"phx_launch", address(phx_launch)},       {"phx_call", address(phx_call)},
        {"phx_allows_tiny", address(phx_allows_tiny)}, {"phx_keep_line", address(phx_keep_line)},
        {"phx_run_line", address(phx_run_line)},
        {"phx_foreign", address(phx_foreign)},     {"phx_wait", address(phx_wait)},
        {"phx_hold", address(phx_hold)},           {"phx_drop", address(phx_drop)},
        {"phx_pass_on", address(phx_pass_on)},
        {"phx_hold_object", address(phx_hold_object)}, {"phx_drop_object", address(phx_drop_object)},
        {"phx_raise", address(phx_raise)},         {"phx_poll", address(phx_poll)},
        {"phx_rounds", address(phx_rounds)},       {"phx_apart", address(phx_apart)},
        {"phx_truth", address(phx_truth)},         {"phx_box", address(phx_box)},
        {"phx_unbox", address(phx_unbox)},         {"phx_fp_raised", address(phx_fp_raised)},
        {"memcpy", address(::memcpy)},             {"memset", address(::memset)},
        {"memmove", address(::memmove)},           {"phxm_ipow", address(phxm_ipow)},
        {"phxm_fp_flags", address(phxm_fp_flags)},           {"phxm_take_fp_flags", address(phxm_take_fp_flags)},
        {"phxm_run_staged", address(phxm_run_staged)},
        {"phxm_python_power", address(phxm_python_power)},
        // What LLVM makes of other calls: exp2(int) is ldexp, sin and cos of one value sincos ...
        {"ldexp", address<double, double, int>(::ldexp)}, {"ldexpf", address(::ldexpf)},
        {"sincos", address(::sincos)},             {"sincosf", address(::sincosf)},
        {"exp10", address(::exp10)},               {"exp10f", address(::exp10f)},
        {"sqrt", address<double, double>(::sqrt)}, {"sqrtf", address(::sqrtf)},
        {"fmax", address<double, double, double>(::fmax)}, {"fmaxf", address(::fmaxf)},
        {"fmin", address<double, double, double>(::fmin)}, {"fminf", address(::fminf)},
        {"memcmp", address(::memcmp)},
    };
    for (auto& r : kUnary) t.insert({{r.name, address(r.f)}, {r.name_f, address(r.ff)}});
    for (auto& r : kBinary) t.insert({{r.name, address(r.f)}, {r.name_f, address(r.ff)}});
    for (auto& c : strided_copies()) t.insert({{c.gather_symbol, address(c.gather)}, {c.scatter_symbol, address(c.scatter)}});
    for (auto& f : complex_functions()) {
        t.emplace(f.symbol, address(f.function));
        if (f.float_symbol) t.emplace(f.float_symbol, address(f.float_function));
    }
#if defined(__x86_64__)
    t.insert({{"__truncdfhf2", address(&half_of<double, __truncdfhf2>)}, {"__truncsfhf2", address(&half_of<float, __truncsfhf2>)},
              {"__extendhfsf2", address(__extendhfsf2)}});
#endif
    return t;
}

void* mvec() {
    static void* library = dlopen("libmvec.so.1", RTLD_NOW | RTLD_LOCAL);
    return library;
}

}  // namespace

void* find_symbol(std::string_view name) {
    static const Table& table = *new Table(make_table());
    if (auto it = table.find(name); it != table.end()) return it->second;
    if (name.starts_with("_ZGV") && mvec()) return dlsym(mvec(), std::string(name).c_str());
    return nullptr;
}

bool has_vector_maths() { return mvec() != nullptr; }

}  // namespace phylanx::codegen

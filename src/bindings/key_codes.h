// The letters of which the key of an argument list consists.
// SPDX-License-Identifier: BSL-1.0
#pragma once

namespace phylanx::bindings::key {

// The type of each parameter in turn.
inline constexpr char kNone = 'n';
inline constexpr char kBool = 'b';
inline constexpr char kInt = 'i';
inline constexpr char kFloat = 'f';
inline constexpr char kComplex = 'c';
inline constexpr char kScalar = 's';  // dtype
inline constexpr char kArray = 'a';   // dtype, ndim (with kStrided where not C-contiguous)
inline constexpr char kStrided = 0x40;
inline constexpr char kTuple = '(';   // count, items
inline constexpr char kList = '[';    // count, items
inline constexpr char kText = 't';
inline constexpr char kObject = 'o';

// Where the value counts too, then: kStatic, the letter of a type, the value's bytes.
inline constexpr char kStatic = '=';
inline constexpr char kDType = 'd';    // dtype
inline constexpr char kNoValue = '!';  // a value that cannot be compiled in

}  // namespace phylanx::bindings::key

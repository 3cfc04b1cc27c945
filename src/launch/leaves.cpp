// How many cells a value takes in an argument list.
// SPDX-License-Identifier: BSL-1.0
#include "launch/abi.h"

namespace phylanx::launch {

int num_leaves(const ir::Type& t) {
    using ir::TypeKind;
    switch (t.kind()) {
        case TypeKind::Undef:
        case TypeKind::None:
        case TypeKind::Str: return 0;  // compile-time alone
        case TypeKind::Tuple:
        case TypeKind::List: {
            int n = 0;
            for (const ir::Type& e : t.elements()) n += num_leaves(e);
            return n;
        }
        default: return 1;
    }
}

}  // namespace phylanx::launch

// The memory limit of this process, from the system and from the cgroups it lies in.
// SPDX-License-Identifier: BSL-1.0
#include "arrays/memory_limit.h"

#include <unistd.h>

#include <algorithm>
#include <fstream>
#include <string>

namespace phylanx::arrays {
namespace {

/// The least number in the given file of any cgroup from this process's up to the root ("max": none).
std::size_t least_in_cgroups(std::size_t limit) {
    std::ifstream self("/proc/self/cgroup");
    for (std::string line; std::getline(self, line);) {
        std::size_t a = line.find(':'), b = line.find(':', a + 1);
        if (a == std::string::npos || b == std::string::npos) continue;
        bool v2 = b == a + 1;
        if (!v2 && line.substr(a + 1, b - a - 1) != "memory") continue;
        std::string path = line.substr(b + 1);
        for (bool more = true; more;) {
            std::ifstream file(v2 ? "/sys/fs/cgroup" + path + "/memory.max"
                                  : "/sys/fs/cgroup/memory" + path + "/memory.limit_in_bytes");
            if (std::size_t n = 0; file >> n && n > 0) limit = std::min(limit, n);
            more = path.size() > 1;
            path = path.substr(0, path.find_last_of('/'));
        }
    }
    return limit;
}

}  // namespace

std::size_t memory_limit() {
    static const std::size_t limit = least_in_cgroups(
        static_cast<std::size_t>(sysconf(_SC_PHYS_PAGES)) * static_cast<std::size_t>(sysconf(_SC_PAGESIZE)));
    return limit;
}

}  // namespace phylanx::arrays

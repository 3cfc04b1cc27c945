// The processor limit, from the affinity mask and the cgroups this process lies in.
// SPDX-License-Identifier: BSL-1.0
#include "runtime/cpu_limit.h"

#include <sched.h>

#include <algorithm>
#include <cmath>
#include <fstream>
#include <string>
#include <thread>

namespace phylanx::runtime {
namespace {

int affinity() {
    cpu_set_t set;
    CPU_ZERO(&set);
    if (sched_getaffinity(0, sizeof set, &set) == 0) return CPU_COUNT(&set);
    return static_cast<int>(std::thread::hardware_concurrency());
}

/// quota / period of one cgroup folder; 0 where there is none.
double quota(const std::string& folder, bool v2) {
    double amount = 0, period = 0;
    if (v2) {
        std::ifstream file(folder + "/cpu.max");  // "max 100000" or "150000 100000"
        if (!(file >> amount >> period)) return 0;
    } else {
        std::ifstream a(folder + "/cpu.cfs_quota_us"), p(folder + "/cpu.cfs_period_us");
        if (!(a >> amount) || !(p >> period)) return 0;
    }
    return amount > 0 && period > 0 ? amount / period : 0;
}

}  // namespace

int cpu_limit() {
    int limit = affinity();
    std::ifstream self("/proc/self/cgroup");
    for (std::string line; std::getline(self, line);) {
        std::size_t a = line.find(':'), b = line.find(':', a + 1);
        if (a == std::string::npos || b == std::string::npos) continue;
        bool v2 = b == a + 1;
        if (!v2 && line.substr(a + 1, b - a - 1).find("cpu") == std::string::npos) continue;
        std::string path = line.substr(b + 1);
        for (bool more = true; more;) {
            double q = quota((v2 ? "/sys/fs/cgroup" : "/sys/fs/cgroup/cpu") + path, v2);
            if (q > 0) limit = std::min(limit, static_cast<int>(std::ceil(q)));
            more = path.size() > 1;
            path = path.substr(0, path.find_last_of('/'));
        }
    }
    return std::max(1, limit);
}

}  // namespace phylanx::runtime

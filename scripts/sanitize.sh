#!/usr/bin/env bash
# Builds one C++ test target under a sanitizer preset and runs it.
# Usage: scripts/sanitize.sh asan|tsan TARGET [ARGUMENT...]
# SPDX-License-Identifier: BSL-1.0
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

preset=$1 target=$2
shift 2
export PATH="$PWD/.venv/bin:$PATH"
[[ -e build/$preset/build.ninja ]] || cmake --preset "$preset"
cmake --build "build/$preset" --target "$target"

export ASAN_OPTIONS="detect_leaks=0:${ASAN_OPTIONS:-}" UBSAN_OPTIONS="print_stacktrace=1:${UBSAN_OPTIONS:-}"
# Forked children start threads of their own, which is what a test is about.
export TSAN_OPTIONS="second_deadlock_stack=1:die_after_fork=0:suppressions=$PWD/tests/cpp/tsan.supp:${TSAN_OPTIONS:-}"
# A fixed address layout: older thread sanitizers cannot map their shadow under the randomisation of newer kernels.
runner=()
if [[ $preset == tsan ]] && setarch -R true 2>/dev/null; then
    runner=(setarch -R)
fi
"${runner[@]}" "build/$preset/$target" "$@"

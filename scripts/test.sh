#!/usr/bin/env bash
# All tests: sets up, builds, runs the C++ tests and then pytest twice; its summary is the last line.
# SPDX-License-Identifier: BSL-1.0
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

scripts/setup.sh test
targets=()
compgen -G 'tests/cpp/*_test.cpp' >/dev/null && targets+=(phylanx_tests)
[[ -e tests/cpp/fuzz_physl.cpp ]] && targets+=(fuzz_physl)
start=$SECONDS
scripts/build.sh "${targets[@]}"
echo "[test] built in $((SECONDS - start)) s"
if [[ ${PHYLANX_EXECUTOR:-} == hpx ]]; then
    why=$(.venv/bin/python -c 'from phylanx import _core; print(_core.executors()["hpx"])' 2>/dev/null)
    [[ -z $why ]] || { echo "[test] skipped: $why"; exit 0; }
fi

start=$SECONDS
if compgen -G 'tests/cpp/*_test.cpp' >/dev/null; then
    build/editable/phylanx_tests --gtest_brief=1
fi
if [[ -e tests/cpp/fuzz_physl.cpp ]]; then
    build/editable/fuzz_physl 20000
fi
echo "[test] C++ tests in $((SECONDS - start)) s"

# How long something takes is seen on a machine that does nothing else; all the other tests share the processors.
status=0
.venv/bin/python -m pytest -q --timed only ${PYTEST:-} || status=$?
[[ $status == 5 ]] && status=0 # none was asked for
workers=$(nproc)
.venv/bin/python -m pytest -q --timed without -n $((workers < 4 ? workers : 4)) --dist worksteal ${PYTEST:-} || status=$?
exit "$status"

# Phylanx: every job of the day, each by one word. `make help` lists them.
# SPDX-License-Identifier: BSL-1.0
SHELL := /bin/bash
.DEFAULT_GOAL := help
.PHONY: help demo test build test-cpp test-hpx hpx-starts golden rebase bench bench-set bench-statements bench-hpx fuzz programs asan tsan fmt \
	lint setup clean

PY := .venv/bin/python
EXAMPLES := logistic_regression als kmeans neural_network linear_regression principal_components gauss qr lu topics tsne \
	random_forest
FUZZ_INPUTS ?= 20000
export PATH := $(CURDIR)/.venv/bin:$(PATH)

help: ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-16s %s\n", $$1, $$2 }' Makefile

demo: ## set up, build, and run the examples, the main job first
	@scripts/setup.sh demo
	@scripts/build.sh
	@set -e; for example in $(EXAMPLES); do echo; echo "== examples/$$example.py"; $(PY) examples/$$example.py; done

test: ## set up, build, and run all tests
	@scripts/test.sh

build: ## build what changed, into .venv
	@scripts/setup.sh demo
	@scripts/build.sh

test-cpp: ## the C++ tests alone
	@scripts/setup.sh test
	@scripts/build.sh phylanx_tests
	@build/editable/phylanx_tests

test-hpx: ## all tests with HPX as the executor, where it is installed
	@PHYLANX_EXECUTOR=hpx scripts/test.sh

hpx-starts: ## a thousand starts and ends of a process that runs tasks on HPX (STARTS=1000)
	@scripts/setup.sh test
	@scripts/build.sh
	@$(PY) scripts/hpx_starts.py --count $(or $(STARTS),1000)

golden: ## the golden text tests alone
	@scripts/setup.sh test
	@scripts/build.sh phylanx_tests
	@build/editable/phylanx_tests --gtest_filter='PassesGolden.*'

rebase: ## rewrite the golden texts with what comes out now; review the difference
	@scripts/setup.sh test
	@scripts/build.sh phylanx_tests
	@PHYLANX_REBASE=1 build/editable/phylanx_tests --gtest_filter='PassesGolden.*'

bench: ## measure the figures against the peers: a table, and JSON in benchmarks/results
	@scripts/setup.sh bench
	@scripts/build.sh cpp_benchmarks
	@$(PY) benchmarks/run.py $(BENCH)

bench-set: ## measure the set of programs against all peers: table, JSON, pictures (BENCH="--only TEXT --sizes small")
	@scripts/setup.sh bench
	@scripts/build.sh cpp_benchmarks
	@$(PY) benchmarks/run_set.py $(BENCH)

bench-statements: ## nanoseconds of single statements on small arrays (BENCH="--only dot,solve --peers phylanx,numba")
	@scripts/setup.sh bench
	@scripts/build.sh
	@$(PY) benchmarks/statements.py $(BENCH)

bench-hpx: ## measure HPX against oneTBB on the set of programs, and a task against HPX's own (BENCH="--only TEXT")
	@scripts/setup.sh test
	@scripts/build.sh cpp_benchmarks
	@[[ ! -e build/editable/bench_hpx_tasks ]] || build/editable/bench_hpx_tasks
	@$(PY) benchmarks/executors.py $(BENCH)

fuzz: ## malformed PhySL into the parser, with address sanitizer (FUZZ_INPUTS=20000)
	@scripts/setup.sh test
	@scripts/sanitize.sh asan fuzz_physl $(FUZZ_INPUTS)

programs: ## random NumPy programs against plain Python (PROGRAMS=20000)
	@scripts/setup.sh test
	@scripts/build.sh
	@$(PY) -m tests.fuzz.run --count $(or $(PROGRAMS),20000) --jobs 2

asan: ## the C++ tests under the address and undefined-behaviour sanitizers
	@scripts/setup.sh test
	@scripts/sanitize.sh asan phylanx_tests

tsan: ## the C++ tests under the thread sanitizer
	@scripts/setup.sh test
	@scripts/sanitize.sh tsan phylanx_tests

fmt: ## format C++ and Python
	@scripts/setup.sh dev
	@find src tests benchmarks -name '*.h' -o -name '*.cpp' | xargs clang-format -i
	@ruff format python tests examples benchmarks scripts cmake
	@ruff check --fix -q python tests examples benchmarks scripts cmake

lint: ## check formats, names and types
	@scripts/setup.sh dev
	@find src tests benchmarks -name '*.h' -o -name '*.cpp' | xargs clang-format --dry-run -Werror
	@ruff check python tests examples benchmarks scripts cmake
	@mypy

setup: ## set up for development (all extras)
	@scripts/setup.sh dev

clean: ## remove what was built; .venv stays
	rm -rf build

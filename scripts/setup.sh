#!/usr/bin/env bash
# Sets up what Phylanx needs: system packages (with sudo where not root), the virtual environment .venv, its packages.
# Usage: scripts/setup.sh [demo|test|bench|dev]. What is there already is left alone; a second run takes no time.
# SPDX-License-Identifier: BSL-1.0
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

level=${1:-demo}
case $level in
    demo) extras=(demo) covered_by="demo test dev" ;;
    test) extras=(demo test) covered_by="test dev" ;;
    bench) extras=(demo bench) covered_by="bench test dev" ;;
    dev) extras=(demo test bench dev) covered_by="dev" ;;
    *) echo "setup: unknown level $level (demo, test, bench or dev)" >&2; exit 2 ;;
esac

say() { printf '\033[1m[setup]\033[0m %s\n' "$*"; }
fail() { printf '[setup] %s\n' "$*" >&2; exit 1; }

# --- nothing to do? A stamp holds the hash of all that decides the outcome of a setup --------------------------------
inputs=$(cat pyproject.toml scripts/setup.sh scripts/requirements.py | cksum | tr ' ' '-')
for stamp in $covered_by; do
    if [[ -x .venv/bin/python && $(cat ".venv/.setup-$stamp" 2>/dev/null) == "$inputs" ]]; then
        exit 0
    fi
done
start=$SECONDS

# --- Python ----------------------------------------------------------------------------------------------------------
python=${PYTHON:-}
if [[ -z $python ]]; then
    for candidate in python3 python3.14 python3.13 python3.12 python3.11 python3.10; do
        if "$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 10))' 2>/dev/null; then
            python=$candidate
            break
        fi
    done
fi
[[ -n $python ]] || fail "Python 3.10 or newer is needed"
[[ -x .venv/bin/python ]] && base=.venv/bin/python || base=$python

# --- system packages: only what is missing ---------------------------------------------------------------------------
installed() { [[ $(dpkg-query -W -f='${db:Status-Status}' "$1" 2>/dev/null) == installed ]]; }
offered() { [[ -n $(apt-cache madison "$1" 2>/dev/null) ]]; }
as_root() { if [[ $(id -u) == 0 ]]; then "$@"; else sudo "$@"; fi; }
llvm_versions="19 20 21 22 18" # in the order of preference, as cmake/Dependencies.cmake has them

have_llvm() {
    local version
    for version in $llvm_versions; do
        [[ -e /usr/lib/llvm-$version/lib/cmake/llvm/LLVMConfig.cmake ]] && return 0
    done
    return 1
}

missing_packages() {
    local package python_version
    python_version=$("$base" -c 'import sys; print("python%d.%d" % sys.version_info[:2])')
    have_llvm || echo llvm
    for package in zlib1g-dev libzstd-dev libfmt-dev libgtest-dev ccache; do
        installed "$package" || echo "$package"
    done
    command -v c++ >/dev/null || echo g++
    [[ $level != bench ]] || installed libopenblas-dev || echo libopenblas-dev # for peers that compile C++
    [[ -e $("$base" -c 'import sysconfig; print(sysconfig.get_path("include"))')/Python.h ]] || echo "$python_version-dev"
    [[ -x .venv/bin/python ]] || "$python" -c 'import ensurepip, venv' 2>/dev/null || echo "$python_version-venv"
}

install_packages() {
    local wanted=() package version
    for package in "$@"; do
        if [[ $package == llvm ]]; then
            for version in $llvm_versions; do
                if offered "llvm-$version-dev"; then
                    package=llvm-$version-dev
                    break
                fi
            done
        fi
        wanted+=("$package")
    done
    for package in "${wanted[@]}"; do
        offered "$package" || return 1
    done
    say "installing system packages: ${wanted[*]}"
    as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends "${wanted[@]}"
}

if command -v apt-get >/dev/null; then
    mapfile -t missing < <(missing_packages)
    if ((${#missing[@]})); then
        [[ $(id -u) == 0 ]] || command -v sudo >/dev/null || fail "these are missing, and there is no sudo: ${missing[*]}"
        if ! install_packages "${missing[@]}"; then
            say "refreshing the list of system packages"
            as_root apt-get update
            install_packages "${missing[@]}" || fail "not offered here: one of ${missing[*]} (LLVM: 18 to 22)"
        fi
    fi
else
    say "no apt-get here: LLVM 18 to 22, zlib, zstd, fmt, GoogleTest and Python's headers have to be there already"
fi

# --- the virtual environment -----------------------------------------------------------------------------------------
if [[ ! -x .venv/bin/python ]]; then
    say "making the virtual environment .venv with $("$python" --version)"
    "$python" -m venv .venv
fi
say "installing Python packages for: ${extras[*]}"
requirements=$(mktemp)
trap 'rm -f "$requirements"' EXIT
.venv/bin/python scripts/requirements.py "${extras[@]}" >"$requirements"
.venv/bin/python -m pip install --disable-pip-version-check --upgrade-strategy only-if-needed -r "$requirements"

echo "$inputs" >".venv/.setup-$level"
say "done in $((SECONDS - start)) s"

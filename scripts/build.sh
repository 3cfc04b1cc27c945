#!/usr/bin/env bash
# Builds the extension and puts it into .venv; afterwards only what changed is built again.
# Usage: scripts/build.sh [TARGET...]: builds these targets of CMakeLists.txt besides, e.g. phylanx_tests.
# SPDX-License-Identifier: BSL-1.0
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

export PATH="$PWD/.venv/bin:$PATH"
unset PYTHONPATH
folder=build/editable
say() { printf '\033[1m[build]\033[0m %s\n' "$*"; }

mkdir -p build
exec 9>build/.lock # one build at a time
flock 9

inputs=$(cat pyproject.toml scripts/build.sh | cksum | tr ' ' '-')
site=$(.venv/bin/python -c 'import sysconfig; print(sysconfig.get_path("platlib"))')
start=$SECONDS
if [[ $(cat "$folder/.installed" 2>/dev/null) != "$inputs" || ! -d $site/phylanx ]]; then
    say "building the extension (minutes the first time) and installing it into .venv"
    rm -f "$folder/.installed"
    .venv/bin/python -m pip install -v --disable-pip-version-check --no-build-isolation --no-deps -e .
    echo "$inputs" >"$folder/.installed"
    say "done in $((SECONDS - start)) s"
fi

.venv/bin/python -m compileall -q python/phylanx # as pip does for a package that is not editable
cmake --build "$folder" --target _core "$@"
for built in "$folder"/_core*.so "$folder"/libphylanx_hpx.so; do
    if [[ $built -nt $site/phylanx/$(basename "$built") ]]; then
        cmake --install "$folder" --prefix "$site" --component extension >/dev/null
    fi
done

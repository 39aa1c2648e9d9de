#!/usr/bin/env bash
# `lakana join`, `nearest` and `crosswalk` against shapely, geopandas, SedonaDB and scipy: the same files, the same run, whole
# processes, reading and writing included. Prints the best wall and processor time of RUNS runs of each, their ratios
# to ours and the peak memory.
#
#   benches/plain_against_peers.sh                  made-up points and areas
#   RUNS=1 benches/plain_against_peers.sh           faster
#   LAKANA=path/to/lakana PYTHON=path/to/python     programs built and installed already
set -euo pipefail
cd "$(dirname "$0")/.."
runs=${RUNS:-3}
files=target/bench/plain
venv=target/bench/venv
mkdir -p "$files"
if [ -z "${LAKANA:-}" ]; then
    cargo build --release --quiet
    LAKANA=target/release/lakana
fi
if [ -z "${PYTHON:-}" ]; then
    PYTHON=$venv/bin/python
    if [ ! -x "$PYTHON" ] || ! "$PYTHON" -c 'import geopandas, geoarrow.pyarrow, scipy, sedonadb' 2>/dev/null; then
        python3 -m venv "$venv"
        "$venv/bin/pip" install --quiet geopandas geoarrow-pyarrow pyarrow scipy sedonadb
    fi
fi
exec "$PYTHON" benches/plain_against_peers.py "$files" "$runs" "$LAKANA" "$PYTHON"

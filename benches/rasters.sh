#!/usr/bin/env bash
# Zonal sums against exactextract, and kernel density against numba: the same files, the same run, whole processes.
# Prints the best wall and processor time of RUNS runs of each, their ratios to ours and the peak memory; fails when the sums differ.
#
#   benches/rasters.sh                              made-up areas, 16 000 × 15 000 cells, 100 000 points
#   LAKANA_REAL_DATA=FOLDER benches/rasters.sh      the real communes
#   COLUMNS_=4000 ROWS=4000 RUNS=1 benches/rasters.sh
#   LAKANA=path/to/lakana PYTHON=path/to/python     programs built and installed already
set -euo pipefail
cd "$(dirname "$0")/.."
files=target/bench/rasters
venv=target/bench/venv-rasters
mkdir -p "$files"
if [ -z "${LAKANA:-}" ]; then
    cargo build --release --bin lakana
    LAKANA=target/release/lakana
fi
if [ -n "${PYTHON:-}" ]; then
    :
elif [ ! -x "$venv/bin/python" ] || ! "$venv/bin/python" -c 'import exactextract, geopandas, numba, rasterio' 2>/dev/null; then
    python3 -m venv "$venv"
    "$venv/bin/pip" install --quiet exactextract geopandas numba rasterio
fi
exec "${PYTHON:-$venv/bin/python}" benches/peer_rasters.py "$files" "$LAKANA" "${COLUMNS_:-16000}" "${ROWS:-15000}" "${RUNS:-3}"

#!/usr/bin/env bash
# Map sheets against geopandas with matplotlib and against a QGIS atlas: the risk index of each of the eleven first-level
# units of the demonstration as A4 PNG of 300 dots per inch and as PDF. Ours is a whole run, from the project file to
# the sheets, with an SVG of each; QGIS exports the layout of the project that lakana wrote, geopandas draws the layers
# that it wrote, once with the same furniture and once as a plain map. Then the sheets of all themes that are drawn by
# themselves, and of every theme there is. Whole processes; best of RUNS runs, ratios to ours.
#
#   benches/maps_against_peers.sh
#   RUNS=1 LAKANA=path/to/lakana PYTHON=python/with/geopandas benches/maps_against_peers.sh
#   QGIS_PYTHON=/usr/bin/python3                    the Python that holds qgis.core; without it QGIS is left out
set -euo pipefail
cd "$(dirname "$0")/.."
venv=target/bench/venv
if [ -z "${LAKANA:-}" ]; then
    cargo build --release --quiet
    LAKANA=target/release/lakana
fi
if [ -z "${PYTHON:-}" ]; then
    PYTHON=$venv/bin/python
fi
if [ ! -x "$PYTHON" ] || ! "$PYTHON" -c 'import geopandas, matplotlib' 2>/dev/null; then
    PYTHON=$venv/bin/python
    [ -x "$PYTHON" ] || python3 -m venv "$venv"
    "$venv/bin/pip" install --quiet geopandas pyarrow scipy matplotlib
fi
export QT_QPA_PLATFORM=offscreen
exec "$PYTHON" benches/maps_against_peers.py target/bench/maps "${RUNS:-3}" "$LAKANA" "$PYTHON" "${QGIS_PYTHON:-/usr/bin/python3}"

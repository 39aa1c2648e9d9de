#!/usr/bin/env bash
# Asks rio-cogeo whether a surface of ours is a Cloud-Optimized GeoTIFF: check_cog.sh FILE.tif
set -euo pipefail
venv=${VENV:-target/bench/venv-rasters}
[ -x "$venv/bin/python" ] || python3 -m venv "$venv"
"$venv/bin/python" -c 'import rio_cogeo' 2>/dev/null || "$venv/bin/pip" install --quiet rio-cogeo
exec "$venv/bin/rio" cogeo validate --strict "$1"

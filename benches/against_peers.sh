#!/usr/bin/env bash
# Points in polygons against geopandas and shapely: the same files, the same run, whole processes.
# Prints the best wall time of RUNS runs of each, its ratio to ours and its peak memory; fails when the counts differ.
#
#   benches/against_peers.sh                        702 made-up areas with rugged borders, 10 million points
#   LAKANA_REAL_DATA=FOLDER benches/against_peers.sh    the real communes
#   POINTS=1000000 RUNS=1 benches/against_peers.sh      smaller
set -euo pipefail
cd "$(dirname "$0")/.."
points=${POINTS:-10000000}
runs=${RUNS:-3}
files=target/bench/${LAKANA_REAL_DATA:+real-}$points
venv=target/bench/venv

program=$(cargo build --release --bench count_points --message-format=json-render-diagnostics |
    python3 -c 'import json, sys
for line in map(json.loads, sys.stdin):
    if line.get("target", {}).get("name") == "count_points" and line.get("executable"): print(line["executable"])')

if [ ! -x "$venv/bin/python" ] || ! "$venv/bin/python" -c 'import geopandas, pyarrow' 2>/dev/null; then
    python3 -m venv "$venv"
    "$venv/bin/pip" install --quiet geopandas pyarrow
fi
[ -s "$files/points.csv" ] || "$program" generate "$files" "$points"

exec "$venv/bin/python" - "$files" "$runs" "$program" "$venv/bin/python" <<'PYTHON'
import os, sys, time
from importlib.metadata import version

files, runs, program, python = sys.argv[1:]
commands = {
    "lakana": [program, "count", files],
    f"shapely {version('shapely')}": [python, "benches/peer_points.py", "shapely", files],
    f"geopandas {version('geopandas')}": [python, "benches/peer_points.py", "geopandas", files],
}
best, counts = {}, {}
for _ in range(int(runs)):
    for name, command in commands.items():
        output = f"{files}/counts.csv"
        begin = time.perf_counter()
        to_file = [(os.POSIX_SPAWN_OPEN, 1, output, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o644)]
        pid = os.posix_spawn(command[0], command, os.environ, file_actions=to_file)
        _, status, usage = os.wait4(pid, 0)
        seconds = time.perf_counter() - begin
        if status != 0:
            sys.exit(f"{name} failed")
        counts[name] = open(output).read()
        best[name] = min(best.get(name, (float("inf"), 0)), (seconds, usage.ru_maxrss / 1024))
ours = best["lakana"][0]
print(f"{'':22}{'seconds':>9}{'ratio':>8}{'MB':>8}")
for name, (seconds, memory) in best.items():
    print(f"{name:22}{seconds:9.2f}{seconds / ours:8.1f}{memory:8.0f}")
if len(set(counts.values())) > 1:
    sys.exit("the counts differ")
print("all counts are equal")
PYTHON

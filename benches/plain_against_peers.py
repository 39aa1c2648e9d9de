"""Runs both sides, turn by turn; see `plain_against_peers.sh`."""

import subprocess
import sys

from measure import compare

files, runs, lakana, python = sys.argv[1:]


def path(name):
    return f"{files}/{name}"


def ours(*command):
    return [lakana, *command, "-o", path("a.csv"), "--quiet"]


def peer(task, *names):
    return [python, "benches/peer_plain.py", task, *map(path, names), path("b.csv")]


subprocess.run([python, "benches/make_plain.py", files], check=True)
MILLIONS, MILLION = "points-10m.csv", "points-1m.csv"
OLD, NEW, MANY = "old-703.geojson", "new-703.geojson", "areas-50k.geojson"
TASKS = {
    "join 10 M x 703": {
        "lakana": ours("join", path(MILLIONS), path(OLD)),
        "shapely": peer("shapely", MILLIONS, OLD),
        "sedonadb": peer("sedona", MILLIONS, OLD),
        "geopandas": peer("sum", MILLIONS, OLD),
    },
    "join 1 M x 50 000": {
        "lakana": ours("join", path(MILLION), path(MANY)),
        "shapely": peer("shapely", MILLION, MANY),
        "sedonadb": peer("sedona", MILLION, MANY),
        "geopandas": peer("sum", MILLION, MANY),
    },
    "nearest 1 M x 100 000": {
        "lakana": ours("nearest", path(MILLION), path("targets-100k.csv")),
        "scipy, pyarrow, all cores": peer("nearest", MILLION, "targets-100k.csv"),
        "scipy, pandas": peer("pandas", MILLION, "targets-100k.csv"),
    },
    "crosswalk 703 x 703, surface": {
        "lakana": ours("crosswalk", path(OLD), path(NEW), "--weights", path("w.csv")),
        "geopandas": peer("crosswalk", OLD, NEW),
    },
    "crosswalk 703 x 703, 1 M people": {
        "lakana": ours("crosswalk", path(OLD), path(NEW), "--people", path(MILLION), "--people-field", "n", "--weights", path("w.csv")),
        "geopandas": peer("people", OLD, NEW),
    },
}
compare(TASKS, int(runs))

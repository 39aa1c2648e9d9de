"""Runs all sides, turn by turn; see `maps_against_peers.sh`."""

import shutil
import subprocess
import sys
from pathlib import Path

from measure import compare

files, runs, lakana, python, qgis = sys.argv[1:]
files = Path(files)


def project(name, maps):
    """The demonstration with a table `[maps]` of its own."""
    folder = files / name
    shutil.copytree("data", folder, dirs_exist_ok=True)
    file = folder / "demo" / "lakana.toml"
    file.write_text(file.read_text() + f"\n[maps]\n{maps}\n")
    return file


def run(name, maps):
    return [lakana, "run", project(name, maps), "--only", "maps", "--out", files / f"{name}-out", "--quiet"]


# What the peers draw: the layers and the QGIS project of a whole run.
whole = files / "whole"
subprocess.run([lakana, "demo", "--out", whole, "--quiet"], check=True)
peers = {"geopandas, matplotlib": [python, "benches/peer_maps.py", whole, files / "geopandas"]}
if subprocess.run([qgis, "-c", "import qgis.core"], stderr=subprocess.DEVNULL).returncode == 0:
    peers["QGIS atlas"] = [qgis, "benches/peer_maps_qgis.py", whole, files / "qgis"]
else:
    print(f"{qgis} has no qgis.core: QGIS is left out")
compare({"risk index, 11 units, PNG + PDF": {"lakana (and SVG)": run("risk", 'themes = ["risk"]'), **peers}}, int(runs))
compare({"all themes, SVG + PNG + PDF": {"lakana": run("all", "")}}, int(runs))
sheets = len(list((files / "all-out").glob("regions/*/*.png"))) + len(list((files / "all-out").glob("country/*.png")))
print(f"{sheets} sheets")

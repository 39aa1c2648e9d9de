"""Runs all sides, turn by turn; see `maps_against_peers.sh`."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

from measure import compare

files, runs, lakana, python, qgis = sys.argv[1:]
files = Path(files)


def on_request():
    """The themes that are drawn only when a project asks for them."""
    return [file.stem for file in sorted(Path("maps/themes").glob("*.toml")) if "on_request = true" in file.read_text()]


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
peers = {
    "geopandas, same furniture": [python, "benches/peer_maps.py", whole, files / "geopandas", "whole"],
    "geopandas, plain map": [python, "benches/peer_maps.py", whole, files / "geopandas-plain", "plain"],
}
if subprocess.run([qgis, "-c", "import qgis.core"], stderr=subprocess.DEVNULL).returncode == 0:
    peers["QGIS atlas"] = [qgis, "benches/peer_maps_qgis.py", whole, files / "qgis"]
else:
    print(f"{qgis} has no qgis.core: QGIS is left out")
compare({"risk index, 11 units, PNG + PDF": {"lakana (and SVG)": run("risk", 'themes = ["risk"]'), **peers}}, int(runs))
compare(
    {
        "the themes drawn by themselves, SVG + PNG + PDF": {"lakana": run("usual", "")},
        "every theme there is, SVG + PNG + PDF": {"lakana": run("all", f"also = {json.dumps(on_request())}")},
    },
    int(runs),
)
for name in ("usual", "all"):
    print(f"{name}: {sum(1 for _ in (files / f'{name}-out').glob('*/**/*.png'))} sheets")

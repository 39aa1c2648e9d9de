"""Compares the layers of a run in GeoParquet and FlatGeobuf with its GeoJSON: every field and every vertex.

Usage: compare_layers.py OUT     OUT is the folder of a run with [output] formats = ["flatgeobuf", "geoparquet"].
Needs geopandas with pyarrow and pyogrio. Prints a line for each layer and `N layers, M problems`; fails where M > 0.
"""

import json
import sys
from pathlib import Path

import geopandas
import numpy as np
import pyarrow.parquet
import shapely

problems = []


def problem(layer, what):
    problems.append(what)
    print(f"{layer}: {what}")


def rounded(xy):
    """Millionths of a degree, halves away from zero, as the GeoJSON has them."""
    return np.sign(xy) * np.floor(np.abs(xy) * 1e6 + 0.5)


def vertices(shape):
    return {tuple(v) for v in rounded(shapely.get_coordinates(shape)).astype(np.int64).tolist()}


def plain(value):
    """A cell as JSON would have it."""
    if value is None or (isinstance(value, float) and np.isnan(value)):
        return None
    if hasattr(value, "isoformat"):
        return value.isoformat()[:10]
    return value.item() if hasattr(value, "item") else value


def compare_fields(layer, features, read):
    names = list(features[0]["properties"]) if features else []
    for name in names:
        # Objects, so that whole numbers beside nulls stay whole.
        for feature, there in zip(features, read[name]):
            here, there = feature["properties"][name], plain(there)
            if here != there or (isinstance(here, int) and there != int(there)):
                problem(layer, f"{name}: {here!r} is {there!r}")
                break


def compare_shapes(layer, features, shapes):
    dropped = 0
    for feature, there in zip(features, shapes):
        here = feature["geometry"] and shapely.geometry.shape(feature["geometry"])
        if (here is None) != (there is None):
            problem(layer, f"{feature['id']}: a shape is missing in one of both")
        elif here is not None:
            few, many = vertices(here), vertices(there)
            dropped += len(many) - len(few)
            if here.geom_type != there.geom_type or not few <= many or len(many) - len(few) > len(many) // 10:
                problem(layer, f"{feature['id']}: {here.geom_type} of {len(few)} corners is {there.geom_type} of {len(many)}")
    return dropped


def parquet(path, features):
    layer = path.name
    table = pyarrow.parquet.read_table(path)
    read = geopandas.read_parquet(path)
    if read.crs.to_authority() != ("OGC", "CRS84"):
        problem(layer, f"CRS is {read.crs}")
    if len(read) != len(features):
        problem(layer, f"{len(features)} features are {len(read)}")
    columns = {name: table.column(name).to_pylist() for name in table.column_names if name not in ("geometry", "bbox")}
    if features and list(columns) != list(features[0]["properties"]):
        problem(layer, "other fields")
    compare_fields(layer, features, columns)
    dropped = compare_shapes(layer, features, read.geometry)
    boxes = table.column("bbox").to_pylist()
    bounds = shapely.bounds(read.geometry.values)
    for box, bound in zip(boxes, bounds):
        if (box is None) != bool(np.isnan(bound).any()) or (box and list(box.values()) != bound.tolist()):
            problem(layer, f"box {box} around {bound}")
            break
    # The east half by the boxes alone, against the shapes themselves.
    if len(read) and not np.isnan(bounds).all():
        west, south, east, north = read.total_bounds
        half = (west + east) / 2
        found = geopandas.read_parquet(path, bbox=(half, south, east, north))
        if len(found) != int(np.sum(bounds[:, 2] >= half)):
            problem(layer, f"{len(found)} by boxes, {int(np.sum(bounds[:, 2] >= half))} in truth")
    print(f"{layer}: {len(read)} rows, {len(columns)} fields, {dropped} corners dropped by the GeoJSON's rounding")


def flatgeobuf(path, features):
    layer = path.name
    if not path.exists():
        problem(layer, "is missing")
        return
    read = geopandas.read_file(path)
    placed = [f for f in features if f["geometry"]]
    if len(read) != len(placed):
        problem(layer, f"{len(placed)} features with a shape are {len(read)}")
        return
    if placed:
        # The index changes the order: both by their shapes and fields as text.
        names = list(placed[0]["properties"])
        key = lambda values: tuple("" if v is None else f"{v:.12g}" if isinstance(v, (int, float)) else str(v) for v in values)
        here = sorted(key(f["properties"][n] for n in names) for f in placed)
        there = sorted(key(plain(v) for v in row) for row in read[names].astype(object).itertuples(index=False))
        if here != there:
            first = next((a, b) for a, b in zip(here, there) if a != b)
            problem(layer, f"{[(n, a, b) for n, a, b in zip(names, *first) if a != b][:3]}")
    print(f"{layer}: {len(read)} rows")


folder = Path(sys.argv[1]) / "layers"
layers = sorted(folder.glob("*.geojson"))
for path in layers:
    features = json.loads(path.read_text(encoding="utf-8"))["features"]
    parquet(path.with_suffix(".parquet"), features)
    flatgeobuf(path.with_suffix(".fgb"), features)
print(f"{len(layers)} layers, {len(problems)} problems")
sys.exit(bool(problems))

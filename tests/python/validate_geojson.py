"""Validates every GeoJSON file of a folder by `geojson-validator` (Christoph Rieke) against RFC 7946.

Usage: validate_geojson.py OUT     OUT is the folder of a run; files are found at any depth.

Every file must have the structure of the standard and no CRS of its own; rings are closed, of three places at least, the outer
ones counter-clockwise, the inner ones clockwise; places lie on the Earth, have at most six decimals and no height, and none is
written twice in a row. A shape that is there is simple. Missing shapes are allowed: a record without a place stays a record.
Prints `N files, M problems`; fails where M > 0 or N = 0.
"""

import json
import sys
from pathlib import Path

from geojson_validator import validate_geometries, validate_structure
from loguru import logger

# A line to the terminal for every missing shape.
logger.remove()
logger.add(lambda _: None)

# Enclaves are holes, and outlines have as many vertices as they have: neither is a fault.
FAULTS = (
    "inner_and_exterior_ring_intersect",
    "self_intersection",
    "duplicate_nodes",
    "excessive_coordinate_precision",
    "3d_coordinates",
    "outside_lat_lon_boundaries",
    "crosses_antimeridian",
)

files = sorted(Path(sys.argv[1]).rglob("*.geojson"))
problems = 0
for file in files:
    content = json.loads(file.read_text(encoding="utf-8"))
    shapes = validate_geometries(content, criteria_problematic=FAULTS)
    found = {**validate_structure(content, check_crs=True), **shapes["invalid"], **shapes["problematic"]}
    skipped = {feature for feature in shapes["skipped_validation"] if content["features"][feature]["geometry"] is not None}
    if skipped:
        found["not looked at"] = skipped
    for what, where in found.items():
        problems += 1
        print(f"{file}: {what}: {str(where)[:200]}")
print(f"{len(files)} files, {problems} problems")
sys.exit(problems > 0 or not files)

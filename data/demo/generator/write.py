"""Files as the program reads them: UTF-8, one record per line, no byte left to chance."""

import csv
import json


def table(path, header_and_rows):
    """A CSV with commas; `None` is written as an empty field."""
    header, rows = header_and_rows
    with open(path, "w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(rows)


def features(path, properties_and_shapes):
    """A GeoJSON collection (RFC 7946: longitude first, outer rings counter-clockwise)."""
    lines = [_feature(properties, shape) for properties, shape in properties_and_shapes]
    with open(path, "w", encoding="utf-8", newline="") as file:
        file.write('{"type":"FeatureCollection","features":[\n')
        file.write(",\n".join(lines))
        file.write("\n]}\n")


def _feature(properties, shape):
    if shape.geom_type == "Polygon":
        coordinates = [list(ring.coords) for ring in (shape.exterior, *shape.interiors)]
    else:
        coordinates = list(shape.coords)
    geometry = {"type": shape.geom_type, "coordinates": coordinates}
    feature = {"type": "Feature", "properties": properties, "geometry": geometry}
    return json.dumps(feature, ensure_ascii=False, separators=(",", ":"))

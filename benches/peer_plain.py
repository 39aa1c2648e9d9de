"""Commands on plain files as an analyst would do them with the usual tools, reading and writing included.

    peer_plain.py nearest POINTS.csv TARGETS.csv OUT.csv      scipy: kd-tree on earth-centred coordinates, all cores
    peer_plain.py pandas POINTS.csv TARGETS.csv OUT.csv       the same as most would write it: pandas, one core
    peer_plain.py crosswalk OLD.geojson NEW.geojson OUT.csv   geopandas: overlay on an equal-area projection
    peer_plain.py people OLD.geojson NEW.geojson OUT.csv      the same, with sjoin of points-1m.csv beside them
    peer_plain.py sum POINTS.csv AREAS.geojson OUT.csv        geopandas: sjoin and groupby
    peer_plain.py sedona POINTS.csv AREAS.geojson OUT.csv     SedonaDB: a spatial join in SQL, all cores
    peer_plain.py shapely POINTS.csv AREAS.geojson OUT.csv    shapely: what an expert would write, see peer_points.py
"""

import sys

import numpy


def place(table):
    """Metres from the centre of the earth."""
    lon, lat = numpy.radians(table["longitude"].to_numpy()), numpy.radians(table["latitude"].to_numpy())
    e2 = 0.006694379990141316
    n = 6378137.0 / numpy.sqrt(1 - e2 * numpy.sin(lat) ** 2)
    return numpy.c_[n * numpy.cos(lat) * numpy.cos(lon), n * numpy.cos(lat) * numpy.sin(lon), n * (1 - e2) * numpy.sin(lat)]


def nearest_pandas(points, targets, out):
    import pandas
    from scipy.spatial import cKDTree

    points, targets = pandas.read_csv(points), pandas.read_csv(targets)
    chord, found = cKDTree(place(targets)).query(place(points))
    points.assign(target=targets["id"].to_numpy()[found], distance_m=chord).to_csv(out, index=False)


def nearest(points, targets, out):
    import pyarrow
    import pyarrow.csv
    from scipy.spatial import cKDTree

    points, targets = pyarrow.csv.read_csv(points), pyarrow.csv.read_csv(targets)
    chord, found = cKDTree(place(targets)).query(place(points), workers=-1)
    table = points.append_column("target", targets["id"].take(pyarrow.array(found)))
    pyarrow.csv.write_csv(table.append_column("distance_m", pyarrow.array(chord)), out)


def crosswalk(old, new, out):
    import geopandas

    old, new = (geopandas.read_file(path).to_crs("+proj=cea +datum=WGS84") for path in (old, new))
    pieces = geopandas.overlay(old, new, how="intersection", keep_geom_type=True)
    pieces["m2"] = pieces.area
    pieces.drop(columns="geometry").to_csv(out, index=False)


def people(old, new, out):
    import os

    import geopandas
    import pyarrow.csv

    crosswalk(old, new, out)
    table = pyarrow.csv.read_csv(os.path.join(os.path.dirname(old), "points-1m.csv")).to_pandas()
    areas = [geopandas.read_file(path) for path in (old, new)]
    points = geopandas.GeoDataFrame(table, geometry=geopandas.points_from_xy(table.longitude, table.latitude, crs=areas[0].crs))
    for side in areas:
        points = points.sjoin(side, predicate="intersects").drop(columns="index_right")
    points.groupby([column for column in points if column.startswith("code")])["n"].sum().to_csv(out)


def shapely_total(points, areas, out):
    import geopandas
    import peer_points
    import pyarrow.csv

    areas = geopandas.read_file(areas)
    table = pyarrow.csv.read_csv(points, convert_options=pyarrow.csv.ConvertOptions(include_columns=["longitude", "latitude"]))
    counts = peer_points.by_shapely(areas, table["longitude"].to_numpy(), table["latitude"].to_numpy())
    areas.drop(columns="geometry").assign(count=counts).to_csv(out, index=False)


def total(points, areas, out):
    import geopandas
    import pyarrow.csv

    table = pyarrow.csv.read_csv(points).to_pandas()
    areas = geopandas.read_file(areas)
    points = geopandas.GeoDataFrame(table, geometry=geopandas.points_from_xy(table.longitude, table.latitude, crs=areas.crs))
    pairs = geopandas.sjoin(points, areas, predicate="intersects")
    pairs.groupby("index_right").size().to_csv(out)


def sedona(points, areas, out):
    import sedonadb

    db = sedonadb.connect()
    db.sql(f"CREATE EXTERNAL TABLE points STORED AS CSV LOCATION '{points}' OPTIONS ('format.has_header' 'true')").execute()
    db.read_pyogrio(areas).to_view("areas")
    inside = "ST_Intersects(ST_SetSRID(a.wkb_geometry, 0), ST_Point(p.longitude, p.latitude))"
    db.sql(f"SELECT a.code0, COUNT(*) AS count FROM areas a JOIN points p ON {inside} GROUP BY 1").to_pandas().to_csv(out, index=False)


if __name__ == "__main__":
    TASKS = {"nearest": nearest, "pandas": nearest_pandas, "crosswalk": crosswalk, "people": people, "sum": total}
    TASKS |= {"sedona": sedona, "shapely": shapely_total}
    TASKS[sys.argv[1]](*sys.argv[2:5])

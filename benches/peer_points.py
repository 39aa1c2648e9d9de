"""Counts the points of a CSV file in areas, as `count_points` does, with the tools an analyst has.

    peer_points.py geopandas FOLDER    sjoin as its documentation shows it, reading by pyogrio and pyarrow
    peer_points.py shapely FOLDER      what an expert would write: a tree over boxes, prepared polygons,
                                       vectorised tests, one process per core

Prints `code,count` for every area and for the points outside. A point in several areas goes to
the lowest code.
"""

import multiprocessing
import os
import sys

import geopandas
import numpy
import pyarrow.csv
import shapely


def read(folder):
    areas = geopandas.read_file(f"{folder}/areas.geojson").sort_values("code", ignore_index=True)
    wanted = pyarrow.csv.ConvertOptions(include_columns=["longitude", "latitude"])
    table = pyarrow.csv.read_csv(f"{folder}/points.csv", convert_options=wanted)
    return areas, table["longitude"].to_numpy(), table["latitude"].to_numpy()


def by_geopandas(areas, longitude, latitude):
    points = geopandas.GeoDataFrame(geometry=geopandas.points_from_xy(longitude, latitude, crs=areas.crs))
    pairs = geopandas.sjoin(points, areas, predicate="intersects")
    lowest = pairs.groupby(level=0)["index_right"].min()
    return numpy.bincount(lowest, minlength=len(areas))


def in_chunks(areas, longitude, latitude):
    polygons = areas.geometry.to_numpy()
    shapely.prepare(polygons)
    tree = shapely.STRtree(polygons)
    counts = numpy.zeros(len(polygons), dtype=numpy.int64)
    for start in range(0, len(longitude), 500_000):
        x, y = longitude[start : start + 500_000], latitude[start : start + 500_000]
        point, polygon = tree.query(shapely.points(x, y))
        order = numpy.argsort(polygon, kind="stable")
        point, polygon = point[order], polygon[order]
        holds = shapely.intersects_xy(polygons[polygon], x[point], y[point])
        lowest = numpy.full(len(x), len(polygons))
        numpy.minimum.at(lowest, point[holds], polygon[holds])
        counts += numpy.bincount(lowest, minlength=len(polygons) + 1)[:-1]
    return counts


def by_shapely(areas, longitude, latitude):
    def work(part, results):
        results.put(in_chunks(areas, *part))

    fork = multiprocessing.get_context("fork")
    cores = len(os.sched_getaffinity(0))
    parts = zip(numpy.array_split(longitude, cores), numpy.array_split(latitude, cores))
    results = fork.SimpleQueue()
    workers = [fork.Process(target=work, args=(part, results)) for part in parts]
    for worker in workers:
        worker.start()
    return sum(results.get() for _ in workers)


def main():
    count = {"geopandas": by_geopandas, "shapely": by_shapely}[sys.argv[1]]
    areas, longitude, latitude = read(sys.argv[2])
    counts = count(areas, longitude, latitude)
    for code, n in zip(areas["code"], counts):
        print(f"{code},{n}")
    print(f"outside,{len(longitude) - counts.sum()}")


if __name__ == "__main__":
    main()

"""The peers of benches/rasters.sh: makes the files, times each in a process of its own, prints ratios."""
import json
import os
import subprocess
import sys
from importlib.metadata import version
from pathlib import Path

from measure import compare

RADIUS, SIDE, POINTS = 100, 2000, 100_000


def make(files, columns, rows):
    import numpy
    import rasterio
    from rasterio.transform import from_origin
    from rasterio.windows import Window

    chance = numpy.random.default_rng(1)
    profile = dict(driver="GTiff", width=columns, height=rows, count=1, dtype="float32", crs="EPSG:4326", nodata=-99999.0,
                   transform=from_origin(-12.3, 25.1, 16.64 / columns, 15.6 / rows), tiled=True, blockxsize=512, blockysize=512,
                   compress="deflate")
    with rasterio.open(files / "people.tif", "w", **profile) as out:
        for row in range(0, rows, 512):
            height = min(512, rows - row)
            coarse = lambda step, draw: numpy.kron(draw((height // step + 1, columns // step + 1)), numpy.ones((step, step)))
            values = numpy.round(coarse(16, lambda size: chance.gamma(0.6, 4, size)), 1)[:height, :columns].astype("float32")
            values[coarse(8, chance.random)[:height, :columns] < 0.03] = -99999
            out.write(values, 1, window=Window(0, row, columns, height))
    real = os.environ.get("LAKANA_REAL_DATA")
    areas = files / "areas.geojson"
    if real:
        areas.write_text((Path(real) / "cod-ab-mli/communes_mali.geojson").read_text())
    else:
        # 27 × 26 areas with wavy borders, the same from both sides.
        def corner(i, j):
            return -12.2 + i * 0.6 + 0.06 * numpy.sin(i * 7 + j), 9.6 + j * 0.58 + 0.06 * numpy.cos(j * 5 + i)

        def line(a, b):
            t = numpy.linspace(0, 1, 128)[:-1]
            wave = 0.003 * numpy.sin(t * 40 * numpy.pi)
            east, north = b[0] - a[0], b[1] - a[1]
            return [(a[0] + east * s - north * w, a[1] + north * s + east * w) for s, w in zip(t, wave)]

        features = []
        for i in range(27):
            for j in range(26):
                ring = [corner(i, j), corner(i + 1, j), corner(i + 1, j + 1), corner(i, j + 1)]
                points = sum((line(a, b) for a, b in zip(ring, ring[1:] + ring[:1])), [])
                features.append({"type": "Feature", "properties": {"code": f"{i}-{j}"},
                                 "geometry": {"type": "Polygon", "coordinates": [[list(map(float, p)) for p in points + points[:1]]]}})
        areas.write_text(json.dumps({"type": "FeatureCollection", "features": features}))
    # About as many cells of a kilometre as the numba peer has.
    places = chance.random((POINTS, 2))
    with open(files / "points.csv", "w") as out:
        out.write("longitude,latitude\n")
        out.writelines(f"{x * 18.0 - 9.0:.6f},{y * 18.0 - 9.0:.6f}\n" for x, y in places)


def decode(files):
    import rasterio
    from rasterio.windows import Window
    with rasterio.open(files / "people.tif") as raster:
        for row in range(0, raster.height, 512):
            raster.read(1, window=Window(0, row, raster.width, min(512, raster.height - row)))


def exact(files):
    import geopandas
    from exactextract import exact_extract
    found = exact_extract(str(files / "people.tif"), geopandas.read_file(files / "areas.geojson"), ["sum"], output="pandas",
                          max_cells_in_memory=300_000_000)
    (files / "exact.json").write_text(json.dumps(found["sum"].tolist()))


def numba_density(files):
    import numba
    import numpy

    @numba.njit(parallel=True, fastmath=True)
    def density(x, y, side, radius):
        out, bands = numpy.zeros((side, side)), 64
        per = (side + bands - 1) // bands
        for band in numba.prange(bands):
            first, last = band * per, min(side, band * per + per)
            for i in range(numpy.searchsorted(y, first - radius), numpy.searchsorted(y, last + radius)):
                for row in range(max(first, int(y[i] - radius)), min(last - 1, int(y[i] + radius)) + 1):
                    left = 1 - ((row + 0.5 - y[i]) / radius) ** 2
                    if left <= 0:
                        continue
                    half = numpy.sqrt(left) * radius
                    for column in range(max(0, int(numpy.ceil(x[i] - half - 0.5))), min(side - 1, int(x[i] + half - 0.5)) + 1):
                        d = (column + 0.5 - x[i]) / radius
                        u = left - d * d
                        out[row, column] += 3 / numpy.pi / radius ** 2 * u * u
        return out

    places = numpy.loadtxt(files / "points.csv", delimiter=",", skiprows=1)
    order = numpy.argsort(places[:, 1])
    x, y = ((places[order] + 9.0) * SIDE / 18.0).T
    density(x, y, SIDE, float(RADIUS))


def main():
    files, program, columns, rows, runs = Path(sys.argv[1]), sys.argv[2], *map(int, sys.argv[3:6])
    peer = lambda *name: [sys.executable, __file__, "--peer", *map(str, name), str(files)]
    if not (files / "points.csv").exists():
        subprocess.run(peer(f"make {columns} {rows}"), check=True)
    out = files / "sums.csv"
    zonal = [program, "zonal", files / "people.tif", files / "areas.geojson", "--stat", "sum", "--unit", "count", "-q", "-o", out]
    density = [program, "density", files / "points.csv", "--radius", "100km", "--cell", "1km", "-q", "-o", files / "density.tif"]
    compare(
        {
            f"zonal sums of {columns} x {rows} cells": {
                "lakana": zonal,
                "decoding once (rasterio)": peer("decode"),
                f"exactextract {version('exactextract')}": peer("exact"),
            },
            "density of 100 000, 2 000 x 2 000": {"lakana": density, f"numba {version('numba')}": peer("numba")},
        },
        runs,
    )
    import csv
    found = [float(row["sum"] or 0) for row in csv.DictReader(open(out))]
    known = json.loads((files / "exact.json").read_text())
    if any(abs(a - b) > 1e-6 * abs(b) for a, b in zip(found, known, strict=True)):
        sys.exit("the sums differ")
    print("all sums are equal")


if sys.argv[1] == "--peer":
    task, *sizes = sys.argv[2].split()
    {"make": make, "decode": decode, "exact": exact, "numba": numba_density}[task](Path(sys.argv[3]), *map(int, sizes))
else:
    main()

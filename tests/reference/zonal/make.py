"""Reference numbers of exact zonal statistics: exactextract on a made raster and on a real one.

    python -m venv v && v/bin/pip install exactextract geopandas rasterio numpy
    v/bin/python tests/reference/zonal/make.py [REAL_DATA]

Writes made.tif (values with missing cells over the hand-made country of tests/fixtures, whose east
it does not reach), made.csv, and, with the folder of real data, communes.csv: people per km² under
the communes of Mali, results by code only.
"""
import sys
from importlib.metadata import version
from pathlib import Path

import geopandas
import numpy
import rasterio
from exactextract import exact_extract
from rasterio.transform import from_origin

here = Path(__file__).parent
areas = geopandas.read_file(here / "../../fixtures/country/communes.geojson")
west, south, east, north = areas.total_bounds
columns, rows = 37, 29
cell = ((east - west) * 0.8 / columns, (north - south) * 1.1 / rows)
values = numpy.random.default_rng(7).gamma(0.7, 20, (rows, columns)).astype("float32")
values[numpy.random.default_rng(8).random((rows, columns)) < 0.1] = -1
profile = dict(driver="GTiff", width=columns, height=rows, count=1, dtype="float32", crs="EPSG:4326", nodata=-1,
               transform=from_origin(west - cell[0] / 3, north + cell[1] / 3, *cell), compress="deflate")
with rasterio.open(here / "made.tif", "w", **profile) as made:
    made.write(values, 1)


def write(name, rows):
    versions = f"# exactextract {version('exactextract')}, numpy {version('numpy')}, rasterio {version('rasterio')}\n"
    (here / name).write_text(versions + "code,count,sum,mean,min,max\n" + "".join(rows))


def statistics(raster, polygons, code):
    found = exact_extract(str(raster), polygons, ["count", "sum", "mean", "min", "max"], include_cols=[code], output="pandas")
    for _, row in found.iterrows():
        numbers = [row["count"], row["sum"], row["mean"], row["min"], row["max"]]
        yield f"{row[code]}," + ",".join("" if numpy.isnan(n) else f"{n:.10g}" for n in numbers) + "\n"


code = next(name for name in areas.columns if "code" in name)
write("made.csv", statistics(here / "made.tif", areas, code))
if len(sys.argv) > 1:
    real = Path(sys.argv[1])
    communes = geopandas.read_file(real / "cod-ab-mli/communes_mali.geojson")
    write("communes.csv", statistics(real / "worldpop-africa-10min/afripop2020.tif", communes, "adm3_pcode"))

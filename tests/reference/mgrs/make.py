"""Makes mgrs.csv: references of MGRS to the metre, the middle of their square in UTM and in degrees.

pip install mgrs pyproj   (mgrs wraps NGA's GEOTRANS; pyproj wraps PROJ)
"""
import random
from importlib.metadata import version

import mgrs
import pyproj

random.seed(20260101)
m = mgrs.MGRS()
points = [(random.uniform(-12.3, 4.3), random.uniform(10.1, 25.0)) for _ in range(160)]
points += [(random.uniform(-179.9, 179.9), random.uniform(-79.5, 83.5)) for _ in range(80)]
# Edges of zones and bands, both sides of the equator.
points += [(-6.0, 16.0), (-6.000001, 15.999999), (0.0, 23.999999), (0.0, 24.0), (3.0, -0.000001), (3.0, 0.000001), (-3.0, 8.0)]
print(f"# mgrs {version('mgrs')}, pyproj {version('pyproj')} with PROJ {pyproj.proj_version_str}; see make.py")
print("mgrs,zone,hemisphere,easting,northing,longitude,latitude")
for lon, lat in points:
    text = m.toMGRS(lat, lon, MGRSPrecision=5)
    zone, hemisphere, easting, northing = m.MGRSToUTM(text)
    code = (32600 if hemisphere == "N" else 32700) + zone
    back = pyproj.Transformer.from_crs(code, 4326, always_xy=True)
    x, y = back.transform(easting, northing)
    # Norway and Svalbard have zones of other widths; degrees come out all the same.
    print(f"{text},{zone},{hemisphere},{easting:.1f},{northing:.1f},{x:.12f},{y:.12f}")

"""Empirical Bayes, trends, ellipses and neighbours by other programs.

    pip install esda libpysal pointpats scipy pymannkendall
    python make.py          # in this folder; then Rscript make.R
"""
import math
import numpy as np
import esda, libpysal, pointpats, pymannkendall, scipy
from esda.smoothing import Empirical_Bayes, Excess_Risk, Spatial_Empirical_Bayes, Spatial_Rate
from scipy.stats import kendalltau, theilslopes

VERSIONS = (f"# esda {esda.__version__}, libpysal {libpysal.__version__}, pointpats {pointpats.__version__}, "
            f"scipy {scipy.__version__}, pymannkendall 1.4.3, numpy {np.__version__}\n")


def write(file, header, rows):
    with open(file, "w") as out:
        out.write(VERSIONS + header + "\n")
        for row in rows:
            out.write(",".join(v if isinstance(v, str) else repr(float(v)) for v in row) + "\n")


random = np.random.default_rng(20180731)

# 6 x 6 squares, queen neighbours; rates that rise towards one corner, and quiet parts.
w = libpysal.weights.lat2W(6, 6, rook=False)
base = random.integers(800, 60000, 36).astype(float)
level = np.array([(1 + (i // 6) + (i % 6)) * 1.2e-4 for i in range(36)])
level[:14] = 2e-4
count = random.poisson(base * level).astype(float)
by = [Empirical_Bayes(count, base).r, Spatial_Empirical_Bayes(count, base, w).r, Spatial_Rate(count, base, w).r,
      Excess_Risk(count, base).r]
write("empirical_bayes.csv", "area,count,base,global,local,spatial_rate,excess_risk",
      [[str(i), count[i], base[i]] + [b.ravel()[i] for b in by] for i in range(36)])

# Series with ties and months of zero.
series = {
    "growing": random.poisson(np.linspace(1, 9, 48)),
    "flat": random.poisson(4, 60),
    "rare": random.poisson(0.15, 115),
    "shrinking": np.round(np.linspace(20, 3, 24) + random.normal(0, 3, 24), 1),
    "short": np.array([1, 2, 2, 5, 4, 7]),
    "burst": np.array([0] * 90 + [3, 0, 8, 15, 2, 22, 9, 30, 12, 4, 18, 25]),
}
rows = []
for name, values in series.items():
    values = values.astype(float)
    plain = pymannkendall.original_test(values)
    slope, _, lower, upper = theilslopes(values, np.arange(len(values)), alpha=0.95)
    assert math.isclose(slope, plain.slope, abs_tol=1e-12)
    tau = kendalltau(np.arange(len(values)), values).statistic
    text = " ".join(repr(float(v)) for v in values)
    rows.append([name, "1", text, plain.s, plain.var_s, plain.p, plain.slope, tau, lower, upper])
    if len(values) >= 48:
        seasonal = pymannkendall.seasonal_test(values, period=12)
        rows.append([name, "12", text, seasonal.s, seasonal.var_s, seasonal.p, seasonal.slope / 12, "", "", ""])
write("trends.csv", "series,seasons,values,s,variance,p,slope,tau_b,lower,upper", rows)

# Points in metres; the bearing is the clockwise angle from the y axis, 0 to 180 degrees.
points, centres = [], []
for name, n, shear, weighted in [("plain", 40, 0.7, False), ("deaths", 25, -0.4, True), ("three", 3, 0.1, False)]:
    x = random.normal(0, 90000, n)
    y = shear * x + random.normal(0, 50000, n)
    weights = random.poisson(3, n).astype(float) + 1 if weighted else np.ones(n)
    coords = np.column_stack([x, y])
    major, minor, angle = pointpats.ellipse(coords, weights=weights)
    points += [[name, *c, weight] for c, weight in zip(coords, weights)]
    centre = pointpats.weighted_mean_center(coords, weights)
    # pointpats gives the rotation of its own axis; the long axis itself is the eigenvector of the covariance.
    values, vectors = np.linalg.eigh(np.cov(coords.T, aweights=weights))
    dx, dy = vectors[:, np.argmax(values)]
    bearing = math.degrees(math.atan2(dx, dy)) % 180
    centres.append([name, *centre, major, minor, bearing, math.degrees(angle)])
write("centre_points.csv", "case,x,y,weight", points)
write("centres.csv", "case,x,y,semi_major,semi_minor,bearing,angle_of_pointpats", centres)

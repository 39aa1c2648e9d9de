"""Weights and spatial statistics by PySAL, of the data that make.R wrote and of the communes of Mali.

    pip install esda libpysal numba
    LAKANA_REAL_DATA=... python make.py     # in this folder, after make.R
"""
import csv, json, os, warnings
import numpy as np
import esda, libpysal, numba
from libpysal import weights

warnings.simplefilter("ignore")
VERSIONS = f"# esda {esda.__version__}, libpysal {libpysal.__version__}, numba {numba.__version__}, numpy {np.__version__}\n"
PERMUTATIONS = 9999


def table(file):
    with open(file) as lines:
        return list(csv.DictReader(line for line in lines if not line.startswith("#")))


def exact(values):
    return " ".join(repr(float(v)) for v in np.asarray(values, dtype=float).ravel())


def write(file, rows, header="data,statistic,part,values"):
    with open(file, "w") as out:
        out.write(VERSIONS + header + "\n")
        for row in rows:
            out.write(",".join(row) + "\n")


def of(neighbours):
    return weights.W({i: [int(j) for j in n.split()] for i, n in enumerate(neighbours)}, silence_warnings=True)


def moments(data, rows, y, make):
    """Everything with a formula."""
    for style in "rv":
        m = esda.Moran(y, make(), transformation=style, permutations=0)
        rows.append([data, f"moran_{style}", "all", exact([m.I, m.EI, m.VI_norm, m.VI_rand, m.p_norm, m.p_rand])])
        g = esda.Geary(y, make(), transformation=style, permutations=0)
        rows.append([data, f"geary_{style}", "all", exact([g.C, 1, g.VC_norm, g.VC_rand])])
    g = esda.G(y, make(), permutations=0)
    rows.append([data, "general_g", "all", exact([g.G, g.EG, g.VG])])
    for star, name in ((False, "gi"), (True, "gi_star")):
        g = esda.G_Local(y, make(), transform="B", permutations=0, star=star)
        rows += [[data, name, part, exact(v)] for part, v in (("share", g.Gs), ("expected", g.EGs), ("z", g.Zs))]
    m = esda.Moran_Local(y, make(), permutations=1, seed=1)
    parts = (("value", m.Is), ("quadrant", m.q), ("conditional", m.VIc), ("conditional_expected", m.EIc), ("total", m.VI), ("total_expected", m.EI))
    rows += [[data, "local_moran", part, exact(v)] for part, v in parts]


rows, drawn, linked = [], [], []
sets = {}
for data in ("columbus", "sids"):
    t = table(f"{data}.csv")
    column = lambda name: np.array([float(r[name]) for r in t])
    make = lambda t=t: of([r["neighbours"] for r in t])
    xy = np.column_stack([column("x"), column("y")])
    y = column("crime") if data == "columbus" else 1000 * column("deaths") / column("births")
    other = column("hoval") if data == "columbus" else np.sqrt(column("births"))
    moments(data, rows, y, make)
    black = (y > np.median(y)).astype(int)
    j = esda.Join_Counts(black, make(), permutations=0)
    rows.append([data, "join_counts", "value", exact([j.bb, j.ww, j.bw])])
    rows.append([data, "local_joins", "value", exact(esda.Join_Counts_Local(connectivity=make()).fit(black, permutations=99).LJC)])
    bv = esda.Moran_BV(y, other, make(), permutations=0)
    rows.append([data, "moran_bivariate", "value", exact([bv.I])])
    if data == "sids":
        rate = esda.smoothing.assuncao_rate(column("deaths"), column("births"))
        rows.append([data, "standardised_rates", "value", exact(rate)])
        m = esda.Moran_Rate(column("deaths"), column("births"), make(), permutations=0)
        rows.append([data, "moran_rates", "all", exact([m.I, m.EI, m.VI_norm, m.VI_rand])])
    np.random.seed(3)
    lm = esda.Moran_Local(y, make(), permutations=PERMUTATIONS, seed=3)
    lb = esda.Moran_Local_BV(y, other, make(), permutations=PERMUTATIONS, seed=3)
    gs = esda.G_Local(y, make(), transform="B", permutations=PERMUTATIONS, star=True, seed=3)
    lg = esda.Geary_Local(connectivity=make(), permutations=PERMUTATIONS, seed=3, keep_simulations=True).fit(y)
    rows.append([data, "local_bivariate", "value", exact(lb.Is)])
    rows.append([data, "local_geary", "value", exact(lg.localG)])
    sims = np.asarray(lg.rlocalG)
    drawn += [[data, name, part, exact(v)] for name, part, v in (
        ("local_moran", "p", lm.p_sim), ("local_moran", "mean", lm.EI_sim), ("local_moran", "sd", lm.seI_sim),
        ("local_bivariate", "p", lb.p_sim), ("gi_star", "p", gs.p_sim), ("local_geary", "p", lg.p_sim),
        ("local_geary", "mean", sims.mean(axis=1)), ("local_geary", "sd", sims.std(axis=1)))]
    m, g, gg = esda.Moran(y, make(), permutations=PERMUTATIONS), esda.Geary(y, make(), permutations=PERMUTATIONS), esda.G(y, make(), permutations=PERMUTATIONS)
    drawn += [[data, "moran", "all", exact([m.p_sim, m.EI_sim, m.seI_sim])], [data, "geary", "all", exact([g.p_sim, g.EC_sim, g.seC_sim])],
              [data, "general_g", "all", exact([gg.p_sim, gg.EG_sim, gg.seG_sim])]]

    def links(name, w, values=True):
        linked.append([data, name, "neighbours", ";".join(" ".join(map(str, sorted(k for k in w.neighbors[i] if k != i))) for i in range(len(y)))])
        if values:
            linked.append([data, name, "weights", exact([w[i][k] for i in range(len(y)) for k in sorted(w.neighbors[i]) if k != i])])

    links("nearest_4", weights.KNN(xy, k=4), values=False)
    band = weights.min_threshold_distance(xy)
    links("band", weights.DistanceBand(xy, band * 1.5, silence_warnings=True), values=False)
    linked.append([data, "band", "smallest", exact([band])])
    links("second_order", weights.higher_order(make(), 2), values=False)
    links("up_to_second", weights.higher_order(make(), 2, lower_order=True), values=False)
    links("union", weights.w_union(make(), weights.KNN(xy, k=4), silence_warnings=True), values=False)
    for style, name in (("V", "stabilising"), ("D", "double"), ("R", "row")):
        w = make()
        w.transform = style
        links(name, w)
    if data == "sids":
        continue
    for name in ("triangular", "uniform", "quadratic", "quartic", "gaussian"):
        links(f"kernel_{name}", weights.Kernel(xy, bandwidth=float(band * 1.7), function=name))
    links("adaptive_quartic", weights.Kernel(xy, fixed=False, k=5, function="quartic"))

communes = json.load(open(os.path.join(os.environ["LAKANA_REAL_DATA"], "cod-ab-mli/communes_mali.geojson")))["features"]
communes.sort(key=lambda f: f["properties"]["adm3_pcode"])
from shapely.geometry import shape
import geopandas as gpd
frame = gpd.GeoDataFrame(geometry=[shape(f["geometry"]) for f in communes])
y = np.log([f["properties"]["area_sqkm"] for f in communes])
xy = np.column_stack([[f["properties"]["center_lon"] for f in communes], [f["properties"]["center_lat"] for f in communes]])
real = []
for name, make in (("queen", weights.Queen), ("rook", weights.Rook)):
    w = make.from_dataframe(frame, use_index=False)
    real.append(["communes", name, "neighbours", ";".join(" ".join(map(str, sorted(w.neighbors[i]))) for i in range(w.n))])
moments("communes", real, y, lambda: weights.Queen.from_dataframe(frame, use_index=False))
real.append(["communes", "values", "y", exact(y)])
write("pysal.csv", rows)
write("pysal_permuted.csv", drawn)
write("pysal_weights.csv", linked)
write("pysal_communes.csv", real)

"""Peer of the map sheets: geopandas and matplotlib. Draws the risk index of each region on a landscape A4 sheet, with
neighbours, borders of cercles, names of communes and a legend, as PNG of 300 dots per inch and as PDF."""

import os
import sys

import geopandas
import matplotlib

matplotlib.use("Agg")
from matplotlib import pyplot
from matplotlib.patches import Patch

out, target = sys.argv[1:]
os.makedirs(target, exist_ok=True)
METRES = "+proj=laea +lat_0=17 +lon_0=-4 +datum=WGS84"
BOUNDS = [2, 4, 6, 8, 10]
COLOURS = ["#fff1c9", "#fdc571", "#f28c3f", "#cf4329", "#8a1420"]

layers = {name: geopandas.read_file(f"{out}/layers/{name}.geojson").to_crs(METRES) for name in ("communes", "cercles", "regions")}
communes, cercles, regions = layers["communes"], layers["cercles"], layers["regions"]


def colour(value):
    return "#dddddd" if value != value else COLOURS[next(i for i, bound in enumerate(BOUNDS) if value <= bound)]


for _, region in regions.iterrows():
    here = communes[communes["region_code"] == region["code"]]
    figure, axes = pyplot.subplots(figsize=(11.69, 8.27))
    regions.plot(ax=axes, color="#e0e0dc", edgecolor="white")
    here.plot(ax=axes, color=[colour(v) for v in here["risk_index"]], edgecolor="#554d44", linewidth=0.3)
    cercles[cercles["region_code"] == region["code"]].boundary.plot(ax=axes, color="#333333", linewidth=0.8)
    for name, point in zip(here["name"], here.representative_point()):
        axes.annotate(name, (point.x, point.y), ha="center", va="center", fontsize=5)
    west, south, east, north = here.total_bounds
    axes.set_xlim(west, east)
    axes.set_ylim(south, north)
    axes.set_axis_off()
    axes.set_title(region["name"])
    axes.legend(handles=[Patch(color=c, label=f"{b - 2} – {b}") for b, c in zip(BOUNDS, COLOURS)], loc="lower left")
    figure.savefig(f"{target}/{region['code']}.png", dpi=300)
    figure.savefig(f"{target}/{region['code']}.pdf")
    pyplot.close(figure)

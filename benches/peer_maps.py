"""Peer of the map sheets: geopandas and matplotlib. Draws the risk index of each region on a landscape A4 sheet, as PNG
of 300 dots per inch and as PDF: `plain` with neighbours, borders, names of communes and a legend, or `whole` with what
lakana's sheet has, too: towns, roads, rivers, names that do not overlap, graticule, classes with counts, locator, scale
bar, north arrow, heading, sources and the marks of synthetic data."""

import os
import sys

import geopandas
import matplotlib
import numpy

matplotlib.use("Agg")
from matplotlib import pyplot
from matplotlib.lines import Line2D
from matplotlib.patches import Patch, Rectangle
from matplotlib.patheffects import withStroke
from shapely import LineString, box

out, target, furniture = sys.argv[1:]
os.makedirs(target, exist_ok=True)
METRES = "+proj=laea +lat_0=17 +lon_0=-4 +datum=WGS84"
BOUNDS = [2, 4, 6, 8, 10]
COLOURS = ["#fff1c9", "#fdc571", "#f28c3f", "#cf4329", "#8a1420"]
LAYERS = ["communes", "cercles", "regions"] + (["towns", "roads", "rivers", "lakes"] if furniture == "whole" else [])
HALO = [withStroke(linewidth=1.5, foreground="white")]

layers = {name: geopandas.read_file(f"{out}/layers/{name}.geojson").to_crs(METRES) for name in LAYERS}
communes, cercles, regions = (layers[name] for name in LAYERS[:3])


def class_of(value):
    return next(i for i, bound in enumerate(BOUNDS) if value <= bound)


def colour(value):
    return "#dddddd" if value != value else COLOURS[class_of(value)]


def plain(region, here, figure, axes):
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


def frame(here, axes):
    """A frame of the shape of the axes around a region, in metres."""
    west, south, east, north = here.total_bounds
    place = axes.get_window_extent()
    wide, high = (east - west) * 1.1, (north - south) * 1.1
    wide, high = max(wide, high * place.width / place.height), max(high, wide * place.height / place.width)
    x, y = (west + east) / 2, (south + north) / 2
    return x - wide / 2, y - high / 2, x + wide / 2, y + high / 2


def graticule(axes, extent):
    """Meridians and parallels of whole degrees, named on the frame."""
    west, south, east, north = geopandas.GeoSeries([box(*extent)], crs=METRES).to_crs(4326).total_bounds
    lines = [(f"{abs(d)}°{'O' if d < 0 else 'E'}", LineString([(d, south), (d, north)]), "top") for d in range(int(west), int(east) + 1)]
    lines += [(f"{d}°N", LineString([(west, d), (east, d)]), "left") for d in range(int(south), int(north) + 1)]
    bent = geopandas.GeoSeries([line.segmentize(0.1) for _, line, _ in lines], crs=4326).to_crs(METRES).clip(box(*extent))
    bent.plot(ax=axes, color="#b8bcc0", linewidth=0.4, zorder=1)
    for k, line in bent.items():
        x, y = max(line.coords, key=lambda c: c[1] if lines[k][2] == "top" else -c[0])
        if lines[k][2] == "top":
            axes.annotate(lines[k][0], (x, y), ha="center", va="bottom", fontsize=6, annotation_clip=False)
        else:
            axes.annotate(lines[k][0], (x, y), ha="right", va="center", fontsize=6, rotation=90, annotation_clip=False)


def names(figure, axes, wanted):
    """The first names wanted keep their places; those that would overlap them are left out and counted."""
    renderer, taken, left_out = figure.canvas.get_renderer(), [], 0
    for name, point, style in wanted:
        text = axes.annotate(name, (point.x, point.y), ha="center", va="center", path_effects=HALO, zorder=9, **style)
        extent = text.get_window_extent(renderer)
        if any(extent.overlaps(other) for other in taken):
            text.remove()
            left_out += 1
        else:
            taken.append(extent)
    return left_out


def whole(region, here, figure, axes):
    axes.set_position([0.034, 0.13, 0.70, 0.72])
    extent = frame(here, axes)
    inside = box(*extent)
    axes.set_xlim(extent[0], extent[2])
    axes.set_ylim(extent[1], extent[3])
    axes.set_xticks([])
    axes.set_yticks([])
    axes.set_facecolor("#f7f6f2")
    outline = regions[regions["code"] == region["code"]]
    within = cercles[cercles["region_code"] == region["code"]]
    regions.plot(ax=axes, color="#e0e0dc", edgecolor="#888888", linewidth=0.8, aspect=None, zorder=0)
    cercles.boundary.plot(ax=axes, color="white", linewidth=0.5, aspect=None, zorder=0)
    graticule(axes, extent)
    here.plot(ax=axes, color=[colour(v) for v in here["risk_index"]], edgecolor="#8a7a66", linewidth=0.3, aspect=None, zorder=2)
    for name, shade, width, order in [("lakes", "#c6dbef", 0.3, 3), ("rivers", "#2b6cb0", 0.9, 3), ("roads", "#6b4f3a", 0.8, 3)]:
        seen = layers[name][layers[name].intersects(inside)]
        if seen.empty:
            continue
        if name == "lakes":
            seen.plot(ax=axes, color=shade, edgecolor="#2b6cb0", linewidth=width, aspect=None, zorder=order)
        else:
            seen.plot(ax=axes, color="white", linewidth=width * 2.2, aspect=None, zorder=order)
            seen.plot(ax=axes, color=shade, linewidth=width, aspect=None, zorder=order)
    within.boundary.plot(ax=axes, color="#333333", linewidth=0.8, aspect=None, zorder=4)
    outline.boundary.plot(ax=axes, color="#c9bfd0", linewidth=4, aspect=None, zorder=4)
    outline.boundary.plot(ax=axes, color="black", linewidth=1.6, aspect=None, zorder=5)
    axes.set(xlabel="", ylabel="")
    towns = layers["towns"][layers["towns"].intersects(inside)].sort_values("rank")
    towns.plot(ax=axes, color="white", edgecolor="black", markersize=9, linewidth=0.8, aspect=None, zorder=6)
    wanted = [(name, point, {"fontsize": 7, "fontweight": "bold"}) for name, point in zip(towns["name"], towns.geometry.translate(yoff=4000))]
    wanted += [(name.upper(), point, {"fontsize": 8, "color": "#444444"}) for name, point in zip(within["name"], within.representative_point())]
    others = regions[regions["code"] != region["code"]].clip(inside)
    wanted += [(name.upper(), point, {"fontsize": 8, "color": "#777777"}) for name, point in zip(others["name"], others.representative_point())]
    rivers = layers["rivers"].clip(inside)
    wanted += [(name, line.interpolate(0.5, normalized=True), {"fontsize": 6, "color": "#2b6cb0", "style": "italic"}) for name, line in zip(rivers["name"], rivers.geometry)]
    wanted += [(name, point, {"fontsize": 5}) for name, point in zip(here["name"], here.representative_point())]
    left_out = names(figure, axes, wanted)

    counts = numpy.bincount([class_of(v) for v in here["risk_index"] if v == v], minlength=len(BOUNDS))
    classes = [Patch(color=c, label=f"{b - 2} – {b}   ({n} communes)") for b, c, n in zip(BOUNDS, COLOURS, counts)][::-1]
    classes.append(Patch(color="#dddddd", label=f"sans donnée   ({int(here['risk_index'].isna().sum())})"))
    signs = [Line2D([], [], color=c, linewidth=w, label=l) for c, w, l in [("black", 1.6, "Limite de région"), ("#333333", 0.8, "Limite de cercle"), ("#8a7a66", 0.3, "Limite de commune"), ("#6b4f3a", 0.8, "Route"), ("#2b6cb0", 0.9, "Cours d’eau, lac")]]
    signs.append(Line2D([], [], marker="o", color="white", markeredgecolor="black", label="Ville"))
    first = figure.legend(handles=classes, loc="upper left", bbox_to_anchor=(0.745, 0.85), fontsize=8, title="Indice de risque (0 à 10)", frameon=False)
    figure.add_artist(first)
    figure.legend(handles=signs, loc="upper left", bbox_to_anchor=(0.745, 0.60), fontsize=8, frameon=False)
    locator = figure.add_axes([0.75, 0.18, 0.2, 0.24])
    regions.plot(ax=locator, color="#e0e0dc", edgecolor="white")
    outline.plot(ax=locator, color="#1b4b72")
    locator.add_patch(Rectangle(extent[:2], extent[2] - extent[0], extent[3] - extent[1], fill=False))
    locator.set_axis_off()
    metres = 10 ** int(numpy.log10((extent[2] - extent[0]) / 4))
    bar = figure.add_axes([0.75, 0.14, 0.70 * metres / (extent[2] - extent[0]), 0.008])
    bar.imshow([[0, 1, 0, 1]], cmap="binary", aspect="auto", extent=(0, metres / 1000, 0, 1))
    bar.set_yticks([])
    bar.set_xticks([0, metres / 1000])
    bar.tick_params(labelsize=6)
    figure.text(0.95, 0.14, "N\n▲", ha="center", fontsize=10, fontweight="bold")
    figure.text(0.034, 0.94, "Mali : sécurité et services (démonstration)", fontsize=8, color="#1b4b72")
    figure.text(0.034, 0.905, f"{region['name']} — indice de risque par commune", fontsize=16, fontweight="bold")
    figure.text(0.034, 0.88, "Indice composite de 0 (le moins exposé) à 10 (le plus exposé)", fontsize=8, color="#666666")
    axes.text(0.5, 0.98, "DONNÉES SYNTHÉTIQUES", transform=axes.transAxes, ha="center", va="top", color="white", backgroundcolor="#b22222")
    axes.text(0.5, 0.5, "DONNÉES SYNTHÉTIQUES", transform=axes.transAxes, ha="center", va="center", rotation=35, fontsize=40, color="#b22222", alpha=0.08)
    axes.text(0.96, 0.9, "INDICATIF", transform=axes.transAxes, ha="right", color="#9c4400", bbox={"edgecolor": "#9c4400", "facecolor": "white"})
    figure.text(0.034, 0.09, f"Noms non affichés faute de place : {left_out}.", fontsize=6)
    figure.text(0.034, 0.07, "Sources : données synthétiques de démonstration. Limites administratives : 2019-02-13.", fontsize=6, color="#666666")


draw = {"plain": plain, "whole": whole}[furniture]
for _, region in regions.iterrows():
    here = communes[communes["region_code"] == region["code"]]
    figure, axes = pyplot.subplots(figsize=(11.69, 8.27))
    draw(region, here, figure, axes)
    figure.savefig(f"{target}/{region['code']}.png", dpi=300)
    figure.savefig(f"{target}/{region['code']}.pdf")
    pyplot.close(figure)

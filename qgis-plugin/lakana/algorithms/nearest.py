"""The nearest targets of each point."""

from ..algorithm import LakanaAlgorithm
from ..options import Field, Layer, Number, OutputLayer
from ..words import text


class Nearest(LakanaAlgorithm):
    command = "nearest"
    part = "data"
    title = text("Trouver les cibles les plus proches", "Find the nearest targets")
    about = text(
        "Donne à chaque point ses cibles les plus proches (centres de santé, marchés, aérodromes) et leur distance, à vol "
        "d'oiseau sur l'ellipsoïde. Pour le temps de trajet, voir « Temps de trajet vers des services ».",
        "Gives each point its nearest targets (health centres, markets, airfields) and their distance, as the crow flies on "
        "the ellipsoid. For travel time see “Travel time to services”.",
    )
    options = (
        Layer(
            "POINTS",
            text("Points", "Points"),
            text("Couche, ou tableau avec longitude et latitude ; des polygones comptent par un point intérieur.",
                 "A layer, or a table with longitude and latitude; polygons count by a point inside them."),
            layer_flag="--layer",
            coordinates=True,
        ),
        Layer(
            "TARGETS",
            text("Cibles", "Targets"),
            text("Des points : couche, ou tableau avec longitude et latitude.",
                 "Points: a layer, or a table with longitude and latitude."),
            layer_flag="--layer-2",
        ),
        Number(
            "COUNT",
            text("Nombre de cibles par point", "Targets for each point"),
            text("Une ligne de sortie pour chacune.", "One row of output for each."),
            "--count",
            default=1,
            least=1,
            whole=True,
        ),
        Number(
            "WITHIN",
            text("Pas plus loin que (km)", "No farther than (km)"),
            text("Sans limite quand rien n'est donné.", "Without limit when not given."),
            "--within",
            least=0,
            optional=True,
        ),
        Field(
            "BY",
            text("Pour chaque valeur de ce champ des cibles", "For each value of this field of the targets"),
            text("Par exemple le type : le plus proche hôpital et le plus proche dispensaire.",
                 "The type, say: the nearest hospital and the nearest dispensary."),
            "--by",
            of="TARGETS",
            optional=True,
            advanced=True,
        ),
        OutputLayer(
            "OUTPUT",
            text("Résultat", "Result"),
            text("Points avec leurs cibles et les distances.", "Points with their targets and the distances."),
            "--output",
        ),
    )

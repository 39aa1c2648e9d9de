"""A raster inside polygons."""

from ..algorithm import LakanaAlgorithm
from ..options import POLYGONS, Choice, Layer, Number, OutputLayer, Raster, Words
from ..words import text


class Zonal(LakanaAlgorithm):
    command = "zonal"
    part = "data"
    title = text("Statistiques d'un raster dans des polygones", "Statistics of a raster in polygons")
    about = text(
        "Sommes, moyennes et quantiles des cellules d'un raster dans chaque polygone, chaque cellule à la part exacte qui s'y "
        "trouve.\n"
        "Pour une somme, dites ce que comptent les nombres : par cellule ou par km² ; ce n'est jamais deviné.",
        "Sums, means and quantiles of the cells of a raster in each polygon, every cell by the exact share of it inside.\n"
        "For a sum say what the numbers count: per cell or per km²; it is never guessed.",
    )
    options = (
        Raster("RASTER", text("Raster", "Raster"), text("Un fichier (GeoTIFF ou autre).", "A file (GeoTIFF or another).")),
        Layer(
            "POLYGONS",
            text("Polygones", "Polygons"),
            text("Communes, cercles, zones…", "Communes, districts, zones…"),
            kinds=POLYGONS,
            layer_flag="--layer",
        ),
        Choice(
            "STATISTICS",
            text("Statistiques", "Statistics"),
            text("Un champ pour chacune.", "A field for each."),
            "--stat",
            values=(
                ("mean", text("moyenne", "mean")),
                ("sum", text("somme", "sum")),
                ("min", text("minimum", "minimum")),
                ("max", text("maximum", "maximum")),
                ("count", text("nombre de cellules", "number of cells")),
                ("median", text("médiane", "median")),
            ),
            default=[0],
            many=True,
        ),
        Words(
            "MORE",
            text("Autres statistiques", "Further statistics"),
            text("q90 : quantile de 90 % ; share>=50 : part de la surface à 50 ou plus ; share=3 : part de la classe 3. Une par ligne.",
                 "q90: the quantile of 90 %; share>=50: share of the surface at 50 or more; share=3: share of class 3. One in each line."),
            "--stat",
            many=True,
            optional=True,
            advanced=True,
        ),
        Choice(
            "UNIT",
            text("Ce que disent les nombres", "What the numbers say"),
            text("Exigé pour une somme.", "Required for a sum."),
            "--unit",
            values=(("count", text("par cellule", "per cell")), ("density", text("par km²", "per km²"))),
            default=None,
            optional=True,
        ),
        Number(
            "BAND",
            text("Bande", "Band"),
            text("La première porte le numéro 1.", "The first is number 1."),
            "--band",
            default=1,
            least=1,
            whole=True,
            advanced=True,
        ),
        Words(
            "NODATA",
            text("Valeur qui veut dire « manquant »", "Value that means “missing”"),
            text("Celle du fichier quand rien n'est donné ; none si tout nombre est une valeur.",
                 "That of the file when not given; none if every number is a value."),
            "--nodata",
            optional=True,
            advanced=True,
        ),
        OutputLayer(
            "OUTPUT",
            text("Polygones avec leurs statistiques", "Polygons with their statistics"),
            text("Couche ou tableau à écrire.", "Layer or table to write."),
            "--output",
        ),
    )

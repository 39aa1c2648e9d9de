"""Hot and cold spots of a field."""

from ..algorithm import LakanaAlgorithm
from ..options import SHAPES_OR_POINTS, Choice, Field, Layer, Number, OutputLayer, Words
from ..words import text


class Hotspots(LakanaAlgorithm):
    command = "hotspots"
    part = "analysis"
    title = text("Points chauds et froids", "Hot and cold spots")
    about = text(
        "Cherche où les valeurs fortes, ou faibles, d'un champ se tiennent ensemble plus que le hasard ne l'explique : Gi*, "
        "Moran ou Geary local, par permutations, corrigé pour le nombre d'unités.\n"
        "La couche s'ouvre avec son style ; un second style (signification) est écrit à côté du fichier.",
        "Looks where high values of a field, or low ones, stand together more than chance explains: Gi*, local Moran or "
        "Geary, by permutations, adjusted for the number of areas.\n"
        "The layer opens with its style; a second one (significance) is written beside the file.",
    )
    options = (
        Layer(
            "LAYER",
            text("Couche", "Layer"),
            text("Polygones ou points.", "Polygons or points."),
            kinds=SHAPES_OR_POINTS,
            layer_flag="--layer",
            coordinates=True,
        ),
        Field(
            "FIELD",
            text("Champ à examiner", "Field to look at"),
            text("Nombres ; une valeur absente n'est pas un zéro.", "Numbers; a missing value is no zero."),
            "--field",
            of="LAYER",
            numbers=True,
        ),
        Field(
            "PER",
            text("Champ de population", "Field of people"),
            text("Examine des taux au lieu de nombres.", "Looks at rates instead of numbers."),
            "--per",
            of="LAYER",
            numbers=True,
            optional=True,
        ),
        Choice(
            "STATISTIC",
            text("Statistique", "Statistic"),
            text("Statistique de chaque unité ; « joins » pour un champ de 0 et de 1.",
                 "Statistic of each area; “joins” for a field of 0 and 1."),
            "--statistic",
            values=(
                ("gi-star", text("Gi* de Getis et Ord", "Getis and Ord's Gi*")),
                ("gi", text("Gi, sans l'unité elle-même", "Gi, without the area itself")),
                ("moran", text("Moran local", "local Moran")),
                ("geary", text("Geary local", "local Geary")),
                ("joins", text("joins (0 et 1)", "joins (0 and 1)")),
            ),
        ),
        Words(
            "NEIGHBOURS",
            text("Voisines", "Neighbours"),
            text("queen (bord ou sommet commun), rook (bord commun), nearest:8, band:50km, ou un fichier .gal ou .gwt.",
                 "queen (shared border or corner), rook (shared border), nearest:8, band:50km, or a .gal or .gwt file."),
            "--neighbours",
            default="queen",
        ),
        Words(
            "TOLERANCE",
            text("Distance des limites mal jointes", "Distance of borders that do not meet"),
            text("Limites plus proches que cela se touchent : 50m.", "Borders nearer than this touch: 50m."),
            "--tolerance",
            optional=True,
            advanced=True,
        ),
        Number(
            "PERMUTATIONS",
            text("Permutations", "Permutations"),
            text("Par unité ; 0 pour des probabilités par formule.", "For each area; 0 for probabilities by formula."),
            "--permutations",
            default=999,
            least=0,
            whole=True,
            advanced=True,
        ),
        Number(
            "LEVEL",
            text("Seuil de signification", "Level of significance"),
            text("Après correction.", "After adjustment."),
            "--level",
            default=0.05,
            least=0,
            most=1,
            advanced=True,
        ),
        Choice(
            "ADJUST",
            text("Correction pour le nombre d'unités", "Adjustment for the number of areas"),
            text("Sans elle, une unité sur vingt paraît chaude ou froide par hasard.",
                 "Without it one area in twenty looks hot or cold by chance."),
            "--adjust",
            values=(
                ("fdr", text("fausses découvertes (Benjamini et Hochberg)", "false discoveries (Benjamini and Hochberg)")),
                ("bonferroni", text("Bonferroni", "Bonferroni's")),
                ("none", text("aucune", "none")),
            ),
            advanced=True,
        ),
        OutputLayer(
            "OUTPUT",
            text("Points chauds", "Hot spots"),
            text("Couche avec la classe, la statistique et les probabilités de chaque unité.",
                 "Layer with the class, statistic and probabilities of each area."),
            "--output",
        ),
    )

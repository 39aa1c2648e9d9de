"""Points in polygons: counts, sums, lists; or the polygon's fields on the points."""

from ..algorithm import LakanaAlgorithm
from ..options import POLYGONS, Choice, Field, Layer, OutputLayer, Switch
from ..words import text


class Join(LakanaAlgorithm):
    command = "join"
    part = "data"
    title = text("Joindre des points à des polygones", "Join points to polygons")
    about = text(
        "Compte les points de chaque polygone, additionne leurs champs ou en fait la liste ; ou donne aux points les champs "
        "de leur polygone.\n"
        "Le journal dit combien de points ont été lus, retenus et laissés, et pourquoi : un point sans coordonnées ou hors de "
        "tout polygone n'est compté nulle part.",
        "Counts the points of each polygon, adds up or lists their fields; or gives the points the fields of their polygon.\n"
        "The log says how many points were read, kept and left out, and why: a point without coordinates or outside every "
        "polygon counts nowhere.",
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
            "POLYGONS",
            text("Polygones", "Polygons"),
            text("Communes, cercles, zones…", "Communes, districts, zones…"),
            kinds=POLYGONS,
            layer_flag="--layer-2",
        ),
        Switch(
            "COUNT",
            text("Compter les points", "Count the points"),
            text("Nombre de points de chaque polygone, dans le champ « count ».",
                 "How many points lie in each polygon, in the field “count”."),
            "--count",
            default=True,
        ),
        Field(
            "SUM",
            text("Additionner ces champs", "Add up these fields"),
            text("Somme des valeurs des points de chaque polygone.", "Sum of the values of the points in each polygon."),
            "--sum",
            of="POINTS",
            many=True,
            optional=True,
        ),
        Field(
            "LIST",
            text("Lister les valeurs de ces champs", "List the values of these fields"),
            text("Valeurs différentes, séparées par des points-virgules.", "Different values, separated by semicolons."),
            "--list",
            of="POINTS",
            many=True,
            optional=True,
        ),
        Field(
            "FIRST",
            text("Première valeur de ces champs", "First value of these fields"),
            text("Valeur du premier point du fichier.", "Value of the first point of the file."),
            "--first",
            of="POINTS",
            many=True,
            optional=True,
            advanced=True,
        ),
        Choice(
            "ONTO",
            text("La sortie contient", "The output holds"),
            text("Par recouvrement, la première couche est aussi de polygones : chacun reçoit les champs de celui qu'il recouvre le plus.",
                 "By overlap, the first layer holds polygons too: each gets the fields of the one that it overlaps most."),
            "--onto",
            values=(
                ("polygons", text("les polygones avec leurs comptes", "the polygons with their counts")),
                ("points", text("les points avec les champs de leur polygone", "the points with the fields of their polygon")),
                ("largest", text("la première couche, par recouvrement", "the first layer, by overlap")),
            ),
        ),
        Switch(
            "EVERY",
            text("Compter un point dans chacun de ses polygones", "Count a point in each of its polygons"),
            text("Pour un bord partagé ou des polygones superposés ; sinon, le premier du fichier le reçoit.",
                 "For shared borders or overlapping polygons; else the first of the file gets it."),
            "--every",
            advanced=True,
        ),
        OutputLayer(
            "OUTPUT",
            text("Résultat", "Result"),
            text("Couche ou tableau à écrire.", "Layer or table to write."),
            "--output",
        ),
    )

    def words(self, ask):
        # The program counts onto polygons unless asked for the contrary, and then takes no word of counting.
        onto = {"--onto=polygons": [], "--onto=points": ["--onto=points"], "--onto=largest": ["--largest"]}
        line = super().words(ask)
        [chosen] = [word for word in line if word in onto]
        needless = [chosen, "--count"] if onto[chosen] else [chosen]
        return [line[0], *onto[chosen], *(word for word in line[1:] if word not in needless)]

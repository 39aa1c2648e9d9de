"""One map from any layer of polygons."""

from ..algorithm import LakanaAlgorithm
from ..options import LINES, POLYGONS, Choice, Field, Layer, OutputFile, Words
from ..words import text


class Map(LakanaAlgorithm):
    command = "map"
    part = "maps"
    title = text("Carte d'une couche, prête à imprimer", "Map of a layer, ready to print")
    about = text(
        "Dessine une couche de polygones comme les cartes du travail principal, sur une page A4, A3 ou une diapositive : "
        "légende avec effectifs, hachures là où il n'y a pas de valeur, noms qui ne se chevauchent pas, échelle, nord, sources.\n"
        "Donnez un champ, ou un thème dont les champs sont dans la couche.",
        "Draws a layer of polygons as the maps of the main job, on a page of A4 or A3 or on a slide: legend with counts, "
        "hatched where there is no value, names that do not collide, scale, north, sources.\n"
        "Give a field, or a theme whose fields are in the layer.",
    )
    options = (
        Layer("LAYER", text("Couche", "Layer"), text("Des polygones.", "Polygons."), kinds=POLYGONS, layer_flag="--layer"),
        Field(
            "FIELD",
            text("Champ à colorer", "Field to colour"),
            text("Des nombres. Inutile avec un thème.", "Numbers. Not needed with a theme."),
            "--field",
            of="LAYER",
            numbers=True,
            optional=True,
        ),
        Words(
            "CLASSES",
            text("Classes", "Classes"),
            text("jenks:5, quantile:5, equal:5, maximum:5, head_tail, standard_deviation, ou des bornes : 0,20,40,100.",
                 "jenks:5, quantile:5, equal:5, maximum:5, head_tail, standard_deviation, or bounds: 0,20,40,100."),
            "--classes",
            optional=True,
        ),
        Choice(
            "PALETTE",
            text("Couleurs", "Colours"),
            text("Le plus foncé est-il le pire ou le mieux ?", "Is the darkest the worst or the best?"),
            "--palette",
            values=(
                ("worse", text("plus foncé = pire", "darker is worse")),
                ("better", text("plus foncé = mieux", "darker is better")),
                ("neutral", text("neutre", "neutral")),
            ),
            default=None,
            optional=True,
        ),
        Words(
            "TITLE",
            text("Titre", "Title"),
            text("En haut de la page.", "At the top of the page."),
            "--title",
            optional=True,
        ),
        Words(
            "SUBTITLE",
            text("Sous-titre", "Subtitle"),
            text("Ligne sous le titre.", "Line below the title."),
            "--subtitle",
            optional=True,
        ),
        Words(
            "UNIT",
            text("Unité", "Unit"),
            text("Unité des valeurs, écrite dans la légende : %.", "Unit of the values, written in the legend: %."),
            "--unit",
            optional=True,
        ),
        Words(
            "AREAS",
            text("Nom des polygones, au pluriel", "What the polygons are called, several of them"),
            text("Par exemple : districts sanitaires.", "For example: health districts."),
            "--areas",
            optional=True,
            advanced=True,
        ),
        Words(
            "SOURCE",
            text("Sources", "Sources"),
            text("Une par ligne ; citées au bas de la carte.", "One in each line; credited at the foot of the map."),
            "--source",
            many=True,
            optional=True,
        ),
        Field(
            "NAME",
            text("Champ des noms à écrire", "Field of the names to write"),
            text("Sans lui, la carte n'a pas de noms.", "Without it the map has no names."),
            "--name",
            of="LAYER",
            optional=True,
        ),
        Field(
            "GROUP",
            text("Champ du groupe", "Field of the group"),
            text("Dit quels polygones vont ensemble, par exemple leur région.",
                 "Says which polygons belong together, their region for example."),
            "--group",
            of="LAYER",
            optional=True,
            advanced=True,
        ),
        Words(
            "FOCUS",
            text("Groupe à montrer", "Group to show"),
            text("Une valeur de ce champ : la carte porte sur ce groupe, les autres sont ses voisins.",
                 "A value of that field: the map is about that group, the others are its neighbours."),
            "--focus",
            optional=True,
            advanced=True,
        ),
        Layer(
            "ROADS",
            text("Routes", "Roads"),
            text("Lignes à dessiner par-dessus, avec leur numéro.", "Lines to draw over it, with their numbers."),
            "--roads",
            kinds=LINES,
            optional=True,
            advanced=True,
        ),
        Layer(
            "TOWNS",
            text("Villes", "Towns"),
            text("Noms et positions à dessiner par-dessus.", "Names and places to draw over it."),
            "--towns",
            optional=True,
            advanced=True,
        ),
        Layer(
            "RIVERS",
            text("Cours d'eau", "Rivers"),
            text("Lignes, nommées une fois chacune.", "Lines, each named once."),
            "--waters",
            kinds=LINES,
            optional=True,
            advanced=True,
        ),
        Layer(
            "LAKES",
            text("Lacs", "Lakes"),
            text("Polygones.", "Polygons."),
            "--waters",
            kinds=POLYGONS,
            optional=True,
            advanced=True,
        ),
        Words(
            "THEME",
            text("Thème", "Theme"),
            text("Classes, couleurs et textes d'une carte du travail principal : risk, incidents, population…",
                 "Classes, colours and words of a map of the main job: risk, incidents, population…"),
            "--theme",
            optional=True,
            advanced=True,
        ),
        Choice(
            "PAGE",
            text("Papier", "Paper"),
            text("Sur A3 et sur une diapositive, le texte est plus grand d'un cinquième.",
                 "On A3 and on a slide the type is a fifth larger."),
            "--page",
            values=(
                ("a4", text("A4", "A4")),
                ("a3", text("A3", "A3")),
                ("slide", text("diapositive 16:9", "16:9 slide")),
            ),
            default=0,
        ),
        Choice(
            "ORIENTATION",
            text("Sens du papier", "Which way up the paper is"),
            text("Une diapositive ne se met pas en hauteur.", "A slide is never upright."),
            "--orientation",
            values=(
                ("auto", text("celui qui montre la carte en plus grand", "the one that shows the map larger")),
                ("portrait", text("en hauteur", "portrait")),
                ("landscape", text("en largeur", "landscape")),
            ),
            default=0,
            advanced=True,
        ),
        OutputFile(
            "OUTPUT",
            text("Carte", "Map"),
            text("PDF, PNG ou SVG, selon la fin du nom.", "PDF, PNG or SVG, by the end of the name."),
            "--output",
            endings="PDF (*.pdf);;PNG (*.png);;SVG (*.svg)",
        ),
    )

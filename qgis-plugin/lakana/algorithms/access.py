"""Travel time to services."""

from ..algorithm import OPEN, LakanaAlgorithm
from ..options import LINES, POLYGONS, Choice, Layer, Layers, Number, OutputFolder, Raster, Switch, Words
from ..words import text


class Access(LakanaAlgorithm):
    command = "access"
    part = "analysis"
    title = text("Temps de trajet vers des services", "Travel time to services")
    about = text(
        "Temps de trajet jusqu'au service le plus proche, sur le terrain ou le long des routes : aires de desserte avec leurs "
        "habitants et, pour chaque commune, parts de la population à 5 et 15 km et à 30, 60 et 120 minutes.\n"
        "Les vitesses sont des ordres de grandeur tant que vous n'en donnez pas d'autres. Un service fermé ne compte pas.",
        "Travel time to the nearest service, over the ground or along roads: catchments with their people and, for each "
        "commune, shares of people within 5 and 15 km and within 30, 60 and 120 minutes.\n"
        "Speeds are rules of thumb until you give others. A closed service does not count.",
    )
    options = (
        Layer(
            "FACILITIES",
            text("Services", "Services"),
            text("Liste de centres de santé, d'écoles… avec leur état.", "List of health centres, schools… with their state."),
            "--facilities",
        ),
        Layer("BOUNDARIES", text("Communes", "Communes"), text("Limites.", "Boundaries."), "--boundaries", kinds=POLYGONS),
        Layer(
            "ROADS",
            text("Routes", "Roads"),
            text("Lignes. Sans elles, tout se fait à pied.", "Lines. Without them everything is on foot."),
            "--roads",
            kinds=LINES,
            optional=True,
        ),
        Layer(
            "POPULATION",
            text("Population (tableau)", "Population (table)"),
            text("Habitants par commune, répartis également dans la commune.", "People by commune, spread evenly over it."),
            "--population",
            optional=True,
        ),
        Raster(
            "POPULATION_RASTER",
            text("Population (raster)", "Population (raster)"),
            text("Au lieu du tableau.", "Instead of the table."),
            "--population",
            instead_of="POPULATION",
            optional=True,
        ),
        Choice(
            "POPULATION_UNIT",
            text("Ce que compte le raster", "What the raster counts"),
            text("Exigé avec un raster de population.", "Required with a population raster."),
            "--population-unit",
            values=(("count", text("habitants par cellule", "people per cell")), ("density", text("habitants par km²", "people per km²"))),
            default=None,
            optional=True,
        ),
        Choice(
            "MODE",
            text("Moyen de transport", "Means of transport"),
            text("Hors des routes, tout le monde marche.", "Off the roads everybody walks."),
            "--mode",
            values=(("walk", text("à pied", "on foot")), ("moto", text("moto", "motorcycle")), ("car", text("voiture", "car"))),
        ),
        Switch(
            "ALONG_ROADS",
            text("De porte à porte le long des routes", "From door to door along roads"),
            text("À pied jusqu'à la route, sur la route, à pied ensuite ; ne sait rien de l'eau ni des pentes.",
                 "On foot to the road, along it, on foot from it; knows nothing of water and slopes."),
            "--along-roads",
        ),
        Layers(
            "WATER",
            text("Eau", "Water"),
            text("Lacs et fleuves : franchis seulement par une route.", "Lakes and rivers: crossed by a road alone."),
            "--water",
            optional=True,
        ),
        Layers(
            "CLOSED",
            text("Fermetures", "Closures"),
            text("Surfaces où personne ne passe, lignes de routes coupées.",
                 "Areas where nobody passes, lines of roads that are cut."),
            "--closed",
            optional=True,
        ),
        Number(
            "CELL",
            text("Côté d'une cellule (m)", "Side of a cell (m)"),
            text("Plus petit est plus exact, et plus long.", "Smaller is more exact, and takes longer."),
            "--cell",
            default=1000,
            least=10,
        ),
        Words(
            "LIMITS",
            text("Minutes à compter", "Minutes to count"),
            text("Séparées par des virgules.", "Separated by commas."),
            "--limit",
            default="30,60,120",
            advanced=True,
        ),
        Words(
            "SPEED",
            text("Vitesses (km/h)", "Speeds (km/h)"),
            text("D'une classe de route, hors route (off_road) ou du reste (other) : track=15. Une par ligne.",
                 "Of a class of road, off the roads (off_road) or of the rest (other): track=15. One in each line."),
            "--speed",
            many=True,
            optional=True,
            advanced=True,
        ),
        Raster(
            "LANDCOVER",
            text("Occupation du sol", "Land cover"),
            text("Raster de classes.", "Raster of classes."),
            "--landcover",
            optional=True,
            advanced=True,
        ),
        Words(
            "COVER_SPEED",
            text("Vitesses par occupation du sol (km/h)", "Speeds by land cover (km/h)"),
            text("Hors route, pour une classe du raster : 10=2.5. Une par ligne.",
                 "Off the roads, for a class of the raster: 10=2.5. One in each line."),
            "--cover-speed",
            many=True,
            optional=True,
            advanced=True,
        ),
        Raster(
            "ELEVATION",
            text("Altitude", "Elevation"),
            text("Raster en mètres : la marche monte ou descend (Tobler 1993).",
                 "Raster in metres: the walk climbs or descends (Tobler 1993)."),
            "--elevation",
            optional=True,
            advanced=True,
        ),
        Number(
            "RIVER_WIDTH",
            text("Largeur des fleuves dessinés comme lignes (m)", "Width of rivers drawn as lines (m)"),
            text("0 : celle d'une ligne.", "0: that of a line."),
            "--river-width",
            default=0,
            least=0,
            advanced=True,
        ),
        Choice(
            "NEIGHBOURS",
            text("Directions d'un pas", "Directions of a step"),
            text("8, comme AccessMod, allonge les trajets obliques.", "8, as in AccessMod, makes oblique ways longer."),
            "--neighbours",
            values=(("16", text("16 directions", "16 ways")), ("8", text("8 directions", "8 ways"))),
            advanced=True,
        ),
        OutputFolder(
            "OUTPUT",
            text("Dossier des sorties", "Folder of the outputs"),
            text("Raster des minutes, aires de desserte, communes ; remplacé en bloc.",
                 "Raster of minutes, catchments, communes; replaced as a whole."),
            "--output",
        ),
        OPEN,
    )

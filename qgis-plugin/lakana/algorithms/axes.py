"""The road through a list of towns."""

from ..algorithm import OPEN, LakanaAlgorithm
from ..options import LINES, POLYGONS, Choice, Layer, Number, OutputFolder, Raster, Switch, Words
from ..words import text


class Axes(LakanaAlgorithm):
    command = "axes"
    part = "analysis"
    title = text("Axe routier : longueur, communes, incidents", "Road axis: length, communes, incidents")
    about = text(
        "Suit les routes d'une ville à l'autre et dit, le long de l'axe : longueur, communes et habitants, incidents par "
        "segment avec leurs bornes exactes, segments qui se détachent.\n"
        "Laisse une couche de segments avec son style, une carte en ruban et les communes dans l'ordre de l'urgence. Une "
        "lacune des routes ou une ville qui existe deux fois est refusée, avec la manière d'y remédier.",
        "Follows the roads from town to town and says along the axis: length, communes and people, incidents for each segment "
        "with exact bounds, segments that stand out.\n"
        "Leaves a layer of segments with its style, a strip map, and the communes in the order of urgency. A gap in the roads "
        "or a town that exists twice is refused, with the way out.",
    )
    options = (
        Layer("ROADS", text("Routes", "Roads"), text("Couche de lignes.", "Layer of lines."), kinds=LINES),
        Layer(
            "TOWNS",
            text("Villes", "Towns"),
            text("Noms, longitudes et latitudes : couche de points ou tableau.",
                 "Names, longitudes and latitudes: layer of points or table."),
            "--towns",
        ),
        Words(
            "AXES",
            text("Axes", "Axes"),
            text("Un par ligne, villes séparées par un tiret long : Douentza–Boni–Hombori. Une ville de nom double : Gao (Gao).",
                 "One in each line, towns separated by a long dash: Douentza–Boni–Hombori. A town whose name stands twice: Gao (Gao)."),
            "--axis",
            many=True,
        ),
        Layer(
            "BOUNDARIES",
            text("Communes", "Communes"),
            text("Limites ; exigées pour compter incidents et habitants.",
                 "Boundaries; required to count incidents and people."),
            "--boundaries",
            kinds=POLYGONS,
            optional=True,
        ),
        Layer(
            "INCIDENTS",
            text("Incidents", "Incidents"),
            text("Relevé (ACLED, UCDP, IMSMA…) ou points.", "A register (ACLED, UCDP, IMSMA…) or points."),
            "--incidents",
            optional=True,
        ),
        Layer(
            "POPULATION",
            text("Population (tableau)", "Population (table)"),
            text("Habitants par commune, comptés par surface le long de l'axe.",
                 "People by commune, counted by surface along the axis."),
            "--population",
            optional=True,
        ),
        Raster(
            "POPULATION_RASTER",
            text("Population (raster)", "Population (raster)"),
            text("Au lieu du tableau : les habitants sont comptés par cellule.",
                 "Instead of the table: people are counted by cell."),
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
        Number(
            "MAX_TOWN_KM",
            text("Distance la plus grande entre ville et route (km)", "Largest distance between town and road (km)"),
            text("Une ville plus éloignée est refusée.", "A town farther away is refused."),
            "--max-town-km",
            default=5,
            least=0,
        ),
        Number(
            "SEGMENT",
            text("Longueur des segments (km)", "Length of segments (km)"),
            text("Pour les partenaires et le public, ils sont allongés au besoin.",
                 "For partners and the public they are made longer where needed."),
            "--segment",
            default=5,
            least=0.1,
        ),
        Number(
            "SNAP",
            text("Distance la plus grande entre incident et axe (km)", "Largest distance between incident and axis (km)"),
            text("Un incident plus éloigné n'est pas compté sur l'axe.",
                 "An incident farther away is not counted on the axis."),
            "--snap",
            default=2,
            least=0,
        ),
        Words(
            "BRIDGE",
            text("Franchir l'absence de route", "Cross where there is no road"),
            text("Entre deux villes, en ligne droite : Léré–Tombouctou. Une paire par ligne.",
                 "Between two towns, in a straight line: Léré–Tombouctou. One pair in each line."),
            "--bridge",
            many=True,
            optional=True,
            advanced=True,
        ),
        Number(
            "TOLERANCE",
            text("Joindre les extrémités plus proches que (m)", "Join ends nearer than (m)"),
            text("Répare les petites lacunes du dessin.", "Repairs small gaps of the drawing."),
            "--tolerance",
            default=10,
            least=0,
            advanced=True,
        ),
        Switch(
            "JOIN_CROSSINGS",
            text("Faire un carrefour de chaque croisement", "Make a junction of every crossing"),
            text("Là où des routes se croisent sans point commun.", "Where roads cross without a common point."),
            "--join-crossings",
            advanced=True,
        ),
        Choice(
            "AUDIENCE",
            text("À qui les sorties sont destinées", "Whom the outputs are for"),
            text("Des segments plus longs pour les partenaires et le public.", "Longer segments for partners and the public."),
            "--audience",
            values=(
                ("internal", text("usage interne", "internal")),
                ("partners", text("partenaires", "partners")),
                ("public", text("public", "the public")),
            ),
            default=1,
        ),
        OutputFolder(
            "OUTPUT",
            text("Dossier des sorties", "Folder of the outputs"),
            text("Couches, tableaux et carte en ruban.", "Layers, tables and strip map."),
            "--output",
        ),
        OPEN,
    )

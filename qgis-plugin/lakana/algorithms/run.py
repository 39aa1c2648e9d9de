"""A project file → layers, maps, tables and the interactive page."""

from ..algorithm import OPEN, LakanaAlgorithm
from ..options import Choice, InputFile, OutputFolder
from ..words import text


class Run(LakanaAlgorithm):
    command = "run"
    part = "project"
    title = text("Calculer un projet : couches et cartes de risque", "Run a project: layers and risk maps")
    about = text(
        "Le travail principal : joint les limites des communes aux enquêtes, aux incidents et aux services, et laisse dans un "
        "dossier les couches, les cartes et les tableaux du pays et de chaque région.\n"
        "Les couches s'ouvrent avec leurs styles. lakana.qgz, dans le même dossier, est un projet QGIS complet, avec un atlas.\n"
        "Le papier des cartes (A4, A3 ou diapositive) se choisit dans le fichier projet : page et orientation, sous [maps].",
        "The main job: joins the boundaries of the communes with surveys, incidents and services, and leaves in one folder "
        "the layers, maps and tables of the country and of each region.\n"
        "The layers open with their styles. lakana.qgz, in the same folder, is a whole QGIS project, with an atlas.\n"
        "The paper of the maps (A4, A3 or a slide) is chosen in the project file: page and orientation, under [maps].",
    )
    options = (
        InputFile(
            "PROJECT",
            text("Fichier projet", "Project file"),
            text("Fichier .toml ; ses chemins partent de son dossier.", "A .toml file; its paths start from its folder."),
            ending="toml",
        ),
        Choice(
            "AUDIENCE",
            text("À qui les sorties sont destinées", "Whom the outputs are for"),
            text("Les points des incidents sont d'autant plus grossiers que le public est large.",
                 "The wider the audience, the coarser the points of incidents."),
            "--audience",
            values=(
                ("internal", text("usage interne : points exacts", "internal: exact points")),
                ("partners", text("partenaires : points au kilomètre", "partners: points to a kilometre")),
                ("public", text("public : points à dix kilomètres, sans les 90 derniers jours",
                                "public: points to ten kilometres, without the last 90 days")),
            ),
            default=1,
        ),
        Choice(
            "ONLY",
            text("Ne faire que ces parties", "Make these parts only"),
            text("Tout, quand rien n'est choisi. Les couches seules prennent quelques secondes.",
                 "Everything when nothing is chosen. The layers alone take seconds."),
            "--only",
            values=(
                ("layers", text("couches et projet QGIS", "layers and QGIS project")),
                ("maps", text("cartes", "maps")),
                ("briefs", text("notes par région", "briefs of the regions")),
                ("figures", text("figures", "figures")),
                ("page", text("page interactive", "interactive page")),
                ("tables", text("tableaux", "tables")),
            ),
            default=None,
            many=True,
            optional=True,
            advanced=True,
        ),
        OutputFolder(
            "OUTPUT",
            text("Dossier des sorties", "Folder of the outputs"),
            text("Nouveau, vide, ou celui d'un calcul précédent, qui est alors remplacé en bloc.",
                 "New, empty, or that of an earlier run, which is then replaced as a whole."),
            "--out",
        ),
        OPEN,
    )

"""A project file → all its problems at once."""

from ..algorithm import LakanaAlgorithm
from ..options import InputFile
from ..words import text


class Check(LakanaAlgorithm):
    command = "check"
    part = "project"
    title = text("Vérifier un projet", "Check a project")
    about = text(
        "Lit tout ce que le projet nomme et dit dans le journal tous les problèmes à la fois, avec le fichier, la ligne et la "
        "manière d'y remédier. N'écrit rien.",
        "Reads everything that the project names and says all problems at once in the log, with file, row and the way out. "
        "Writes nothing.",
    )
    options = (
        InputFile(
            "PROJECT",
            text("Fichier projet", "Project file"),
            text("Fichier .toml, écrit à la main ou par « Préparer un projet ».",
                 "A .toml file, written by hand or by “Prepare a project”."),
            ending="toml",
        ),
    )

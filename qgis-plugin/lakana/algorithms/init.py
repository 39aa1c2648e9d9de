"""Files that nobody has described → a commented project file."""

from ..algorithm import LakanaAlgorithm
from ..options import InputFiles, OutputFile
from ..words import text


class Init(LakanaAlgorithm):
    command = "init"
    part = "project"
    title = text("Préparer un projet à partir de fichiers", "Prepare a project from files")
    about = text(
        "Regarde les fichiers (limites, population, incidents, services, enquêtes, routes…), reconnaît ce que chacun contient "
        "et écrit un fichier projet commenté, prêt à être vérifié et calculé.\n"
        "Ce qui n'a pas été reconnu est dit dans le journal. Chaque ligne du fichier peut être changée dans un éditeur de "
        "texte.",
        "Looks at the files (boundaries, population, incidents, services, surveys, roads…), recognises what each holds and "
        "writes a commented project file, ready to be checked and run.\n"
        "What was not recognised is said in the log. Every line of the file can be changed in a text editor.",
    )
    options = (
        InputFiles(
            "FILES",
            text("Fichiers à reconnaître", "Files to recognise"),
            text("Au moins les limites des communes ; toute forme de tableau ou de couche.",
                 "The boundaries of the communes at least; tables and layers of any kind."),
        ),
        OutputFile(
            "OUTPUT",
            text("Fichier projet", "Project file"),
            text("Fichier à écrire ; il ne doit pas exister encore. Mettez-le près des données : les chemins y sont relatifs.",
                 "File to write; it must not exist yet. Put it near the data: paths in it are relative."),
            "--output",
            endings="TOML (*.toml)",
        ),
    )

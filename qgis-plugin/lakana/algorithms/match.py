"""Names of places in a table → codes, with a file of decisions."""

import os
import shutil

from ..algorithm import LakanaAlgorithm
from ..options import POLYGONS, Field, InputFile, Layer, OutputFile
from ..words import text


class Match(LakanaAlgorithm):
    command = "match"
    part = "data"
    title = text("Trouver le code des noms de lieux", "Find the codes of place names")
    about = text(
        "Donne à chaque ligne d'un tableau le code de sa commune, d'après les noms écrits. Un nom douteux n'est jamais deviné "
        ": il va dans le fichier de vérification, avec ses candidats.\n"
        "Remplissez-y la colonne « decision », puis recommencez en donnant ce fichier comme décisions.",
        "Gives each row of a table the code of its commune, by the names written there. A doubtful name is never guessed: it "
        "goes to the review file, with its candidates.\n"
        "Fill in its column “decision”, then run again with that file as decisions.",
    )
    options = (
        Layer(
            "TABLE",
            text("Tableau des noms", "Table of names"),
            text("Tableau (CSV, XLSX, ODS…) ou couche.", "A table (CSV, XLSX, ODS…) or a layer."),
            layer_flag="--sheet",
        ),
        Layer(
            "BOUNDARIES",
            text("Communes", "Communes"),
            text("Limites avec codes et noms.", "Boundaries with codes and names."),
            "--boundaries",
            kinds=POLYGONS,
        ),
        Field(
            "REGION",
            text("Champ de la région", "Field of the region"),
            text("Nom de la région ; reconnu d'après son titre quand il manque.",
                 "Name of the region; recognised by its heading when not given."),
            "--region",
            of="TABLE",
            optional=True,
        ),
        Field(
            "CERCLE",
            text("Champ du cercle", "Field of the cercle"),
            text("Nom du cercle ; départage les communes du même nom.",
                 "Name of the cercle; tells communes of one name apart."),
            "--cercle",
            of="TABLE",
            optional=True,
        ),
        Field(
            "COMMUNE",
            text("Champ de la commune", "Field of the commune"),
            text("Nom de la commune ; sans lui, ce sont les cercles ou les régions qui sont cherchés.",
                 "Name of the commune; without it cercles or regions are looked for."),
            "--commune",
            of="TABLE",
            optional=True,
        ),
        Field(
            "CODE",
            text("Champ du code", "Field of the code"),
            text("Code déjà présent : vérifié, et préféré au nom.",
                 "A code that is there already: checked, and preferred to the name."),
            "--code",
            of="TABLE",
            optional=True,
        ),
        InputFile(
            "DECISIONS",
            text("Décisions d'une vérification précédente", "Decisions of an earlier review"),
            text("Fichier de vérification complété ; il n'est pas modifié.", "A completed review file; it is not changed."),
            ending="csv",
            optional=True,
        ),
        OutputFile(
            "REVIEW",
            text("Fichier de vérification", "Review file"),
            text("Noms sans réponse sûre, avec leurs candidats, à compléter.",
                 "Names without a sure answer, with their candidates, to complete."),
            "--review",
            endings="CSV (*.csv)",
        ),
        OutputFile(
            "OUTPUT",
            text("Correspondances", "Matches"),
            text("Une ligne par ligne du tableau : code, nom trouvé, comment, et avec quelle sûreté (CSV).",
                 "One row for each row of the table: code, name found, how, and how surely (CSV)."),
            "--output",
            endings="CSV (*.csv)",
            opens=True,
        ),
    )

    def words(self, ask):
        # The program reads and rewrites one file of decisions: the old one is copied to where the new one goes.
        line = super().words(ask)
        old = next(option for option in self.options if option.name == "DECISIONS").words(ask)
        new = self.results["REVIEW"]
        if old and os.path.abspath(old[0]) != new:
            shutil.copyfile(old[0], new)
        return [word for word in line if word not in old]

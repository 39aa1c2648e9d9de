"""A composite index from fields of a layer."""

from ..algorithm import LakanaAlgorithm
from ..options import Choice, Field, InputFile, Layer, Number, OutputLayer
from ..words import text


class Risk(LakanaAlgorithm):
    command = "risk"
    part = "analysis"
    title = text("Indice de risque à partir de champs", "Risk index from fields")
    about = text(
        "Fait de plusieurs champs un indice de 0 à 10 : notes, classes, rangs, fiabilité, et l'incertitude du rang par tirages.\n"
        "Donnez des champs, de même poids, ou un arbre d'indicateurs : un fichier avec une table [risk], ou un arbre livré avec "
        "le programme pour une couche d'un calcul de lakana. Une valeur absente n'est pas un zéro.",
        "Makes an index of 0 to 10 of several fields: scores, classes, ranks, reliability, and the uncertainty of the rank by "
        "draws.\n"
        "Give fields, of equal weight, or a tree of indicators: a file with a table [risk], or a tree that ships with the "
        "program, for a layer of a lakana run. A missing value is no zero.",
    )
    options = (
        Layer(
            "LAYER",
            text("Couche", "Layer"),
            text("Couche ou tableau dont les champs sont les indicateurs.", "Layer or table whose fields are the indicators."),
            layer_flag="--layer",
            coordinates=True,
        ),
        Field(
            "WORSE",
            text("Champs où plus haut est pire", "Fields where higher is worse"),
            text("Incidents, personnes déplacées…", "Incidents, displaced people…"),
            "--field",
            of="LAYER",
            numbers=True,
            many=True,
            joined=True,
            optional=True,
        ),
        Field(
            "BETTER",
            text("Champs où plus haut est mieux", "Fields where higher is better"),
            text("Écoles, points d'eau…", "Schools, water points…"),
            "--better",
            of="LAYER",
            numbers=True,
            many=True,
            joined=True,
            optional=True,
        ),
        InputFile(
            "TREE",
            text("Fichier de l'arbre", "File of the tree"),
            text("Au lieu de champs : une table [risk], comme dans un fichier projet.",
                 "In place of fields: a table [risk], as in a project file."),
            "--tree",
            ending="toml",
            optional=True,
            advanced=True,
        ),
        Choice(
            "PRESET",
            text("Arbre livré avec le programme", "Tree that ships with the program"),
            text("Au lieu de champs, pour une couche d'un calcul de lakana.", "In place of fields, for a layer of a lakana run."),
            "--preset",
            values=(
                ("inform", text("INFORM : dimensions en produit", "INFORM: a product of dimensions")),
                ("white_paper", text("livre blanc", "white paper")),
                ("equal", text("poids égaux", "equal weights")),
            ),
            default=None,
            optional=True,
            advanced=True,
        ),
        Choice(
            "NORMALISATION",
            text("Des valeurs aux notes", "From values to scores"),
            text("Comment les valeurs deviennent des notes de 0 à 10.", "How values become scores of 0 to 10."),
            "--normalisation",
            values=(
                ("min_max", text("entre le minimum et le maximum", "between minimum and maximum")),
                ("rank", text("d'après le rang", "by rank")),
                ("z_score", text("écarts à la moyenne", "distances from the mean")),
            ),
            default=None,
            optional=True,
        ),
        Choice(
            "AGGREGATION",
            text("Des notes à l'indice", "From scores to the index"),
            text("Comment les notes sont réunies ; dans une moyenne arithmétique, une bonne note en efface une mauvaise.",
                 "How scores are brought together; in an arithmetic mean a good score makes up for a bad one."),
            "--aggregation",
            values=(
                ("arithmetic", text("moyenne arithmétique", "arithmetic mean")),
                ("geometric", text("moyenne géométrique", "geometric mean")),
                ("product", text("produit", "a product")),
                ("bad_weighs_more", text("le pire pèse plus", "the worse weighs more")),
                ("harmonic", text("moyenne harmonique", "harmonic mean")),
                ("quadratic", text("moyenne quadratique", "quadratic mean")),
                ("worst", text("la plus mauvaise note", "the worst score")),
            ),
            default=None,
            optional=True,
        ),
        Choice(
            "TREATMENT",
            text("Valeurs extrêmes", "Outliers"),
            text("Ce qui en est fait avant les notes ; seulement avec des champs.",
                 "What is done about them before scoring; with fields only."),
            "--treatment",
            values=(
                ("none", text("rien", "nothing")),
                ("winsorise", text("ramenées au bord des autres", "drawn to the edge of the others")),
                ("box_cox", text("transformation de Box et Cox", "Box and Cox's transformation")),
                ("log", text("logarithme", "logarithm")),
            ),
            default=None,
            optional=True,
            advanced=True,
        ),
        Choice(
            "MISSING",
            text("Valeurs manquantes", "Missing values"),
            text("Ce qui en tient lieu ; seulement avec des champs.", "What stands in for them; with fields only."),
            "--missing",
            values=(
                ("exclude", text("rien : les autres champs pèsent plus", "nothing: the other fields weigh more")),
                ("neighbours", text("les voisines", "the neighbours")),
                ("parent", text("l'unité supérieure (champ ci-dessous)", "the unit above (field below)")),
                ("required", text("rien : pas d'indice", "nothing: no index")),
            ),
            default=None,
            optional=True,
            advanced=True,
        ),
        Number(
            "MINIMUM_RELIABILITY",
            text("Part du poids à connaître", "Share of the weight to be known"),
            text("De 0 à 1 ; en dessous, l'unité n'a pas d'indice.", "From 0 to 1; below it an area has no index."),
            "--minimum-reliability",
            least=0,
            most=1,
            optional=True,
            advanced=True,
        ),
        Number(
            "DRAWS",
            text("Tirages", "Draws"),
            text("Pour les intervalles et les probabilités ; 0 pour aucun.", "For intervals and probabilities; 0 for none."),
            "--draws",
            least=0,
            whole=True,
            optional=True,
            advanced=True,
        ),
        Field(
            "GROUP",
            text("Champ de l'unité supérieure", "Field of the unit above"),
            text("Quand elle comble les valeurs manquantes.", "Where it fills missing values."),
            "--group",
            of="LAYER",
            optional=True,
            advanced=True,
        ),
        Field(
            "NAME",
            text("Champ des noms", "Field of the names"),
            text("Noms des unités dans le journal.", "Names of the areas in the log."),
            "--name",
            of="LAYER",
            optional=True,
        ),
        OutputLayer(
            "OUTPUT",
            text("Indice", "Index"),
            text("Couche avec l'indice, la classe, le rang et leur incertitude ; trois styles : indice, certitude, priorité.",
                 "Layer with the index, class, rank and their uncertainty; three styles: index, certainty, priority."),
            "--output",
        ),
    )

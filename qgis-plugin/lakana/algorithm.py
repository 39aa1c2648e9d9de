"""What all algorithms share: parameters from their options, the call of the program, its problems, and what is opened."""

import html
import os
import tempfile

from qgis.core import (
    QgsProcessingAlgorithm,
    QgsProcessingException,
    QgsProcessingOutputNumber,
)
from qgis.PyQt.QtGui import QIcon

from . import files, program
from .options import OutputFolder, Question, Switch
from .words import said, text

GROUPS = {
    "project": text("Projet", "Project"),
    "data": text("Données", "Data"),
    "analysis": text("Analyses", "Analysis"),
    "maps": text("Cartes", "Maps"),
}
PROBLEMS = text("Cas signalés", "Cases reported")
PARAMETERS = text("Paramètres", "Parameters")
NO_LAYER = text("« {label} » : cette couche ne peut pas être lue ({value}).", "“{label}”: this layer cannot be read ({value}).")
OPEN = Switch(
    "OPEN",
    text("Ouvrir les couches dans le projet", "Open the layers in the project"),
    text("Ouvre toutes les couches de lakana.gpkg avec leurs styles.", "Opens all layers of lakana.gpkg with their styles."),
    default=True,
)


class LakanaAlgorithm(QgsProcessingAlgorithm):
    """One command of the program. A subclass says which, in what words, and what it asks for."""

    #: Name of the command, and of the algorithm.
    command = ""
    #: Key of `GROUPS`.
    part = ""
    #: Texts in both languages.
    title = None
    about = None
    #: `Option`s, in the order in which QGIS shows them; those without a flag are arguments, in their order.
    options = ()

    def __init__(self):
        super().__init__()
        self.line = []
        self.results = {}
        self.folder = None

    def createInstance(self):
        return type(self)()

    def name(self):
        return self.command

    def displayName(self):
        return said(self.title)

    def group(self):
        return said(GROUPS[self.part])

    def groupId(self):
        return self.part

    def tags(self):
        # Found by the words of the other language too.
        return [self.command, *self.title.values()]

    def icon(self):
        return QIcon(self.svgIconPath())

    def svgIconPath(self):
        return os.path.join(os.path.dirname(__file__), "icon.svg")

    def shortDescription(self):
        return said(self.about).split("\n", 1)[0]

    def shortHelpString(self):
        """What it does, then every parameter with the option that the program's messages call it by."""
        lines = [f"<p>{html.escape(paragraph, quote=False)}</p>" for paragraph in said(self.about).split("\n")]
        lines.append(f"<h3>{said(PARAMETERS)}</h3>")
        for option in self.options:
            flag = f" (<code>{option.flag}</code>)" if option.flag else ""
            label, help = (html.escape(said(words), quote=False) for words in (option.label, option.help))
            lines.append(f"<p><b>{label}</b>{flag}<br>{help}</p>")
        return "\n".join(lines)

    def initAlgorithm(self, configuration=None):
        for option in self.options:
            self.addParameter(option.definition())
        self.addOutput(QgsProcessingOutputNumber("PROBLEMS", said(PROBLEMS)))

    def canExecute(self):
        try:
            program.find()
        except program.Unusable as cause:
            return False, str(cause)
        return True, ""

    def prepareAlgorithm(self, parameters, context, feedback):
        # Here and not while it runs: layers of the project belong to this thread.
        self.folder = tempfile.TemporaryDirectory(prefix="lakana-")
        ask = Question(self, parameters, context, feedback, self.folder.name)
        try:
            self.line = self.words(ask)
        except QgsProcessingException:
            self.folder.cleanup()
            raise
        return True

    def words(self, ask):
        """The command line without the name of the program."""
        options = [word for option in self.options if option.flag for word in option.words(ask)]
        places = [word for option in self.options if not option.flag for word in option.words(ask)]
        return [self.command, *options, *places]

    def processAlgorithm(self, parameters, context, feedback):
        try:
            answer = program.run(self.line, self.folder.name, feedback)
        finally:
            self.folder.cleanup()
        count = program.problems(answer)
        if count:
            feedback.pushWarning(said(program.SEVERAL, count=count))
        if OPEN in self.options and self.parameterAsBool(parameters, OPEN.name, context):
            self.open_folder(context)
        return {**self.results, "PROBLEMS": count}

    def open_folder(self, context):
        """Has QGIS open every layer of the GeoPackage in the folder that was written."""
        output = next(option.name for option in self.options if isinstance(option, OutputFolder))
        package = os.path.join(self.results[output], "lakana.gpkg")
        for table, title in files.tables(package):
            if table != "layer_styles":
                files.open_later(f"{package}|layername={table}", title, context, output)

    def refuse(self, parameters, name):
        """Ends the algorithm: the layer given for a parameter is none."""
        label = next(option.label for option in self.options if option.name == name)
        raise QgsProcessingException(said(NO_LAYER, label=said(label), value=parameters[name]))

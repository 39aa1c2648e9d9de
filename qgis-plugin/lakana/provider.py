"""The group « lakana » of the Processing toolbox, and its one setting: where the program lies."""

import os

from processing.core.ProcessingConfig import ProcessingConfig, Setting
from qgis.core import QgsProcessingProvider
from qgis.PyQt.QtGui import QIcon

from . import program
from .algorithms import ALGORITHMS
from .words import said, text

NAME = "lakana"
SETTING = text("Programme lakana (vide : cherché dans le PATH, puis à côté de l'extension)",
               "Program lakana (empty: looked for on the PATH, then beside the plugin)")
LONG_NAME = text("lakana – communes, enquêtes, incidents et services", "lakana – communes, surveys, incidents and services")


class LakanaProvider(QgsProcessingProvider):
    def id(self):
        return "lakana"

    def name(self):
        return NAME

    def longName(self):
        return said(LONG_NAME)

    def icon(self):
        return QIcon(self.svgIconPath())

    def svgIconPath(self):
        return os.path.join(os.path.dirname(__file__), "icon.svg")

    def versionInfo(self):
        """The version of the program, not of the plugin: it is what computes."""
        try:
            return ".".join(map(str, program.version(program.find())))
        except program.Unusable:
            return ""

    def load(self):
        ProcessingConfig.settingIcons[NAME] = self.icon()
        ProcessingConfig.addSetting(Setting(NAME, program.SETTING, said(SETTING), "", valuetype=Setting.FILE))
        ProcessingConfig.readSettings()
        self.refreshAlgorithms()
        return True

    def unload(self):
        ProcessingConfig.removeSetting(program.SETTING)

    def loadAlgorithms(self):
        for algorithm in ALGORITHMS:
            self.addAlgorithm(algorithm())

    def defaultVectorFileExtension(self, hasGeometry=True):
        # Keeps long names of fields, types and, where there are any, styles.
        return "gpkg"

    def supportedOutputVectorLayerExtensions(self):
        return ["gpkg", "geojson", "shp", "fgb", "csv", "xlsx"]

    def supportsNonFileBasedOutput(self):
        return False

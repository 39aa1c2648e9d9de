"""The plugin: puts the provider into the Processing registry and takes it out again."""

from qgis.core import QgsApplication

from .provider import LakanaProvider


class LakanaPlugin:
    def __init__(self):
        self.provider = None

    def initProcessing(self):
        """Called by `qgis_process`, which has no windows, in place of `initGui`."""
        self.provider = LakanaProvider()
        QgsApplication.processingRegistry().addProvider(self.provider)

    def initGui(self):
        self.initProcessing()

    def unload(self):
        # The registry deletes what it removes.
        if self.provider is not None:
            QgsApplication.processingRegistry().removeProvider(self.provider)
            self.provider = None

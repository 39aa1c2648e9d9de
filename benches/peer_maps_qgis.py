"""Peer of the map sheets: the atlas of a QGIS print layout, page by page as PNG of 300 dots per inch and as PDF. The project
is the one that lakana wrote, so that the sheets are alike."""

import os
import sys

from qgis.core import QgsApplication, QgsLayoutExporter, QgsProject

out, target = sys.argv[1:]
os.makedirs(target, exist_ok=True)
application = QgsApplication([], False)
application.initQgis()
project = QgsProject.instance()
project.read(f"{out}/lakana.qgz")

# Layouts are called after their theme, in the language of the run.
layout = next(layout for layout in project.layoutManager().printLayouts() if layout.name().endswith("Indice de risque"))
atlas = layout.atlas()
atlas.updateFeatures()
picture = QgsLayoutExporter.ImageExportSettings()
picture.dpi = 300
exporter = QgsLayoutExporter(layout)
atlas.beginRender()
for page in range(atlas.count()):
    atlas.seekTo(page)
    if exporter.exportToImage(f"{target}/{page}.png", picture) != QgsLayoutExporter.Success:
        sys.exit("a page was not exported")
    exporter.exportToPdf(f"{target}/{page}.pdf", QgsLayoutExporter.PdfExportSettings())
atlas.endRender()
print(f"{atlas.count()} pages")
project.clear()
application.exitQgis()

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


def shows(layout, style):
    """Whether the main map follows a theme of the project that draws communes in this style."""
    main = next(item for item in layout.items() if hasattr(item, "atlasDriven") and item.atlasDriven())
    state = project.mapThemeCollection().mapThemeState(main.followVisibilityPresetName())
    return any(record.currentStyle == style for record in state.layerRecords())


communes = next(layer for layer in project.mapLayers().values() if layer.id() == "lakana_communes")
manager = communes.styleManager()


def colours_by(style):
    manager.setCurrentStyle(style)
    renderer = communes.renderer()
    return hasattr(renderer, "classAttribute") and "risk_index" in renderer.classAttribute()


style = next(style for style in manager.styles() if colours_by(style))
layout = next(layout for layout in project.layoutManager().printLayouts() if shows(layout, style))
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

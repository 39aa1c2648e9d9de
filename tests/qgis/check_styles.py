"""What QGIS makes of the styles and metadata we write.

    QT_QPA_PLATFORM=offscreen /usr/bin/python3 tests/qgis/check_styles.py FILE [LAYER ...]

FILE is a GeoPackage (every spatial layer, or those named) or a GeoJSON with its .qml beside it.
Each layer is opened with its default style, as when a person drops it on the map. Printed, tab
separated: one line `layer, renderer, title, aliases` per layer, then one line
`area, first field, label, colour, symbol layer` per feature; `-` where QGIS draws nothing.
The test `qgis_draws_every_feature_in_our_class` compares this with our own classes.
Needs Debian's python3-qgis.
"""

import sys

from qgis.core import (
    QgsApplication,
    QgsExpressionContext,
    QgsExpressionContextUtils,
    QgsRenderContext,
    QgsVectorLayer,
)


def open_layers(path, wanted):
    if not path.endswith(".gpkg"):
        return [QgsVectorLayer(path, "layer", "ogr")]
    package = QgsVectorLayer(path, "all", "ogr")
    names = [table.split("!!::!!")[1] for table in package.dataProvider().subLayers()]
    return [
        QgsVectorLayer(f"{path}|layername={name}", name, "ogr")
        for name in names
        if name != "layer_styles" and (not wanted or name in wanted)
    ]


def describe(layer):
    if not layer.isValid():
        sys.exit(f"QGIS cannot open {layer.source()}")
    # What the QGIS window does when a layer is added.
    message, loaded = layer.loadDefaultStyle()
    if not loaded:
        sys.exit(f"no default style for {layer.name()}: {message}")
    if not layer.metadata().title():
        layer.loadDefaultMetadata()
    renderer = layer.renderer()
    aliases = [f"{field.name()}={field.alias()}" for field in layer.fields()]
    print("layer", renderer.type(), layer.metadata().title(), "; ".join(aliases), sep="\t")

    # Headings of the legend have a key and no symbol.
    entries = [item for item in renderer.legendSymbolItems() if item.symbol()]
    labels = {item.ruleKey(): item.label() for item in entries}
    context = QgsRenderContext()
    scopes = QgsExpressionContextUtils.globalProjectLayerScopes(layer)
    context.setExpressionContext(QgsExpressionContext(scopes))
    first = 1 if layer.fields()[0].name().lower().startswith("fid") else 0
    renderer.startRender(context, layer.fields())
    for feature in layer.getFeatures():
        context.expressionContext().setFeature(feature)
        symbols = renderer.symbolsForFeature(feature, context)
        keys = renderer.legendKeysForFeature(feature, context)
        drawn = (
            sorted(labels[key] for key in keys if key in labels),
            [symbol.color().name() for symbol in symbols],
            [symbol.symbolLayer(0).layerType() for symbol in symbols],
        )
        print("area", feature[first], *(" + ".join(parts) or "-" for parts in drawn), sep="\t")
    renderer.stopRender(context)


def main():
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    application = QgsApplication([], False)
    application.initQgis()
    for layer in open_layers(sys.argv[1], sys.argv[2:]):
        describe(layer)
        del layer
    application.exitQgis()


main()

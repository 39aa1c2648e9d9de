"""What QGIS makes of a run: its project, every class and colour, and the pages of its atlas.

    QT_QPA_PLATFORM=offscreen /usr/bin/python3 tests/qgis/check_project.py OUT [PICTURES]

OUT is the folder of a run. Ends with an error unless

- `lakana.qgz` opens with every layer valid and without a warning;
- each map theme shows a style that is there, and each layout follows a theme of the project and has a page for each
  region;
- for every feature of every layer QGIS draws, in every style, one symbol, and that of the class that the file of the
  style beside the GeoJSON says: same label, same colour;
- the `.sld` beside the GeoJSON gives each feature the same class and colour as the `.qml`;
- every relation of the project is valid, and every area has the ones above it;
- each layer brings its own metadata, and codes show their words;
- GDAL finds the GeoPackage valid and reads its domains, and every value keeps to the domain of its field;
- the fields of each GeoJSON have the types that the GeoPackage has.

With PICTURES, a folder, the first page of the first layouts is drawn there as PNG. Needs Debian's python3-qgis.
"""

import os
import sqlite3
import sys
import tempfile

from qgis.core import (
    Qgis,
    QgsApplication,
    QgsExpressionContext,
    QgsExpressionContextUtils,
    QgsFeatureRequest,
    QgsLayoutExporter,
    QgsProject,
    QgsRenderContext,
    QgsVectorLayer,
)

problems = []
warned = []


def claim(truth, words):
    if not truth:
        problems.append(words)


def rows(layer):
    """The features without their shapes, read once for all styles."""
    return list(layer.getFeatures(QgsFeatureRequest().setFlags(QgsFeatureRequest.NoGeometry)))


def drawn(layer, features):
    """For each feature, by its first field: the labels of the legend and the colours that QGIS draws."""
    renderer = layer.renderer().clone()
    labels = {i.ruleKey(): i.label() for i in renderer.legendSymbolItems() if i.symbol()}
    context = QgsRenderContext()
    context.setExpressionContext(QgsExpressionContext(QgsExpressionContextUtils.globalProjectLayerScopes(layer)))
    names = layer.fields().names()
    key = next(name for name in names if not name.lower().startswith("fid"))
    found = {}
    renderer.startRender(context, layer.fields())
    for feature in features:
        context.expressionContext().setFeature(feature)
        symbols = renderer.symbolsForFeature(feature, context)
        keys = renderer.legendKeysForFeature(feature, context)
        shown = sorted(labels[k] for k in keys if k in labels)
        found.setdefault(str(feature[key]), []).append((shown, [s.color().name() for s in symbols]))
    renderer.stopRender(context)
    return {name: sorted(seen) for name, seen in found.items()}


def check_classes(out, project):
    """Every style of the project against the style files beside the GeoJSON."""
    compared = 0
    for layer in project.mapLayers().values():
        table = layer.source().split("layername=")[1]
        path = f"{out}/layers/{table}.geojson"
        if layer.id() != f"lakana_{table}" or not os.path.exists(path):
            continue
        beside, other = QgsVectorLayer(path, table, "ogr"), QgsVectorLayer(path, table, "ogr")
        of_layer, of_file = rows(layer), rows(beside)
        named = [f for f in sorted(os.listdir(f"{out}/layers")) if f == f"{table}.qml" or (f.startswith(f"{table}.") and f.endswith(".qml"))]
        in_files = []
        for name in named:
            beside.loadNamedStyle(f"{out}/layers/{name}")
            in_files.append(drawn(beside, of_file))
            message, loaded = other.loadSldStyle(f"{out}/layers/{name[:-4]}.sld")
            claim(loaded, f"{name[:-4]}.sld: {message}")
            claim(drawn(other, of_file) == in_files[-1], f"{name[:-4]}.sld does not draw what the qml draws")
        manager = layer.styleManager()
        for style in manager.styles():
            manager.setCurrentStyle(style)
            ours = drawn(layer, of_layer)
            single = layer.renderer().type() == "singleSymbol"
            claim(single or all(len(s[1]) == 1 for seen in ours.values() for s in seen), f"{table}, {style}: a feature without one symbol")
            claim(ours in in_files, f"{table}, {style}: no style file beside the GeoJSON draws the same classes")
            compared += 1
    return compared


def check_types(out, project):
    """Text, whole and real numbers stay so in GeoJSON; a column of nothing but null has no type there."""
    for layer in project.mapLayers().values():
        table = layer.source().split("layername=")[1]
        path = f"{out}/layers/{table}.geojson"
        if layer.id() != f"lakana_{table}" or not os.path.exists(path):
            continue
        beside = {f.name(): f for f in QgsVectorLayer(path, table, "ogr").fields()}
        for field in layer.fields():
            other = beside.get(field.name())
            if field.name().lower().startswith("fid"):
                continue
            claim(other is not None, f"{table}: the GeoJSON lacks {field.name()}")
            empty = all(v is None or str(v) == "NULL" for v in layer.uniqueValues(layer.fields().indexOf(field.name()), 2))
            if other is not None and not empty:
                # Whole numbers of real columns are written without decimals; text must never become a number.
                claim(field.isNumeric() == other.isNumeric(), f"{table}.{field.name()}: {field.typeName()} became {other.typeName()}")


def check_relations(project):
    """Communes belong to cercles, cercles to regions; each code finds its area."""
    relations = project.relationManager().relations().values()
    names = {relation.id() for relation in relations}
    claim({"lakana_communes_cercles", "lakana_cercles_regions"} <= names, f"relations: {sorted(names)}")
    for relation in relations:
        claim(relation.isValid(), f"relation {relation.id()} is not valid")
    cercles = project.relationManager().relation("lakana_communes_cercles")
    below = {f["code"]: len(list(cercles.getRelatedFeatures(f))) for f in cercles.referencedLayer().getFeatures()}
    total = cercles.referencingLayer().featureCount()
    claim(min(below.values()) > 0 and sum(below.values()) == total, f"{sum(below.values())} of {total} communes have a cercle")


def check_package(out, project):
    """Metadata and domains of the GeoPackage: what QGIS and GDAL read, and that the values keep to them."""
    from osgeo import gdal
    from osgeo_utils.samples import validate_gpkg

    try:
        validate_gpkg.check(f"{out}/lakana.gpkg")
    except validate_gpkg.GPKGCheckException as cause:
        claim(False, f"lakana.gpkg is not valid: {cause}")
    dataset = gdal.OpenEx(f"{out}/lakana.gpkg")
    known = set(dataset.GetFieldDomainNames() or [])
    claim({"missing_reason", "area_level", "between_0_and_100"} <= known, f"GDAL reads the domains {sorted(known)}")
    package = sqlite3.connect(f"file:{out}/lakana.gpkg?mode=ro", uri=True)
    kinds = package.execute("SELECT constraint_name, constraint_type, value, min, max FROM gpkg_data_column_constraints").fetchall()
    rows = package.execute("SELECT table_name, column_name, constraint_name FROM gpkg_data_columns WHERE constraint_name IS NOT NULL").fetchall()
    claim(len(rows) > 20, f"{len(rows)} fields with a domain")
    for table, column, constraint in rows:
        codes = {value for name, kind, value, _, _ in kinds if name == constraint and kind == "enum"}
        bounds = [(low, high) for name, kind, _, low, high in kinds if name == constraint and kind == "range"]
        found = [v for (v,) in package.execute(f'SELECT DISTINCT "{column}" FROM "{table}" WHERE "{column}" IS NOT NULL')]
        claim(codes or bounds, f"{table}.{column}: no constraint {constraint}")
        strange = [v for v in found if (str(v) not in codes if codes else not bounds[0][0] <= v <= bounds[0][1])]
        claim(not strange, f"{table}.{column}: {strange[:5]} are outside {constraint}")
    package.close()
    worded = 0
    for layer in project.mapLayers().values():
        table = layer.source().split("layername=")[1]
        if layer.id() != f"lakana_{table}":
            continue
        # As when a person drops the package on the map: nothing but what stands in it.
        alone = QgsVectorLayer(f"{out}/lakana.gpkg|layername={table}", table, "ogr")
        alone.loadDefaultStyle()
        metadata = alone.metadata()
        claim(metadata.title() == layer.name() and metadata.rights(), f"{table}: metadata {metadata.title()}, {metadata.rights()}")
        claim("aucune situation" in metadata.abstract(), f"{table}: the abstract does not say that the data are made up")
        for each in (layer, alone):
            for field, setup in ((f.name(), each.editorWidgetSetup(i)) for i, f in enumerate(each.fields())):
                if any(row[:2] == (table, field) and row[2] == "missing_reason" for row in rows):
                    words = {code: word for entry in setup.config().get("map", []) for word, code in entry.items()}
                    claim(setup.type() == "ValueMap" and words.get("withheld") == "non diffusé", f"{table}.{field}: {setup.type()}, {words}")
                    worded += 1
    claim(worded > 0, "no field of codes shows words")


def check_layouts(project, pictures):
    themes = project.mapThemeCollection().mapThemes()
    for theme in themes:
        for record in project.mapThemeCollection().mapThemeState(theme).layerRecords():
            layer = record.layer()
            claim(layer is not None, f"theme {theme}: a layer that is not there")
            styles = layer.styleManager().styles() if layer else []
            claim(record.currentStyle in styles, f"theme {theme}: {layer and layer.name()} has no style {record.currentStyle}")
    layouts = project.layoutManager().printLayouts()
    # One theme more: the ground of the small map.
    claim(len(layouts) == len(themes) - 1, f"{len(layouts)} layouts for {len(themes)} themes")
    pages = set()
    for number, layout in enumerate(layouts):
        atlas = layout.atlas()
        claim(atlas.enabled() and atlas.coverageLayer() is not None, f"{layout.name()}: no atlas")
        if not atlas.coverageLayer():
            continue
        pages.add(atlas.updateFeatures())
        claim(atlas.count() == atlas.coverageLayer().featureCount(), f"{layout.name()}: {atlas.count()} pages")
        main = next(i for i in layout.items() if hasattr(i, "atlasDriven") and i.atlasDriven())
        claim(main.followVisibilityPresetName() in themes, f"{layout.name()}: follows {main.followVisibilityPresetName()}")
        if number < 3:
            with tempfile.TemporaryDirectory() as folder:
                target = pictures or folder
                os.makedirs(target, exist_ok=True)
                settings = QgsLayoutExporter.ImageExportSettings()
                settings.dpi = 110
                atlas.beginRender()
                atlas.seekTo(min(4, atlas.count() - 1))
                path = f"{target}/{number}.png"
                result = QgsLayoutExporter(layout).exportToImage(path, settings)
                atlas.endRender()
                claim(result == QgsLayoutExporter.Success and os.path.getsize(path) > 20_000, f"{layout.name()}: page not drawn")
    return layouts, pages


def main():
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    out, pictures = sys.argv[1], sys.argv[2] if len(sys.argv) > 2 else None
    application = QgsApplication([], False)
    application.initQgis()
    log = QgsApplication.messageLog()
    log.messageReceived.connect(lambda text, tag, level: warned.append(f"{tag}: {text}") if level in (Qgis.Warning, Qgis.Critical) else None)
    project = QgsProject.instance()
    claim(project.read(f"{out}/lakana.qgz"), f"the project does not open: {project.error()}")
    layers = project.mapLayers().values()
    claim(layers, "a project without layers")
    for layer in layers:
        claim(layer.isValid(), f"layer {layer.name()} is not valid: {layer.source()}")
    claim(project.crs().isValid() and not project.crs().isGeographic(), "the project is not in metres")
    layouts, pages = check_layouts(project, pictures)
    check_types(out, project)
    check_relations(project)
    check_package(out, project)
    compared = check_classes(out, project)
    claim(compared > 0, "no style was compared")
    problems.extend(warned)
    print(f"{len(layers)} layers, {compared} styles, {len(layouts)} layouts, pages {sorted(pages)}, {len(problems)} problems")
    for problem in problems[:40]:
        print(problem)
    project.clear()
    application.exitQgis()
    sys.exit(1 if problems else 0)


main()

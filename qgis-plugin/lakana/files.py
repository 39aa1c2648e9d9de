"""Layers of QGIS as files that the program reads, and files of the program as layers of QGIS."""

import os
import sqlite3
from urllib.parse import parse_qs, unquote, urlsplit

from qgis.core import (
    QgsDataProvider,
    QgsFeatureRequest,
    QgsFields,
    QgsProcessingContext,
    QgsProcessingException,
    QgsProcessingLayerPostProcessorInterface,
    QgsProviderRegistry,
    QgsVectorFileWriter,
    QgsVectorLayer,
    QgsWkbTypes,
)

from qgis.PyQt import sip

from .words import said, text

NO_RASTER_FILE = text(
    "Le raster « {name} » n'est pas un fichier ({source}). Enregistrez-le d'abord en GeoTIFF (clic droit › Exporter).",
    "The raster “{name}” is not a file ({source}). Save it as a GeoTIFF first (right click › Export).",
)
NOT_EXPORTED = text("La couche « {name} » n'a pas pu être exportée : {cause}", "Layer “{name}” could not be exported: {cause}")
EXPORTED = text("« {name} » est d'abord exportée : {why}.", "“{name}” is exported first: {why}.")
REASONS = {
    "selection": text("une partie de ses entités seulement", "some of its features only"),
    "provider": text("ce n'est pas un fichier (couche temporaire, base de données ou service)",
                     "it is no file (temporary layer, database or service)"),
    "filter": text("elle a un filtre", "it has a filter"),
    "edits": text("elle a des modifications qui ne sont pas enregistrées", "it has edits that are not saved"),
    "fields": text("elle a des champs joints ou calculés", "it has joined or computed fields"),
    "crs": text("son système de coordonnées a été changé dans QGIS", "its coordinate system was changed in QGIS"),
    "several": text("le fichier contient plusieurs couches", "the file holds several layers"),
    "options": text("QGIS la lit avec des options à elle", "QGIS reads it with options of its own"),
}


class Input:
    """A file for the program: its path, the layer in it where it holds several, and the columns of its coordinates."""

    def __init__(self, path, layer=None, coordinates=None):
        self.path = path
        self.layer = layer
        self.coordinates = coordinates


def file_of(layer, folder, feedback, part=None, can_name=False):
    """The file behind a vector layer, or the layer exported into `folder` when it is not what its file holds.

    `part`: a `QgsProcessingFeatureSourceDefinition` that may ask for the selection or a filter. `can_name`: the program can
    be told which layer of the file is meant. Layers without geometry are exported as CSV, others as GeoPackage, with the
    coordinate system that QGIS gives them. Raises `QgsProcessingException`.
    """
    wanted = _wanted(layer, part)
    found, why = (None, "selection") if wanted else _behind(layer, can_name)
    if found is not None:
        return found
    feedback.pushInfo(said(EXPORTED, name=layer.name(), why=said(REASONS[why])))
    return Input(_exported(layer.materialize(wanted, feedback) if wanted else layer, folder, feedback))


def raster_file(layer):
    """Path of a raster. Raises `QgsProcessingException` when it is no file (a web service, say)."""
    path = QgsProviderRegistry.instance().decodeUri(layer.providerType(), layer.source()).get("path", "")
    if not os.path.isfile(path):
        raise QgsProcessingException(said(NO_RASTER_FILE, name=layer.name(), source=layer.source()))
    return os.path.abspath(path)


def tables(path):
    """Tables of a GeoPackage in the order in which they were written, with their titles; none when it is not one."""
    try:
        # The address of a file keeps SQLite from making one that is not there.
        connection = sqlite3.connect(f"file:{_address(path)}?mode=ro", uri=True)
        try:
            rows = connection.execute("SELECT table_name, identifier FROM gpkg_contents ORDER BY rowid").fetchall()
        finally:
            connection.close()
    except sqlite3.Error:
        return []
    return [(name, title or name) for name, title in rows]


def open_later(source, title, context, output):
    """Asks QGIS to open a layer in the project when the algorithm is done, over or under the others by its geometry."""
    if context.project() is None:
        return
    layer = QgsVectorLayer(source, title, "ogr") if "|layername=" in source else None
    details = QgsProcessingContext.LayerDetails(title, context.project(), output)
    details.forceName = True
    if layer is not None and hasattr(details, "layerSortKey"):
        order = {QgsWkbTypes.PointGeometry: 3, QgsWkbTypes.LineGeometry: 2, QgsWkbTypes.PolygonGeometry: 1}
        details.layerSortKey = order.get(layer.geometryType(), 0)
    context.addLayerToLoadOnCompletion(source, details)
    style_later(source, context)


def style_later(source, context):
    """Gives a layer that will be opened its own style: the one in its GeoPackage, or the `.qml` beside its file."""
    if context.willLoadLayerOnCompletion(source):
        _KEPT[:] = [style for style in _KEPT if not sip.isdeleted(style)]
        _KEPT.append(_OwnStyle())
        context.layerToLoadOnCompletionDetails(source).setPostProcessor(_KEPT[-1])


class _OwnStyle(QgsProcessingLayerPostProcessorInterface):
    """Processing opens its results without their own styles."""

    def postProcessLayer(self, layer, context, feedback):
        layer.loadDefaultStyle()
        layer.triggerRepaint()


#: QGIS deletes what it was handed when it is done with it; until then Python must not.
_KEPT = []


def _wanted(layer, part):
    """The request for the features that were asked for; None for all of them."""
    # QGIS 3.32 and later also filter by an expression.
    expression = getattr(part, "filterExpression", "") if part is not None else ""
    if part is None or not (part.selectedFeaturesOnly or expression):
        return None
    request = QgsFeatureRequest()
    if part.selectedFeaturesOnly:
        request.setFilterFids(layer.selectedFeatureIds())
    if expression:
        request.combineFilterExpression(expression)
    return request


def _behind(layer, can_name):
    """The file as it is, or None and why not."""
    kind = layer.providerType()
    if kind not in ("ogr", "delimitedtext"):
        return None, "provider"
    if layer.subsetString():
        return None, "filter"
    if layer.isModified():
        return None, "edits"
    fields = layer.fields()
    if any(fields.fieldOrigin(i) != QgsFields.OriginProvider for i in range(fields.count())):
        return None, "fields"
    if layer.crs() != layer.dataProvider().crs():
        return None, "crs"
    return _delimited(layer) if kind == "delimitedtext" else _by_gdal(layer, can_name)


def _by_gdal(layer, can_name):
    parts = QgsProviderRegistry.instance().decodeUri("ogr", layer.source())
    path = parts.get("path", "")
    if not os.path.isfile(path) or parts.get("vsiPrefix"):
        return None, "provider"
    if parts.get("openOptions") or "geometrytype=" in layer.source().lower():
        return None, "options"
    path = os.path.abspath(path)
    named = tables(path)
    # A GeoPackage also counts the table of its styles.
    separator = QgsDataProvider.sublayerSeparator()
    inside = [name for name, _ in named] or [row.split(separator)[1] for row in layer.dataProvider().subLayers()]
    if len(inside) < 2:
        return Input(path), None
    if not can_name:
        return None, "several"
    return Input(path, parts.get("layerName") or inside[0]), None


def _delimited(layer):
    """A table of text that QGIS reads with its own reader: the file, unless the program would read it otherwise."""
    address = urlsplit(layer.source())
    path, asked = unquote(address.path), parse_qs(address.query)
    if _of_windows(path):
        path = path[1:]
    if not os.path.isfile(path):
        return None, "provider"
    degrees = not layer.isSpatial() or layer.crs().authid() == "EPSG:4326"
    own = any(key in asked for key in ("skipLines", "decimalPoint", "wktField", "xyDms")) or asked.get("useHeader") == ["no"]
    if own or not degrees:
        return None, "options"
    pair = [asked.get(key, [None])[0] for key in ("xField", "yField")]
    return Input(os.path.abspath(path), coordinates=pair if all(pair) else None), None


def _of_windows(path):
    """Whether this is `/C:/…`, as addresses write a path of Windows."""
    return len(path) > 2 and path[0] == "/" and path[2] == ":"


def _exported(layer, folder, feedback):
    options = QgsVectorFileWriter.SaveVectorOptions()
    options.feedback = feedback
    options.fileEncoding = "UTF-8"
    if layer.isSpatial():
        options.driverName, ending = "GPKG", "gpkg"
        options.layerName = "layer"
        # Names that no field of a layer has, so that a field `fid` or `geom` stays a field.
        options.layerOptions = ["FID=lakana_fid_", "GEOMETRY_NAME=lakana_geometry_"]
    else:
        options.driverName, ending = "CSV", "csv"
    number = len(os.listdir(folder))
    path = os.path.join(folder, f"{number}.{ending}")
    done = QgsVectorFileWriter.writeAsVectorFormatV3(layer, path, layer.transformContext(), options)
    if done[0] != QgsVectorFileWriter.NoError:
        raise QgsProcessingException(said(NOT_EXPORTED, name=layer.name(), cause=done[1]))
    return path


def _address(path):
    return os.path.abspath(path).replace("\\", "/").replace("%", "%25").replace("?", "%3f").replace("#", "%23")

"""lakana in QGIS: the commands of the program `lakana` as algorithms of the Processing toolbox."""


def classFactory(iface):
    """What QGIS calls to start the plugin; `iface` is None in `qgis_process`."""
    from .plugin import LakanaPlugin

    return LakanaPlugin()

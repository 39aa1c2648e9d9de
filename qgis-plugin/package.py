#!/usr/bin/env python3
"""Packs the plugin as QGIS installs it from a file: `lakana.zip` with the one folder `lakana/`.

    python3 qgis-plugin/package.py TARGET

The same sources give the same bytes: files in their order, one date for all, no compiled Python.
"""

import os
import sys
import zipfile

HERE = os.path.dirname(os.path.abspath(__file__))
#: The oldest date that a zip can hold.
DATE = (1980, 1, 1, 0, 0, 0)


def sources():
    """Pairs of the name in the zip and the path of the file."""
    top = os.path.join(HERE, "lakana")
    for folder, folders, names in os.walk(top):
        folders[:] = sorted(name for name in folders if name != "__pycache__")
        for name in sorted(names):
            path = os.path.join(folder, name)
            # A program laid beside the plugin for trying it out stays where it is.
            if name.endswith((".py", ".txt", ".svg")):
                yield "lakana/" + os.path.relpath(path, top).replace(os.sep, "/"), path
    for name in ("LICENSE-APACHE", "LICENSE-MIT"):
        yield f"lakana/{name}", os.path.join(HERE, "..", name)


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    target = sys.argv[1]
    os.makedirs(os.path.dirname(os.path.abspath(target)), exist_ok=True)
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, path in sorted(sources()):
            entry = zipfile.ZipInfo(name, DATE)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            with open(path, "rb") as file:
                archive.writestr(entry, file.read())
    print(target)


main()

"""Texts in two languages, as a plain dictionary for each: French first, English complete."""

from qgis.core import QgsApplication


def text(fr, en):
    """One text in both languages."""
    return {"fr": fr, "en": en}


def language():
    """`en` where QGIS speaks English, else `fr`: the rule of the program itself."""
    return "en" if QgsApplication.locale().lower().startswith("en") else "fr"


def said(words, **values):
    """A text in the language of QGIS, with `values` put into its {places}."""
    chosen = words[language()]
    return chosen.format(**values) if values else chosen

"""Writes survey.sav, .zsav, .dta, survey_plain.sav, survey_long.dta and expected.json: an invented survey of six people.

Needs pyreadstat (tested with 1.3.7) and pandas. The values are made up; nobody was asked.
"""

import datetime
import json
import pathlib

import pandas
import pyreadstat

HERE = pathlib.Path(__file__).parent

TABLE = pandas.DataFrame(
    {
        "region": ["Gao", "Gao", "Mopti", "Mopti", "Ségou", "Ségou"],
        "sexe": [1.0, 2.0, 1.0, 2.0, 2.0, None],
        "poids": [0.8, 1.25, 1.0, 2.5, 0.75, 1.0],
        "q18_victime": [1.0, 2.0, 1.0, 99.0, None, 1.0],
        "satisfaction": [1.0, 2.0, 3.0, 4.0, 2.0, None],
        "enfants": [0.0, 3.0, 2.0, 12.0, 4.0, 1.0],
        "nom_du_repondant": ["A", "B", "C", "D", "E", "F"],
        "jour": [datetime.date(2017, 3, day) for day in range(1, 7)],
        "avis": ["mot " * 80, "", "", "", "", ""],
    }
)
LABELS = {
    "region": "Région",
    "q18_victime": "Avez-vous été victime de l'insécurité ?",
    "satisfaction": "Satisfaction des services de l'État",
    "enfants": "Nombre d'enfants",
}
VALUES = {
    "sexe": {1: "homme", 2: "femme"},
    "q18_victime": {1: "Oui", 2: "Non", 99: "Ne sait pas"},
    "satisfaction": {1: "Pas du tout satisfait", 2: "Peu satisfait", 3: "Satisfait", 4: "Très satisfait"},
}


def main():
    sav = dict(
        column_labels=LABELS,
        variable_value_labels=VALUES,
        missing_ranges={"q18_victime": [99]},
        variable_measure={"satisfaction": "ordinal", "q18_victime": "nominal"},
    )
    pyreadstat.write_sav(TABLE, HERE / "survey.sav", row_compress=True, **sav)
    pyreadstat.write_sav(TABLE, HERE / "survey_plain.sav", row_compress=False, **sav)
    pyreadstat.write_sav(TABLE, HERE / "survey.zsav", compress=True, **sav)
    pyreadstat.write_dta(TABLE, HERE / "survey.dta", column_labels=LABELS, variable_value_labels=VALUES, version=14)
    # The same with texts stored as strL, as Stata does where one is longer than 2045 bytes.
    long = TABLE.drop(columns="jour").assign(avis=["trop loin", "", "trop loin", "trop cher", "", ""])
    long.to_stata(HERE / "survey_long.dta", write_index=False, version=118, convert_strl=["region", "avis"], variable_labels=LABELS)
    expected = {}
    for name in ["survey.sav", "survey_plain.sav", "survey.zsav", "survey.dta", "survey_long.dta"]:
        read = pyreadstat.read_sav if name.endswith("sav") else pyreadstat.read_dta
        options = {"user_missing": True} if name.endswith("sav") else {}
        table, meta = read(HERE / name, **options)

        def cell(value):
            if value is None or (isinstance(value, float) and pandas.isna(value)):
                return ""
            if isinstance(value, float):
                return str(int(value)) if value == int(value) else repr(value)
            return str(value).strip()

        expected[name] = {
            "names": list(table.columns),
            "labels": [label or "" for label in meta.column_labels],
            "rows": [[cell(value) for value in row] for row in table.astype(object).values.tolist()],
            "value_labels": {
                column: {str(int(value)): text for value, text in values.items()}
                for column, values in meta.variable_value_labels.items()
            },
        }
    (HERE / "expected.json").write_text(json.dumps(expected, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()

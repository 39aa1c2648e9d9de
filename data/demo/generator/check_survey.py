"""Reads the survey files back: every printed number, the dictionary, and nobody to be recognised."""

import csv
import tomllib
from collections import Counter

from . import check_orders, facts, localities, survey
from .among import MEANS, Among, half_up
from .printed import NUMBERS

# Each wave: respondents, women, men, without sex.
SIZES = {"Q1": (93, None, None, 0), "Q2": (110, 40, 70, 0), "Q3": (387, 281, 102, 4)}


def run(folder):
    waves = {wave: _table(folder / survey.file(wave)) for wave in survey.WAVES}
    return [
        *_sizes(waves),
        *_numbers(waves),
        *check_orders.run(waves),
        *_dictionary(folder, waves),
        *_protection(waves),
        *_localities(folder),
    ]


def _table(path):
    with open(path, encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def shown(waves, number):
    """What the files give for a printed number, to as many decimals as are printed, and its base."""
    among = Among(waves[number.wave], **dict([number.group] if number.group else []))
    if number.choices:
        count, base = among.share(number.column, number.choices)
        return half_up(100 * count, base, 0), base
    given = among.answers(number.column)
    decimals = len(number.value.partition(",")[2])
    return half_up(sum(MEANS[answer] for answer in given), len(given), decimals), len(given)


def _numbers(waves):
    for number in NUMBERS:
        value, base = shown(waves, number)
        of = f" {number.group[1]}" if number.group else ""
        what = f"{number.wave} {number.column} {number.choices}{of} = {number.value}, {number.place}"
        yield what, value == number.value, f"{value}, n = {base}"


def _sizes(waves):
    for wave, (total, women, men, unsaid) in SIZES.items():
        rows = waves[wave]
        sexes = Counter(row["sexe"] for row in rows)
        holds = len(rows) == total and sexes[""] == unsaid and women in (None, sexes["F"]) and men in (None, sexes["H"])
        yield f"{wave}: {total} respondents", holds, dict(sexes)
        silent = {
            (column, zone): sum(not row[column] for row in rows if row["zone"] == zone)
            for column in rows[0].keys() - survey.BACKGROUND
            for zone in facts.ZONES
        }
        yield f"{wave}: at most two of a zone did not answer", max(silent.values()) <= 2, max(silent.values())
        apart = {row["region"] for row in rows if not row["zone"]}
        yield f"{wave}: only Taoudénit has no zone", apart <= {"Taoudénit"}, apart


def _dictionary(folder, waves):
    """Columns and answers are those of the dictionary, which is that of the white paper."""
    path = folder.parent / "livre-blanc" / "questions.toml"
    known = tomllib.loads(path.read_text(encoding="utf-8"))["question"]
    for wave, rows in waves.items():
        allowed = {}
        for question in known:
            if question["wave"] == wave:
                allowed |= _cells(question)
        columns = set(rows[0]) - set(survey.BACKGROUND)
        strange = [(c, row[c]) for row in rows for c in sorted(columns & set(allowed)) if not allowed[c](row[c])]
        yield f"{wave}: a column for every question and item, no other", columns == set(allowed), columns ^ set(allowed)
        yield f"{wave}: only answers of the dictionary", not strange, strange[:5]


def _cells(question):
    """Columns of a question, each with the test that its cells must pass."""
    codes = {choice["code"] for choice in question["choices"]}
    names = [f"{question['code']}_{item['code']}" for item in question.get("items", [])] or [question["code"]]
    in_one_cell = question["code"] == "q15" or question["kind"] == "ranking"
    if question["kind"] == "multiple" and not in_one_cell:
        return {f"{name}/{code}": lambda cell: cell in ("0", "1", "") for name in names for code in codes}
    if in_one_cell:
        return {name: lambda cell: set(cell.split()) <= codes for name in names}
    return {name: lambda cell: cell in codes | {""} for name in names}


def _protection(waves):
    rows = [row for wave in waves.values() for row in wave]
    return [
        ("nobody can be placed in a commune", not any(row["commune"] or row["cercle"] for row in rows), ""),
        ("no column of roles, no weights", not {"role", "role_gsps", "weight"} & set().union(*rows), ""),
    ]


def _localities(folder):
    rows = _table(folder / "localities.csv")
    communes = {row["pcode"]: (row["region"], row["commune"]) for row in _table(folder / "population.csv")}
    astray = [row["name"] for row in rows if communes.get(row["pcode"]) != (row["region"], row["commune"])]
    codes = {row["pcode"] for row in rows}
    later = [row["region"] for row in rows if row["first_wave"] != "Q1"]
    yield "36 localities, each once", len(rows) == len(codes) == len(localities.ALL) == 36, len(codes)
    yield "in all 11 regions", {row["region"] for row in rows} == set(facts.REGIONS), ""
    yield "they are communes", not astray, astray
    yield "the last was added for Taoudénit", later == ["Taoudénit"], later

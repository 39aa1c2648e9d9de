"""The three waves of the made-up survey, one file each.

No column says in which commune somebody lives or what they are in their group: with three members in a
locality, commune and role together name one person. The columns stay, empty.
"""

from . import q1, q2, q3, respondents
from .chance import stream

WAVES = {"Q1": q1, "Q2": q2, "Q3": q3}
BACKGROUND = ["respondent", "wave", "zone", "region", "cercle", "commune", "sexe", "age_group", "milieu"]


def file(wave):
    return f"survey_{wave.lower()}.csv"


def rows(wave):
    people = respondents.of(wave, stream("respondents", wave))
    columns = {}
    for question in WAVES[wave].questions(people):
        columns |= question.columns(stream("answers", wave, question.column), people)
    # Numbers follow no order of places.
    numbers = [f"{wave}-{number:03}" for number in stream("numbers", wave).permutation(len(people)) + 1]
    records = [
        [number, wave, p.zone, p.region, "", "", p.sexe, p.age_group, p.milieu, *answers]
        for number, p, *answers in zip(numbers, people, *columns.values())
    ]
    return [*BACKGROUND, *columns], sorted(records)

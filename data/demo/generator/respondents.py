"""Who answers in each wave: three members of each group in the first two, ten or eleven persons of
each locality in the third.

Numbers of respondents and of women and men are the white paper's; ages and rural or urban are made up.
"""

from typing import NamedTuple

from .answers import spread
from .localities import ALL, Locality

# Roles are needed to make sexes and ages; they are written nowhere.
YOUTH, WOMEN, COMMUNITY = "youth", "women", "community"
# In October 2016 one member is missing in every third of the 35 localities: 93 answer.
ABSENT = {n: (YOUTH, WOMEN, COMMUNITY)[n // 3 % 3] for n in range(0, 35, 3)}
# In March 2017 four answer in two localities: 36 times three, and two more.
FOUR_ANSWER = {"Sikasso", "Bougouni"}
# In October 2017 eleven answer in each locality, ten in every fourth: 387.
LARGE, SMALL_EVERY = 11, 4
# Women and young people besides the women's and youth representatives.
MORE_WOMEN, MORE_YOUNG = {"Q1": 3, "Q2": 4}, {"Q1": 2, "Q2": 2}
Q3_WOMEN, Q3_WITHOUT_SEX, Q3_YOUNG = 281, 4, 150


class Person(NamedTuple):
    locality: Locality
    sexe: str
    age_group: str
    milieu: str

    @property
    def region(self):
        return self.locality.region

    @property
    def zone(self):
        return self.locality.zone


def of(wave, rng):
    """The respondents of a wave, locality by locality."""
    return _everybody(rng) if wave == "Q3" else _members(wave, rng)


def _members(wave, rng):
    roles = []
    for n, locality in enumerate(place for place in ALL if wave != "Q1" or place.first_wave == "Q1"):
        present = [role for role in (YOUTH, WOMEN, COMMUNITY) if wave != "Q1" or ABSENT.get(n) != role]
        extra = [COMMUNITY] if wave == "Q2" and locality.name in FOUR_ANSWER else []
        roles += [(locality, role) for role in present + extra]
    young_men = [i for i, (_, role) in enumerate(roles) if role == YOUTH]
    women = [i for i, (_, role) in enumerate(roles) if role == WOMEN]
    female = {*women, *spread(rng, young_men, MORE_WOMEN[wave])}
    young = {*young_men, *spread(rng, women, MORE_YOUNG[wave])}
    return _people(rng, [locality for locality, _ in roles], female, set(), young)


def _everybody(rng):
    places = []
    for n, locality in enumerate(ALL):
        places += [locality] * (LARGE - (n % SMALL_EVERY == SMALL_EVERY - 1))
    everyone = list(range(len(places)))
    unsaid = set(spread(rng, everyone, Q3_WITHOUT_SEX))
    female = set(spread(rng, [i for i in everyone if i not in unsaid], Q3_WOMEN))
    return _people(rng, places, female, unsaid, set(spread(rng, everyone, Q3_YOUNG)))


def _people(rng, places, female, unsaid, young):
    everyone = list(range(len(places)))
    share = [locality.urban_share for locality in places]
    # Everyone in the district of Bamako lives in town.
    sure = {i for i in everyone if share[i] == 1.0}
    others = [i for i in everyone if i not in sure]
    urban = sure | set(spread(rng, others, round(sum(share[i] for i in others)), lambda i: share[i]))
    return [
        Person(
            locality,
            "" if i in unsaid else "F" if i in female else "H",
            "jeune" if i in young else "non_jeune",
            "urbain" if i in urban else "rural",
        )
        for i, locality in enumerate(places)
    ]

"""How columns of answers are made: counts are exact, who gave which answer is chance.

A printed share is met because its count is given; a printed order ("women more than men") is met
because chance leans that way. Every kind of question gives one or several columns by name.
"""

from math import gcd, prod
from typing import NamedTuple

import numpy as np


def spread(rng, positions, count, weight=lambda position: 1.0):
    """`count` of these positions, each likelier the larger its weight, evenly along their order:
    systematic sampling with unequal probabilities (Madow, 1949)."""
    positions = list(positions)
    if count > len(positions):
        raise ValueError(f"{count} of {len(positions)}")
    if count == 0:
        return []
    weights = np.array([weight(position) for position in positions], dtype=float)
    chances, sure = np.zeros(len(positions)), np.zeros(len(positions), dtype=bool)
    while True:
        chances = np.where(sure, 1.0, (count - sure.sum()) * weights / max(weights[~sure].sum(), 1e-12))
        over = (chances > 1.0) & ~sure
        if not over.any():
            break
        sure |= over
    ends = np.round(np.cumsum(chances), 9)
    picked = np.searchsorted(ends, rng.random() + np.arange(count), side="right")
    picked = sorted({int(i) for i in picked})
    if len(picked) != count or picked[-1] >= len(positions):
        raise ValueError(f"{len(picked)} drawn instead of {count}")
    return [positions[i] for i in picked]


def percent(share, base):
    """The count out of `base` nearest to a share in percent; of two as near, the smaller."""
    return (2 * share * base + 99) // 200


def groups(people, by):
    """Positions by the value of an attribute, everybody under "" when there is none."""
    found = {}
    for i, person in enumerate(people):
        found.setdefault(getattr(person, by) if by else "", []).append(i)
    return found


def lean(**more):
    """A weight for each person by any of the words that describe them: `lean(F=2.0)` doubles that of women."""

    def weight(person):
        words = (person.sexe, person.age_group, person.milieu, person.zone)
        return prod(factor for word, factor in more.items() if word in words)

    return weight


class Take(NamedTuple):
    """An answer, and how many give it in each group: counts, or shares in percent of those who answer."""

    answer: str
    by: str
    counts: dict
    lean: object = lean()
    shares: bool = False


def share(answer, by, shares, lean=lean()):
    return Take(answer, by, shares, lean, shares=True)


class Single(NamedTuple):
    """One choice: answers are taken one after the other, `rest` by everybody else.

    `silent` counts those who do not answer: `(attribute, {group: count})`.
    """

    column: str
    takes: list
    rest: str
    silent: tuple = ("", {})

    def columns(self, rng, people):
        left = set(range(len(people))) - set(_unanswered(rng, people, self.silent))
        answering = set(left)
        values = [self.rest if i in left else "" for i in range(len(people))]
        for take in self.takes:
            for i in _taken(rng, people, take, left, answering):
                values[i] = take.answer
                left.discard(i)
        return {self.column: values}


class Multiple(NamedTuple):
    """Any number of choices, in one column each (`column/choice`, 1 or 0), or in one cell each when
    `in_one_cell`. Whoever has taken none takes `at_least`, where it is given."""

    column: str
    takes: list
    silent: tuple = ("", {})
    at_least: str = ""
    in_one_cell: bool = False

    def columns(self, rng, people):
        answering = set(range(len(people))) - set(_unanswered(rng, people, self.silent))
        taken = {take.answer: set() for take in self.takes}
        for take in self.takes:
            taken[take.answer] |= set(_taken(rng, people, take, answering, answering))
        if self.at_least:
            taken[self.at_least] |= answering - set().union(*taken.values())
        if self.in_one_cell:
            cell = [" ".join(choice for choice in taken if i in taken[choice]) for i in range(len(people))]
            return {self.column: cell}
        return {
            f"{self.column}/{choice}": [int(i in who) if i in answering else "" for i in range(len(people))]
            for choice, who in taken.items()
        }


class Scale(NamedTuple):
    """Steps of a scale that add up to a sum in each group, its first step counting 1."""

    column: str
    steps: list
    by: str
    sums: dict
    lean: object = lean()
    silent: tuple = ("", {})

    def columns(self, rng, people):
        silent = set(_unanswered(rng, people, self.silent))
        values = [""] * len(people)
        for group, members in groups(people, self.by).items():
            members = [i for i in members if i not in silent]
            steps = self._climb(rng, [self.lean(people[i]) for i in members], self.sums[group] - len(members))
            for i, step in zip(members, steps):
                values[i] = self.steps[step]
        return {self.column: values}

    def _climb(self, rng, weights, climbs):
        """Everybody starts on the first step; one after the other somebody climbs."""
        steps = np.zeros(len(weights), dtype=int)
        weights = np.array(weights) * rng.gamma(3.0, size=len(weights))
        for _ in range(climbs):
            chances = np.where(steps < len(self.steps) - 1, weights, 0.0)
            steps[int(rng.choice(len(weights), p=chances / chances.sum()))] += 1
        return [int(step) for step in steps]


class Ranking(NamedTuple):
    """Choices best first, drawn one after the other by weights of the person's group (Plackett–Luce), and
    handed out evenly, so that sexes and ages differ little."""

    column: str
    by: str
    weights: dict
    silent: tuple = ("", {})

    def columns(self, rng, people):
        silent = set(_unanswered(rng, people, self.silent))
        cells = [""] * len(people)
        for group, members in groups(people, self.by).items():
            members = _mixed(rng, people, [i for i in members if i not in silent])
            orders = sorted(self._order(rng, self.weights[group]) for _ in members)
            step = next(s for s in range(round(0.618 * len(orders)), 0, -1) if gcd(s, len(orders)) == 1)
            for turn, i in enumerate(members):
                cells[i] = orders[turn * step % len(orders)]
        return {self.column: cells}

    def _order(self, rng, weights):
        # The order of exponential waiting times is that of drawing without replacement.
        waits = rng.exponential(size=len(weights)) / np.array(list(weights.values()))
        return " ".join(choice for _, choice in sorted(zip(waits, weights)))


def _unanswered(rng, people, silent):
    by, counts = silent
    members = groups(people, by)
    return [i for group, count in counts.items() for i in spread(rng, _mixed(rng, people, members[group]), count)]


def _taken(rng, people, take, left, answering):
    found = []
    for group, members in groups(people, take.by).items():
        wanted = take.counts.get(group, 0)
        if take.shares:
            wanted = percent(wanted, sum(i in answering for i in members))
        free = [i for i in members if i in left]
        found += spread(rng, _mixed(rng, people, free), wanted, lambda i: take.lean(people[i]))
    return found


def _mixed(rng, people, positions):
    """In an order that keeps like with like, so that a draw is even among sexes, ages and regions."""
    drawn = rng.random(len(positions))
    key = {i: (people[i].sexe, people[i].age_group, people[i].region, d) for i, d in zip(positions, drawn)}
    return sorted(positions, key=key.get)

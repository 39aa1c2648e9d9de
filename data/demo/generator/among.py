"""Shares and means among some of the people of a wave, as the survey files give them."""

from . import q1, q2

MEANS = {step: value for scale in (q1.TRUST, q2.GRAVITY, q2.STEPS) for value, step in enumerate(scale, 1)}


class Among:
    """The rows that hold all these values, and what they answered; who does not know is in no base."""

    def __init__(self, rows, **wanted):
        self.rows = [row for row in rows if all(row[name] == value for name, value in wanted.items())]

    def answers(self, column):
        return [row[column] for row in self.rows if row[column] not in ("", "nsp")]

    def share(self, column, choices="1"):
        given = self.answers(column)
        return sum(answer in choices.split("+") for answer in given), len(given)

    def percent(self, column, choices="1"):
        count, base = self.share(column, choices)
        return 100 * count / base

    def mean(self, column):
        given = self.answers(column)
        return sum(MEANS[answer] for answer in given) / len(given)

    def first(self, column, choice):
        given = self.answers(column)
        return 100 * sum(answer.split()[0] == choice for answer in given) / len(given)

    def names(self, column, choice):
        given = self.answers(column)
        return 100 * sum(choice in answer.split() for answer in given) / len(given)


def half_up(total, base, decimals):
    """`total / base` with so many decimals, halves away from zero, as text with a comma."""
    scaled = (2 * total * 10**decimals + base) // (2 * base)
    whole, rest = divmod(scaled, 10**decimals)
    return f"{whole},{rest:0{decimals}}" if decimals else str(whole)

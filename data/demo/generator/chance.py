"""Repeatable chance: one stream of random numbers for each product."""

from zlib import crc32

import numpy as np

SEED = 20190213


def stream(*names):
    """A generator of its own for each name, so that changing one product leaves the others as they are."""
    return np.random.default_rng([SEED, *(crc32(str(name).encode()) for name in names)])


def share_out(total, weights):
    """Splits a whole number by weights: exact sum, largest remainders first, ties in order."""
    weights = np.asarray(weights, dtype=float)
    quotas = total * weights / weights.sum()
    parts = np.floor(quotas).astype(int)
    remainders = quotas - parts
    for i in np.argsort(-remainders, kind="stable")[: total - parts.sum()]:
        parts[i] += 1
    return [int(part) for part in parts]


def pick(rng, options):
    """One of a `{option: weight}` mapping."""
    names = list(options)
    weights = np.array([options[name] for name in names], dtype=float)
    return names[int(rng.choice(len(names), p=weights / weights.sum()))]

"""The lengths of a light curve: whole, cut, and as one of its alerts shows it."""

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import replace
from itertools import islice
from typing import Any

import numpy as np

from .light_curves import alert_history, ended_after, first_detections
from .observe import FEWEST_DETECTIONS, HISTORY, TOTAL
from .rows import Drawn, Row
from .taxonomy import SUPERNOVAE

# Days after the first detection at which light curves end.
CUTS = (8, 16, 32, 64, 128, 256)
# Detections after which held-out light curves end.
COUNTS = (6, 8, 10, 15, 20, 30, 50)


def some_lengths(
    random: np.random.Generator, row: Row, light_curve: Mapping[str, Any], cuts: int = 1
) -> list[Drawn]:
    """The light curve whole, so many times cut, and one of its alerts with its history."""
    return [
        (row, light_curve),
        *some_cuts(random, row, light_curve, cuts),
        *some_histories(random, row, light_curve, 1),
    ]


def some_cuts(
    random: np.random.Generator, row: Row, light_curve: Mapping[str, Any], count: int
) -> list[Drawn]:
    cuts = every_cut(row, light_curve)
    return [cuts[index] for index in random.permutation(len(cuts))[:count]]


def every_cut(row: Row, light_curve: Mapping[str, Any]) -> list[Drawn]:
    """
    Shorter light curves with enough rows for an answer, each length that differs from a longer; none
    of the total light of a supernova, which begins with its host alone.
    """
    if row.label in SUPERNOVAE and row.channel == TOTAL.name:
        return []
    shorter = []
    count = len(light_curve["detections"]["mjd"])
    for days in reversed(CUTS):
        cut = ended_after(light_curve, days)
        left = len(cut["detections"]["mjd"])
        if left < FEWEST_DETECTIONS:
            break
        if left < count:
            shorter.append((replace(row, cut=days), cut))
            count = left
    return shorter


def some_histories(
    random: np.random.Generator, row: Row, light_curve: Mapping[str, Any], count: int
) -> list[Drawn]:
    """What some of its alerts carry, where that begins after the first detection."""
    first = min(light_curve["detections"]["mjd"])
    later = (
        history
        for history in histories(random, light_curve)
        if min(history["detections"]["mjd"]) > first
    )
    return [(replace(row, history=HISTORY), history) for history in islice(later, count)]


def histories(
    random: np.random.Generator, light_curve: Mapping[str, Any]
) -> Iterator[dict[str, Any]]:
    """What its alerts carry, in any order, with enough rows for an answer; of total magnitudes none."""
    if light_curve["photometry"] == "total":
        return
    for newest in random.permutation(np.unique(light_curve["detections"]["mjd"])):
        history = alert_history(light_curve, newest, HISTORY)
        if len(history["detections"]["mjd"]) >= FEWEST_DETECTIONS:
            yield history


def every_length(row: Row, light_curve: Mapping[str, Any]) -> list[Drawn]:
    """
    The light curve whole, after so many days and after so many detections. One that ends before
    counts as it is, so that lengths are compared by the same objects; lengths with too few rows for
    an answer are left out. Of alerts also what one of them carries, any with enough rows.
    """
    shorter = [
        *((replace(row, cut=days), ended_after(light_curve, days)) for days in CUTS),
        *(
            (replace(row, detections=count), first_detections(light_curve, count))
            for count in COUNTS
        ),
    ]
    return [
        (row, light_curve),
        *(each for each in shorter if len(each[1]["detections"]["mjd"]) >= FEWEST_DETECTIONS),
        *an_alert(row, light_curve),
    ]


def an_alert(row: Row, light_curve: Mapping[str, Any]) -> list[Drawn]:
    """With its history, one with enough rows for an answer, the same for the same object."""
    history = next(histories(generator("alert", row.group), light_curve), None)
    return [] if history is None else [(replace(row, history=HISTORY), history)]


def generator(*words: object) -> np.random.Generator:
    """Randomness that depends on the words alone."""
    digest = hashlib.sha256(" ".join(map(str, words)).encode()).digest()
    return np.random.default_rng(int.from_bytes(digest[:16], "big"))

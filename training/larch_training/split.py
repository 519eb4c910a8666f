"""Which objects are held out: decided by a hash of the name, so that it never changes."""

import csv
import hashlib
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Literal

import numpy as np
from scipy.spatial import cKDTree

TEST_FRACTION = 0.2
# Beside the test part: what choices and calibration are made by.
VALIDATION_FRACTION = 0.15

# Names nearer to one another than this are of one object.
SAME_PLACE = np.radians(2 / 3600)

Part = Literal["training", "validation", "test"]


def hash_fraction(purpose: str, object_id: str) -> float:
    """
    A number in [0, 1) that depends on its arguments alone.

    The purpose keeps one choice independent of another: some of the sets were themselves drawn by
    the bare hash of the name, so that the bare hash of their objects is anything but uniform.
    """
    digest = hashlib.sha256(f"{purpose} {object_id}".encode()).digest()
    return int.from_bytes(digest[:8], "big") / 2**64


def read_pairs(path: Path) -> list[tuple[str, str]]:
    """Names of one star."""
    with path.open(newline="") as file:
        return [(row["first_object"], row["second_object"]) for row in csv.DictReader(file)]


def pairs_by_position(
    names: Sequence[str], right_ascension: Sequence[float], declination: Sequence[float]
) -> list[tuple[str, str]]:
    """Names of objects, with their ICRS positions in degrees, within SAME_PLACE of one another."""
    ra, dec = np.radians(right_ascension), np.radians(declination)
    places = np.column_stack([np.cos(dec) * np.cos(ra), np.cos(dec) * np.sin(ra), np.sin(dec)])
    near = cKDTree(places).query_pairs(SAME_PLACE)
    return [(names[first], names[second]) for first, second in sorted(near)]


def group_names(pairs: Iterable[tuple[str, str]]) -> dict[str, str]:
    """
    From each name of a star that has several to the one that stands for all of them: the smallest of
    each set of names that pairs connect.
    """
    group: dict[str, set[str]] = {}
    for first, second in pairs:
        names = group.get(first, {first}) | group.get(second, {second})
        group.update(dict.fromkeys(names, names))
    return {name: min(names) for name, names in group.items()}


def part_of(group: str) -> Part:
    """Of the name that stands for all names of a star."""
    fraction = hash_fraction("test", group)
    if fraction < TEST_FRACTION:
        return "test"
    return "validation" if fraction < TEST_FRACTION + VALIDATION_FRACTION else "training"


def fold_of(group: str, folds: int) -> int:
    """Of all light curves of a star, the same."""
    return int(folds * hash_fraction("fold", group))


# Where there are few objects of a class, all of them are needed to judge by.
FEWEST_TO_DIVIDE = 10


def judge_part(group: str, objects_of_class: int) -> Part:
    """Of a set too small to learn from, with so many objects of the class: half for choices."""
    fraction = hash_fraction("judge", group)
    return "validation" if objects_of_class >= FEWEST_TO_DIVIDE and fraction < 0.5 else "test"

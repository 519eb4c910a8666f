"""Which objects are held out: decided by a hash of the name, so that it never changes."""

import csv
import hashlib
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Literal

TEST_FRACTION = 0.2
# Beside the test part: what choices and calibration are made by.
VALIDATION_FRACTION = 0.15

Part = Literal["training", "validation", "test"]


def hash_fraction(purpose: str, object_id: str) -> float:
    """
    A number in [0, 1) that depends on its arguments alone.

    The purpose keeps one choice independent of another: some of the sets were themselves drawn by
    the bare hash of the name, so that the bare hash of their objects is anything but uniform.
    """
    digest = hashlib.sha256(f"{purpose} {object_id}".encode()).digest()
    return int.from_bytes(digest[:8], "big") / 2**64


def read_same_objects(path: Path) -> dict[str, str]:
    """From each name of a star that has several to the one that stands for all of them."""
    with path.open(newline="") as file:
        return group_names((row["first_object"], row["second_object"]) for row in csv.DictReader(file))


def group_names(pairs: Iterable[tuple[str, str]]) -> dict[str, str]:
    """The smallest name of each set of names that pairs connect."""
    group: dict[str, set[str]] = {}
    for first, second in pairs:
        names = group.get(first, {first}) | group.get(second, {second})
        group.update(dict.fromkeys(names, names))
    return {name: min(names) for name, names in group.items()}


def is_held_out(object_id: str, same_objects: Mapping[str, str]) -> bool:
    return part_of(object_id, same_objects) == "test"


def part_of(object_id: str, same_objects: Mapping[str, str]) -> Part:
    fraction = hash_fraction("test", same_objects.get(object_id, object_id))
    if fraction < TEST_FRACTION:
        return "test"
    return "validation" if fraction < TEST_FRACTION + VALIDATION_FRACTION else "training"


def fold_of(group: str, folds: int) -> int:
    """Of all light curves of a star, the same."""
    return int(folds * hash_fraction("fold", group))


# Where there are few objects of a class, all of them are needed to judge by.
FEWEST_TO_DIVIDE = 10


def judge_part(object_id: str, objects_of_class: int, same_objects: Mapping[str, str]) -> Part:
    """Of a set too small to learn from, with so many objects of the class: half for choices."""
    fraction = hash_fraction("judge", same_objects.get(object_id, object_id))
    return "validation" if objects_of_class >= FEWEST_TO_DIVIDE and fraction < 0.5 else "test"

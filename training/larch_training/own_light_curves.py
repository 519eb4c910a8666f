"""A file of labelled light curves of one's own: a line is a light curve as the service takes it, and
its `class`.
"""

import gzip
import json
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from .features import reason_of
from .light_curves import taken
from .split import Part, hash_fraction
from .taxonomy import BRANCH_OF

FEWEST_OBJECTS = 10
MOST_FAULTS_TOLD = 20

# Of the objects of a class.
TEST_SHARE, VALIDATION_SHARE = 0.2, 0.15


@dataclass(frozen=True)
class Labelled:
    """A light curve of a file of one's own, with its line in the file and its class."""

    line: int
    label: str
    # As the service takes it.
    light_curve: Mapping[str, Any]

    @property
    def object_id(self) -> str:
        return self.light_curve["objectId"]


def read_labelled(path: Path) -> list[Labelled]:
    """
    Plain or, where the name ends in .gz, gzipped. What is wrong with a light curve itself is for the
    service to say. Raises ValueError naming the lines that cannot be used, and why.
    """
    labelled, faults = [], []
    first: dict[str, Labelled] = {}
    for line, text in lines_of(path):
        try:
            each = parse(line, text)
            before = first.setdefault(each.object_id, each)
            if before.label != each.label:
                raise ValueError(
                    f"/class is {each.label}, but {each.object_id} is {before.label} in line "
                    f"{before.line}"
                )
            labelled.append(each)
        except ValueError as error:
            faults.append(f"{path}#L{line}: {error}")
    if faults:
        raise ValueError("\n".join(told(faults)))
    return labelled


def lines_of(path: Path) -> list[tuple[int, str]]:
    """Those that are not empty, with their numbers."""
    opened = gzip.open if path.suffix == ".gz" else open
    try:
        with opened(path, "rt", encoding="utf-8") as file:
            return [(number, text) for number, text in enumerate(file, start=1) if text.strip()]
    except (OSError, EOFError, UnicodeDecodeError) as error:
        raise ValueError(f"{path} cannot be read: {error}") from error


def parse(line: int, text: str) -> Labelled:
    try:
        light_curve = json.loads(text)
    except json.JSONDecodeError as error:
        raise ValueError(f"is not JSON: {error}") from error
    if not isinstance(light_curve, dict):
        raise ValueError("is not a JSON object")
    object_id = light_curve.get("objectId")
    if not isinstance(object_id, str) or not object_id:
        raise ValueError("/objectId must be a string that is not empty")
    label = light_curve.pop("class", None)
    if not isinstance(label, str) or label not in BRANCH_OF:
        raise ValueError(f"/class must be one of {', '.join(BRANCH_OF)}, not {json.dumps(label)}")
    return Labelled(line, label, light_curve)


def check_classes(labelled: Sequence[Labelled]) -> None:
    """Raises ValueError where there are too few classes, or too few objects of one."""
    objects = Counter({each.object_id: each.label for each in labelled}.values())
    if len(objects) < 2:
        raise ValueError(f"there are light curves of {', '.join(objects) or 'no class'} alone")
    rare = [f"{count} of {label}" for label, count in objects.items() if count < FEWEST_OBJECTS]
    if rare:
        raise ValueError(
            f"at least {FEWEST_OBJECTS} objects of each class are needed, but there are "
            f"{', '.join(rare)}: find more, or leave the class out"
        )


def parts_of(labelled: Sequence[Labelled]) -> dict[str, Part]:
    """
    The part of each object, by name. Objects of a class are put in the order of a hash of their
    names, and the first of them test: so every part has some of each class, however few there are.
    """
    objects = defaultdict(set)
    for each in labelled:
        objects[each.label].add(each.object_id)
    parts: dict[str, Part] = {}
    for names in objects.values():
        test = max(1, round(TEST_SHARE * len(names)))
        validation = max(1, round(VALIDATION_SHARE * len(names)))
        for place, name in enumerate(sorted(names, key=lambda name: hash_fraction("own", name))):
            if place < test:
                parts[name] = "test"
            else:
                parts[name] = "validation" if place < test + validation else "training"
    return parts


def refusals(
    path: Path, labelled: Sequence[Labelled], problems: Sequence[Mapping[str, Any] | None]
) -> list[str]:
    """What the service would not take: counts by problem code, then the light curves."""
    refused = [
        (each, problem)
        for each, problem in zip(labelled, problems, strict=True)
        if problem is not None
    ]
    counts = Counter(problem["code"] for _, problem in refused)
    return [
        *(f"light curves left out, {code}: {count}" for code, count in counts.items()),
        *told(
            [
                f"{path}#L{each.line}: {each.object_id}: {reason_of(problem)}"
                for each, problem in refused
            ]
        ),
    ]


def told(lines: Sequence[str]) -> list[str]:
    more = len(lines) - MOST_FAULTS_TOLD
    return [*lines[:MOST_FAULTS_TOLD], *([f"and {more} more"] if more > 0 else [])]


def with_columns(light_curve: Mapping[str, Any]) -> dict[str, Any]:
    """
    A light curve that the service takes, in the form that is cut: detections and non-detections as
    columns, without rows that have no time.
    """
    none = {"mjd": [], "band": [], "limitingMag": []}
    return {
        **light_curve,
        "detections": timed_columns(light_curve["detections"]),
        "nonDetections": timed_columns(light_curve.get("nonDetections") or none),
    }


def timed_columns(rows_or_columns: Any) -> dict[str, list[Any]]:
    columns = rows_or_columns
    if isinstance(columns, list):
        names = dict.fromkeys(["mjd", *(name for row in columns for name in row)])
        columns = {name: [row.get(name) for row in rows_or_columns] for name in names}
    return taken(columns, [row for row, mjd in enumerate(columns["mjd"]) if mjd is not None])

"""What a model was trained, chosen and judged on: objects and light curves by set and class."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from .markdown import table
from .rows import KINDS, Row
from .sources import SET_OF_ORIGIN, SOURCES
from .split import Part
from .taxonomy import BRANCH_OF

PARTS: tuple[Part, ...] = ("training", "validation", "test")
# With fewer, a score of a class says little.
FEWEST_TEST_OBJECTS = 10

RowsOfParts = Mapping[Part, Sequence[Row]]


def training_data(parts: RowsOfParts) -> list[dict[str, Any]]:
    """`trainingData` of model.json: objects of all three parts."""
    groups = defaultdict(set)
    for rows in parts.values():
        for row in rows:
            groups[SET_OF_ORIGIN[row.origin], row.label].add(row.group)
    return [
        {
            "set": source.name,
            "citation": source.citation,
            "licence": source.licence,
            "objects": {
                label: len(groups[source.name, label])
                for label in BRANCH_OF
                if (source.name, label) in groups
            },
        }
        for source in SOURCES
    ]


def data_table(parts: RowsOfParts) -> str:
    """Light curves and, in brackets, the objects they are of."""
    light_curves = Counter()
    groups = defaultdict(set)
    for part, rows in parts.items():
        for row in rows:
            key = SET_OF_ORIGIN[row.origin], row.label, row.kind, part
            light_curves[key] += 1
            groups[key].add(row.group)

    def cell(key: tuple[str, str, str, Part]) -> str:
        return f"{light_curves[key]} ({len(groups[key])})" if key in light_curves else ""

    def total(part: Part) -> str:
        return f"{len(parts[part])} ({len({row.group for row in parts[part]})})"

    keys = [
        (source.name, label, kind)
        for source in SOURCES
        for label in BRANCH_OF
        for kind in KINDS
        if any((source.name, label, kind, part) in light_curves for part in PARTS)
    ]
    return table(
        ("set", "class", "kind", *PARTS),
        [
            *((*key, *(cell((*key, part)) for part in PARTS)) for key in keys),
            ("all", "", "", *map(total, PARTS)),
        ],
    )


def source_table() -> str:
    """What each set is, whom to cite, and its licence."""
    return table(
        ("set", "what", "cite", "licence"),
        [(each.name, each.contents, each.citation, each.licence) for each in SOURCES],
    )


def limits_of_data(parts: RowsOfParts) -> list[str]:
    """What follows for the use of the model from what there was to train and judge it on."""
    kinds = {label: Counter() for label in BRANCH_OF}
    for row in parts["training"]:
        kinds[row.label][row.kind] += 1
    tested = Counter(row.label for row in parts["test"] if row.kind == "real" and row.is_whole)

    def simulated(label: str) -> str:
        share = 100 * kinds[label]["simulated"] / kinds[label].total()
        return f"{label} ({share:.0f} per cent simulated)" if share else label

    limits = []
    for what, labels in (
        (
            "Learnt from no real ZTF light curve, but from those of other surveys observed again",
            [
                simulated(label)
                for label, of_class in kinds.items()
                if "re-observed" in of_class and "real" not in of_class
            ],
        ),
        (
            "Learnt from simulated light curves alone",
            [label for label, of_class in kinds.items() if set(of_class) == {"simulated"}],
        ),
        (
            "Learnt from simulated light curves beside real ones",
            [
                simulated(label)
                for label, of_class in kinds.items()
                if {"real", "simulated"} <= set(of_class)
            ],
        ),
        (
            "Judged on no real light curve, so that nothing is known of how well it is told",
            [label for label in BRANCH_OF if not tested[label]],
        ),
        (
            f"Judged on fewer than {FEWEST_TEST_OBJECTS} real light curves, so that the score says "
            "little",
            [label for label in BRANCH_OF if 0 < tested[label] < FEWEST_TEST_OBJECTS],
        ),
    ):
        if labels:
            limits.append(f"{what}: {', '.join(labels)}.")
    return limits

"""Does the service say of the real test light curves what model.json says it does?

The light curves go through `larch classify` as a caller's would, and the metrics are computed of its
answers. What is cut is sent twice: cut, and whole with the service asked to cut it. What is measured
of other classifiers, with a class or a fold held out, is left out.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from .features import ask
from .markdown import table
from .material import in_test_part, read_material
from .rows import Drawn
from .scores import Judged, manifest_metrics, of_length
from .train import FULL, QUICK
from .training_set import held_out_rows

# Half a unit of the third digit.
TOLERANCE = 5e-4

TRUNCATED_DAYS, TRUNCATED_DETECTIONS = 16, 10

# Of classifiers that have not learnt from a class or from a fold.
OF_OTHER_CLASSIFIERS = ("outlierAuroc", "supernovaeInFolds")


@dataclass(frozen=True)
class Comparison:
    metric: str
    of_manifest: float | None
    of_answers: float | None

    @property
    def agrees(self) -> bool:
        """A score that is None on both sides agrees."""
        if self.of_manifest is None or self.of_answers is None:
            return self.of_manifest is self.of_answers
        return abs(self.of_manifest - self.of_answers) <= TOLERANCE


def verify(
    models: Path, data: Path, work: Path, classifier: str, quick: bool = False
) -> list[Comparison]:
    """
    Of a classifier name@version that `train`, quick or not, has made of the same data. Raises
    ValueError where there is none.
    """
    read_manifest(models, classifier)
    material = read_material(data)
    drawn = held_out_rows(material, (QUICK if quick else FULL).most_held_out)
    in_test = in_test_part(material, [row for row, _ in drawn])
    test = [each for each, chosen in zip(drawn, in_test, strict=True) if chosen]
    return compare_with_service(models, classifier, test, work / "verify")


def compare_with_service(
    models: Path, classifier: str, test: Sequence[Drawn], work: Path
) -> list[Comparison]:
    """`test` has light curves whole and cut."""
    answered = classified(models, classifier, test, work)
    whole = [each for each in test if each[0].is_whole]

    def truncated(to: str) -> dict[str, Any]:
        return of_length(classified(models, classifier, whole, work, ("--truncate", to)))

    promised = read_manifest(models, classifier)["metrics"]
    days, detections = f"--truncate {TRUNCATED_DAYS}d", f"--truncate {TRUNCATED_DETECTIONS}"
    return compare(
        {
            **promised,
            days: named(promised["byDays"])[str(TRUNCATED_DAYS)],
            detections: named(promised["byDetections"])[str(TRUNCATED_DETECTIONS)],
        },
        {
            **manifest_metrics(answered, {}),
            days: truncated(f"{TRUNCATED_DAYS}d"),
            detections: truncated(str(TRUNCATED_DETECTIONS)),
        },
    )


def classified(
    models: Path,
    classifier: str,
    drawn: Sequence[Drawn],
    work: Path,
    options: Sequence[str] = (),
) -> Judged:
    """What `larch classify` answers; light curves without an answer are left out."""
    manifest = read_manifest(models, classifier)
    answers = work / "classifications.ndjson"
    ask(
        ["classify", "--classifier", classifier, *options],
        (light_curve for _, light_curve in drawn),
        answers,
        LARCH_MODELS_DIR=str(models),
    )
    return read_answers(answers, drawn, manifest["classes"], manifest["branches"])


def read_manifest(models: Path, classifier: str) -> dict[str, Any]:
    """Raises ValueError where there is none."""
    path = models / classifier / "model.json"
    if not path.exists():
        raise ValueError(f"there is no {path}")
    return json.loads(path.read_text())


def read_answers(
    path: Path, drawn: Sequence[Drawn], classes: Sequence[str], branches: Sequence[str]
) -> Judged:
    """One line per light curve, in the order of the light curves."""
    with path.open() as file:
        pairs = [
            (row, answer)
            for (row, _), answer in zip(drawn, map(json.loads, file), strict=True)
            if "problem" not in answer
        ]
    answers = [answer for _, answer in pairs]

    def columns(field: str, names: Sequence[str]) -> np.ndarray:
        return np.array([[each[field][name] for name in names] for each in answers], float)

    return Judged(
        tuple(row for row, _ in pairs),
        tuple(classes),
        tuple(branches),
        columns("probabilities", classes),
        columns("branches", branches),
        np.array([each["outlierScore"] for each in answers], float),
    )


def compare(expected: Mapping[str, Any], again: Mapping[str, Any]) -> list[Comparison]:
    """Every number of both; one that is missing on a side is None there."""
    of_manifest, of_answers = dict(numbers(expected)), dict(numbers(again))
    return [
        Comparison(name, of_manifest.get(name), of_answers.get(name))
        for name in {**of_manifest, **of_answers}
    ]


def numbers(metrics: Mapping[str, Any], prefix: str = "") -> Iterator[tuple[str, float | None]]:
    """Every number by the path to it."""
    for key, value in metrics.items():
        if key in OF_OTHER_CLASSIFIERS:
            continue
        if isinstance(value, Mapping):
            yield from numbers(value, f"{prefix}{key}/")
        elif isinstance(value, list):
            yield from numbers(named(value), f"{prefix}{key}/")
        else:
            yield f"{prefix}{key}", value


def named(values: Sequence[Any]) -> dict[str, Any]:
    """Scores after so many days or detections by that length, other values by their place."""
    result = {}
    for place, value in enumerate(values):
        if isinstance(value, Mapping):
            (length,) = value.keys() & {"days", "detections"}
            result[str(value[length])] = {key: each for key, each in value.items() if key != length}
        else:
            result[str(place)] = value
    return result


def comparison_table(comparisons: Sequence[Comparison]) -> str:
    """In Markdown, a line for each number."""

    def cell(value: float | None) -> str:
        return "" if value is None else f"{value:.10g}"

    rows = [
        (each.metric, cell(each.of_manifest), cell(each.of_answers), "" if each.agrees else "differs")
        for each in comparisons
    ]
    return table(("metric", "model.json", "served", ""), rows)

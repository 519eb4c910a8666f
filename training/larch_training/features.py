"""Features as the service computes them: by its own command `larch features`."""

import json
import os
import subprocess
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

REPOSITORY = Path(__file__).resolve().parents[2]
COMMAND = REPOSITORY / "dist" / "cli.js"
EXAMPLE = REPOSITORY / "examples" / "ZTF18aagrehr.json"


@dataclass(frozen=True)
class FeatureTable:
    """What the service has computed, in the order of the light curves."""

    names: tuple[str, ...]
    # [light curves, names] float64, NaN where missing; a light curve without an answer has none.
    values: np.ndarray
    # Of each light curve: the problem that the service has with it (RFC 9457), or None.
    problems: tuple[Mapping[str, Any] | None, ...]

    @property
    def answered(self) -> list[int]:
        """Light curves with features, by index."""
        return [row for row, problem in enumerate(self.problems) if problem is None]

    def inputs(self, names: Sequence[str]) -> np.ndarray:
        """[answered, names]"""
        columns = [self.names.index(name) for name in names]
        return self.values[np.ix_(self.answered, columns)]


def feature_names(feature_set: str) -> tuple[str, ...]:
    """Of a set of the service, in its order."""
    with tempfile.TemporaryDirectory() as work:
        return compute_features([json.loads(EXAMPLE.read_text())], Path(work), feature_set).names


def compute_features(
    light_curves: Iterable[Mapping[str, Any]], work: Path, feature_set: str = "alerce-2021"
) -> FeatureTable:
    """By `larch features`; raises ValueError where none of the light curves has an answer."""
    answers = work / "features.ndjson"
    ask(["features", "--feature-set", feature_set], light_curves, answers)
    return read_features(answers)


def ask(
    command: Sequence[str],
    light_curves: Iterable[Mapping[str, Any]],
    answers: Path,
    **environment: str,
) -> None:
    """
    Writes to a file what a command of the service answers, a line for each light curve. The light
    curves stay beside it. Raises CalledProcessError where the command fails.
    """
    answers.parent.mkdir(parents=True, exist_ok=True)
    questions = answers.with_name("light-curves.ndjson")
    with questions.open("w") as file:
        for light_curve in light_curves:
            file.write(json.dumps(light_curve, separators=(",", ":")) + "\n")
    with answers.open("wb") as file:
        subprocess.run(
            ["node", COMMAND, *command, questions],
            stdout=file,
            env={**os.environ, **environment},
            check=True,
        )


def read_features(answers: Path) -> FeatureTable:
    """
    One line per light curve, in the order of the light curves. Raises ValueError where none has an
    answer.
    """
    names = ()
    rows, problems = [], []
    with answers.open() as file:
        for line in file:
            answer = json.loads(line)
            problems.append(answer.get("problem"))
            if "problem" in answer:
                rows.append(None)
                continue
            names = tuple(answer["features"])
            rows.append(np.array(list(answer["features"].values()), float))
    if not names:
        raise ValueError(f"none of {len(problems)} light curves has features: {reason_of(problems[0])}")
    without = np.full(len(names), np.nan)
    return FeatureTable(
        names=names,
        values=np.array([without if row is None else row for row in rows]),
        problems=tuple(problems),
    )


def reason_of(problem: Mapping[str, Any]) -> str:
    """In a sentence, with the data that are wrong."""
    faults = [f"{fault['pointer']} {fault['detail']}" for fault in problem.get("errors", [])]
    return "; ".join([problem["detail"], *faults])

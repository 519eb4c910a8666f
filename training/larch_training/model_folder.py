"""Writes what the service loads: models/<name>@<version>/{model.onnx, model.json}."""

import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from .hierarchy import Hierarchy
from .taxonomy import TAXONOMY_NAME


@dataclass(frozen=True)
class ModelDescription:
    """The part of model.json that does not follow from the trained model."""

    name: str
    version: str
    description: str
    # Share of each class in the mix of objects that the probabilities assume; the sum is 1.
    priors: Mapping[str, float]
    feature_set: str
    minimum_detections: int
    training_data: Sequence[Mapping[str, Any]]
    metrics: Mapping[str, Any]
    limits: Sequence[str]


def check_name(name: str, version: str) -> None:
    """Raises ValueError where the service would not take a folder name@version."""
    if not re.fullmatch(r"[a-z0-9][a-z0-9-]*", name) or not re.fullmatch(r"\d+\.\d+\.\d+", version):
        raise ValueError(f"{name}@{version} is no name of lower-case words with a version 1.2.3")


def write_model(
    models: Path,
    hierarchy: Hierarchy,
    graph: bytes,
    feature_names: Sequence[str],
    description: ModelDescription,
) -> Path:
    """The folder; `graph` is the hierarchy as `to_onnx` writes it."""
    manifest = {
        "name": description.name,
        "version": description.version,
        "description": description.description,
        "taxonomy": TAXONOMY_NAME,
        "classes": list(hierarchy.classes),
        "branches": list(hierarchy.branches),
        "priors": dict(description.priors),
        "featureSet": description.feature_set,
        "featureNames": list(feature_names),
        "sha256": hashlib.sha256(graph).hexdigest(),
        "minimumDetections": description.minimum_detections,
        "trainingData": list(description.training_data),
        "metrics": description.metrics,
        "limits": list(description.limits),
    }
    folder = models / f"{description.name}@{description.version}"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "model.onnx").write_bytes(graph)
    (folder / "model.json").write_text(json.dumps(manifest, indent=2) + "\n")
    return folder


def balanced_priors(hierarchy: Hierarchy) -> dict[str, float]:
    """The mix that balanced forests assume: as many of each branch, and of each class within it."""
    branches = hierarchy.branches.values()
    return {
        name: 1 / len(branches) / len(node.classes)
        for node in branches
        for name in node.classes
    }

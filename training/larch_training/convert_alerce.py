"""From the pickles of a published ALeRCE forest to a model folder of the service."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from sklearn.tree import DecisionTreeClassifier

from .alerce_forest import read_feature_names, read_hierarchy
from .features import feature_names
from .hierarchy import Hierarchy
from .model_folder import ModelDescription, balanced_priors, check_name, write_model
from .observe import FEWEST_DETECTIONS
from .onnx_check import check_onnx
from .onnx_export import to_onnx
from .scores import summary

FEATURE_SET = "alerce-2021"
FEATURE_SET_VERSION = f"{FEATURE_SET}@1"

PROBES = 500
MISSING_SHARE = 0.2

LIMITS = (
    "Nothing of it was measured here: its scores are those of its authors.",
    "Its probabilities are those of balanced forests, as if every class were as frequent: the most "
    "probable class of a natural mix of objects is another where classes are rare.",
)


def convert_alerce(
    pickles: Path, models: Path, name: str, version: str, always_missing: Sequence[str] = ()
) -> str:
    """
    What was written. Raises ValueError naming the file of `pickles` and what is wrong with it, or
    the features that the service does not compute and that are not among `always_missing`.
    """
    computed = feature_names(FEATURE_SET)
    return write_converted(pickles, models, name, version, computed, always_missing)


def write_converted(
    pickles: Path,
    models: Path,
    name: str,
    version: str,
    computed: Sequence[str],
    always_missing: Sequence[str] = (),
) -> str:
    """As `convert_alerce`; `computed` are the names of the features that the service computes."""
    check_name(name, version)
    names = read_feature_names(pickles)
    known = [each for each in names if each not in always_missing]
    unknown = [each for each in known if each not in computed]
    if unknown:
        raise ValueError(
            f"the forest reads features that {FEATURE_SET_VERSION} does not have: "
            f"{', '.join(unknown)}; with --always-missing they count as missing from every object"
        )
    absent = [each for each in names if each in always_missing]
    hierarchy = read_hierarchy(pickles, names, known)

    graph = to_onnx(hierarchy, len(known))
    difference = check_onnx(graph, hierarchy, probes(hierarchy, len(known)))
    folder = write_model(
        models,
        hierarchy,
        graph,
        known,
        ModelDescription(
            name=name,
            version=version,
            description="A light curve classifier of ALeRCE (Sanchez-Saez et al. 2021, "
            "AJ 161, 141), converted from its published forests",
            priors=balanced_priors(hierarchy),
            feature_set=FEATURE_SET_VERSION,
            minimum_detections=FEWEST_DETECTIONS,
            training_data=[],
            metrics={**summary(None), "perClass": {}},
            limits=[
                *LIMITS,
                *(f"It was trained with {each}, which is missing here." for each in absent),
            ],
        ),
    )
    tree_count = len(estimators_of(hierarchy))
    return (
        f"{folder}: {tree_count} trees over {len(known)} "
        f"features, {len(graph) / 1e6:.1f} MB, at most {difference:.1g} from the forests"
    )


def estimators_of(hierarchy: Hierarchy) -> list[DecisionTreeClassifier]:
    return [each for node in hierarchy.nodes.values() for each in node.forest.estimators]


def probes(hierarchy: Hierarchy, feature_count: int) -> np.ndarray:
    """[PROBES, features]: values at which the trees decide, and missing ones."""
    random = np.random.default_rng(1)
    values = random.normal(size=(PROBES, feature_count))
    trees = [each.tree_ for each in estimators_of(hierarchy)]
    feature = np.concatenate([tree.feature for tree in trees])
    threshold = np.concatenate([tree.threshold for tree in trees])
    for column in range(feature_count):
        decisive = threshold[(feature == column) & np.isfinite(threshold)]
        if len(decisive) > 0:
            values[:, column] = random.choice(decisive, PROBES)
    values[random.random(values.shape) < MISSING_SHARE] = np.nan
    return values.astype(np.float32)

"""What larch-preview is judged by."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from .evaluate import Evaluation, evaluate
from .forest import Hierarchy
from .sources import LabelledObject
from .taxonomy import BRANCH_OF


@dataclass(frozen=True)
class Scores:
    """On held-out objects; the headline is that of real ZTF light curves."""

    ztf: Evaluation
    other_surveys: Evaluation
    # Where the branch is known: only its own classes compete.
    ztf_transients: Evaluation
    ztf_branches: Evaluation


def score(
    hierarchy: Hierarchy, objects: Sequence[LabelledObject], values: np.ndarray
) -> Scores:
    leaves, _ = hierarchy.probabilities(values)
    labels = np.array([each.label for each in objects])
    is_ztf = np.array([each.source.is_ztf for each in objects])
    transients = hierarchy.branches["Transient"].classes
    is_transient = is_ztf & np.isin(labels, transients)
    columns = [hierarchy.classes.index(name) for name in transients]
    within = leaves[np.ix_(is_transient, columns)]
    return Scores(
        ztf=evaluate(hierarchy.classes, labels[is_ztf], leaves[is_ztf]),
        other_surveys=evaluate(hierarchy.classes, labels[~is_ztf], leaves[~is_ztf]),
        ztf_transients=evaluate(
            transients, labels[is_transient], within / within.sum(axis=1, keepdims=True)
        ),
        ztf_branches=score_branches(hierarchy, labels[is_ztf], values[is_ztf]),
    )


def score_branches(
    hierarchy: Hierarchy, labels: Sequence[str], values: np.ndarray
) -> Evaluation:
    """Labels may be of classes that the hierarchy does not know."""
    _, branches = hierarchy.probabilities(values)
    return evaluate(tuple(hierarchy.branches), [BRANCH_OF[label] for label in labels], branches)

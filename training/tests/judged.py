"""Answers of a made-up model, for tests."""

import numpy as np

from larch_training.rows import Row
from larch_training.scores import Judged
from larch_training.taxonomy import BRANCH_OF, TAXONOMY

CLASSES, BRANCHES = tuple(BRANCH_OF), tuple(TAXONOMY)


def row(label, group, **changes):
    about = {"origin": "ztf_supernovae", "kind": "real", "channel": "difference alerts", "cut": None}
    return Row(label=label, group=group, **(about | changes))


def judged(*answers):
    """Of (row, class called, its probability); what is left goes to the last class of the branch."""
    rows = tuple(row for row, _, _ in answers)
    probabilities = np.zeros((len(rows), len(CLASSES)))
    for index, (_, called, probability) in enumerate(answers):
        last = TAXONOMY[BRANCH_OF[called]][-1]
        probabilities[index, CLASSES.index(last)] = 1 - probability
        probabilities[index, CLASSES.index(called)] = probability
    branches = [
        probabilities[:, [BRANCH_OF[name] == branch for name in CLASSES]].sum(axis=1)
        for branch in BRANCHES
    ]
    return Judged(
        rows, CLASSES, BRANCHES, probabilities, np.stack(branches, axis=1), np.zeros(len(rows))
    )

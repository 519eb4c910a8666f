from dataclasses import dataclass

import numpy as np
import pytest
from judged import row

from larch_training.fitting import BESIDE_REAL, PRIOR_POWER, calibrate, priors_of, weights_of
from larch_training.hierarchy import Hierarchy, Node
from larch_training.rows import TrainingSet


def test_what_is_made_of_supernovae_weighs_together_a_share_of_the_real_ones():
    labels = np.array(["SNIa"] * 9 + ["RRL"] * 2)
    kinds = np.array(["real"] * 4 + ["dimmed"] * 2 + ["re-observed"] * 3 + ["re-observed"] * 2)
    weights = weights_of(labels, kinds)
    assert weights[:4].tolist() == [1] * 4
    assert weights[4:6].tolist() == pytest.approx([BESIDE_REAL["dimmed"] * 4 / 2] * 2)
    assert weights[6:9].tolist() == pytest.approx([BESIDE_REAL["re-observed"] * 4 / 3] * 3)
    assert weights[9:].tolist() == [1, 1]


def test_priors_are_of_equal_branches_and_a_power_of_the_mix_of_real_supernovae():
    rows = [
        *[row("SNIa", f"a{n}") for n in range(16)],
        *[row("SNII", f"b{n}") for n in range(4)],
        # Neither made ones nor shorter ones of the same are more of them.
        *[row("SNII", f"b{n}", kind="dimmed") for n in range(4)],
        *[row("SNII", f"b{n}", cut=16) for n in range(4)],
        *[row("RRL", f"c{n}", kind="re-observed") for n in range(3)],
        row("E", "d"),
        row("QSO", "e", kind="simulated"),
    ]
    priors = priors_of(TrainingSet(tuple(rows), (), np.empty((len(rows), 0))))
    assert sum(priors.values()) == pytest.approx(1)
    assert priors["SNIa"] + priors["SNII"] == pytest.approx(1 / 3)
    assert priors["SNIa"] / priors["SNII"] == pytest.approx((16 / 4) ** PRIOR_POWER)
    assert priors["RRL"] == priors["E"] == pytest.approx(1 / 6)
    assert priors["QSO"] == pytest.approx(1 / 3)


@dataclass(frozen=True)
class Told:
    """A member that says what stands in the features from a column on."""

    first: int

    def probabilities(self, values):
        return values[:, [self.first, self.first + 1]]


PRIORS = {"SNIa": 0.4, "SNII": 0.1, "E": 0.25, "RRL": 0.25}


def calibrated(*objects):
    """Of (class, kind, probability of the right branch, of the right class)."""
    rows, values = [], []
    for index, (label, kind, branch, leaf) in enumerate(objects):
        rows.append(row(label, str(index), kind=kind))
        of_branch = (branch, 1 - branch) if label.startswith("SN") else (1 - branch, branch)
        of_leaf = (leaf, 1 - leaf) if label in ("SNIa", "E") else (1 - leaf, leaf)
        values.append(of_branch + of_leaf)
    hierarchy = Hierarchy(
        Node(("Transient", "Periodic"), boosting=Told(0)),
        {
            "Transient": Node(("SNIa", "SNII"), boosting=Told(2)),
            "Periodic": Node(("E", "RRL"), boosting=Told(2)),
        },
    )
    validation = TrainingSet(tuple(rows), tuple("abcd"), np.array(values))
    return calibrate(hierarchy, validation, PRIORS)


OBJECTS = [
    ("SNIa", "real", 0.9, 0.8),
    ("SNIa", "real", 0.9, 0.7),
    ("SNII", "real", 0.9, 0.6),
    ("E", "re-observed", 0.9, 0.6),
    ("RRL", "re-observed", 0.9, 0.6),
]


def test_calibrations_assume_the_priors():
    calibrations = calibrated(*OBJECTS)
    assert np.exp(calibrations["top"].bias) == pytest.approx([0.5, 0.5])
    assert np.exp(calibrations["Transient"].bias) == pytest.approx([0.8, 0.2])
    assert np.exp(calibrations["Periodic"].bias) == pytest.approx([0.5, 0.5])


def test_supernovae_are_calibrated_on_real_ones_alone():
    usual = calibrated(*OBJECTS)
    wrong = [("SNII", "re-observed", 0.9, 0.01), ("RRL", "re-observed", 0.9, 0.01)] * 5
    other = calibrated(*OBJECTS, *wrong)
    assert other["Transient"].slope == usual["Transient"].slope
    assert other["Periodic"].slope < usual["Periodic"].slope

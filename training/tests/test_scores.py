import json
import math

import numpy as np
import pytest
from judged import CLASSES, judged, row

from larch_training.rows import Row, TrainingSet
from larch_training.scores import (
    FOLDS,
    HeldOutAuroc,
    held_out_aurocs,
    judge_in_folds,
    limits_of_scores,
    manifest_metrics,
)
from larch_training.taxonomy import BRANCH_OF

# Four supernovae and a star; the star and one supernova are wrong.
WHOLE = (
    (row("SNIa", "a"), "SNIa", 0.9),
    (row("SNIa", "b"), "SNIa", 0.9),
    (row("SNII", "c"), "SNIa", 0.7),
    (row("SNII", "d"), "SNII", 0.9),
    (row("RRL", "e", origin="ztf_periodic"), "SNII", 0.9),
)
CUT = (
    (row("SNIa", "a", cut=16), "SNII", 0.9),
    (row("SNIa", "a", detections=6), "SNIa", 0.6),
    (row("SNII", "c", detections=6), "SNII", 0.6),
    (row("SNII", "c", history=30.0), "SNII", 0.6),
)


def test_a_manifest_is_of_whole_light_curves_and_of_each_length_apart():
    metrics = manifest_metrics(judged(*WHOLE, *CUT), {})
    # F1: SNIa 2*2/(3+2), SNII 2*1/(2+2), RRL 0.
    assert metrics["testObjects"] == 5
    assert metrics["macroF1"] == pytest.approx((0.8 + 0.5) / 3, abs=1e-4)
    # Bins of 0.9 (3 of 4 right) and of 0.7 (0 of 1).
    assert metrics["expectedCalibrationError"] == pytest.approx(0.8 * 0.15 + 0.2 * 0.7, abs=1e-4)
    # Within all classes, of supernovae alone: SNIa 2*2/(3+2), SNII 2*1/(1+2).
    assert metrics["supernovae"]["testObjects"] == 4
    assert metrics["supernovae"]["macroF1"] == pytest.approx((0.8 + 2 / 3) / 2, abs=1e-4)
    # Transient 2*4/(5+4), Periodic 0.
    assert metrics["branches"]["macroF1"] == pytest.approx((8 / 9) / 2, abs=1e-4)
    by_days = {each["days"]: each for each in metrics["byDays"]}
    assert (by_days[16]["testObjects"], by_days[16]["macroF1"]) == (1, 0)
    assert (by_days[8]["testObjects"], by_days[8]["macroF1"]) == (0, None)
    by_detections = {each["detections"]: each for each in metrics["byDetections"]}
    assert (by_detections[6]["testObjects"], by_detections[6]["macroF1"]) == (2, 1)
    assert (metrics["alerts"]["testObjects"], metrics["alerts"]["macroF1"]) == (1, 1)
    assert by_detections[6]["supernovae"] == {
        "testObjects": 2,
        "accuracy": 1.0,
        "macroF1": 1.0,
        "expectedCalibrationError": 0.4,
        "logLoss": round(-math.log(0.6), 4),
    }


def test_limits_name_what_is_badly_calibrated_and_who_is_hardly_strange():
    test = judged(
        (row("SNIa", "a"), "SNIa", 0.97),
        (row("SNIa", "a", cut=16), "SNII", 0.9),
        (row("RRL", "r"), "E", 0.8),
    )
    aurocs = dict.fromkeys(CLASSES, HeldOutAuroc(None, None))
    aurocs |= {"YSO": HeldOutAuroc(0.7, 0.5), "LPV": HeldOutAuroc(0.5, 0.8)}
    calibration, outliers = limits_of_scores(test, aurocs)
    assert calibration.endswith("(expected calibration error): 0.80 for periodic objects.")
    assert outliers.endswith("(with the class held out an AUROC below 0.6): YSO.")
    assert limits_of_scores(test.where(test.labels == "SNIa").whole(), {}) == []


def test_rows_are_chosen_by_index_or_by_mask():
    whole = judged(*WHOLE)
    for rows in (np.array([2, 4]), np.array([False, False, True, False, True])):
        assert [each.group for each in whole.where(rows).rows] == ["c", "e"]
    none = whole.where(np.zeros(5, bool))
    assert (none.whole().rows, none.alerts().rows, none.from_one_pipeline().rows) == ((), (), ())


def test_supernovae_in_folds_stand_apart():
    in_folds = judged(*WHOLE[3:], *CUT[:1])
    metrics = manifest_metrics(judged(*WHOLE), {}, in_folds)["supernovaeInFolds"]
    assert (metrics["testObjects"], metrics["macroF1"]) == (1, 1)
    assert [each["testObjects"] for each in metrics["byDays"]] == [0, 1, 0, 0, 0, 0]
    assert metrics["alerts"]["testObjects"] == 0


def test_the_mix_that_probabilities_assume_can_be_another():
    # SNIa 0.9 and SLSN 0.1, where there are none of the former and twice as many of the latter.
    weights = dict.fromkeys(CLASSES, 1.0) | {"SNIa": 0.0, "SLSN": 2.0}
    weighed = judged((row("SLSN", "a"), "SNIa", 0.9)).reweighted(weights)
    assert weighed.probabilities[0, CLASSES.index("SLSN")] == 1
    assert weighed.branch_probabilities.tolist() == [[1, 0, 0]]
    weights = dict.fromkeys(CLASSES, 3.0) | {"SLSN": 6.0}
    other = judged((row("SLSN", "a"), "SNIa", 0.5)).reweighted(weights)
    assert other.probabilities[0, CLASSES.index("SLSN")] == pytest.approx(2 / 3)


def test_a_manifest_has_scores_where_there_are_objects_and_is_json():
    metrics = json.loads(json.dumps(manifest_metrics(judged(*WHOLE), {}), allow_nan=False))
    supernova = metrics["perClass"]["SNII"]
    assert (supernova["precision"], supernova["recall"], supernova["f1"]) == (0.5, 0.5, 0.5)
    low, high = supernova["f1Interval"]
    assert 0 <= low < 0.5 < high <= 1
    assert metrics["perClass"]["QSO"] == {
        "precision": None,
        "recall": None,
        "f1": None,
        "testObjects": 0,
    }


def test_where_the_branch_is_known_its_classes_share_all_of_the_probability():
    whole = judged(*WHOLE)
    whole.probabilities[4] = 0
    whole.probabilities[4, [CLASSES.index("SNII"), CLASSES.index("E"), CLASSES.index("RRL")]] = (
        0.7,
        0.1,
        0.2,
    )
    known = whole.with_branch_known("Periodic")
    assert [each.group for each in known.rows] == ["e"]
    assert known.probabilities[0, known.classes.index("RRL")] == pytest.approx(2 / 3)
    assert known.evaluate().score("RRL").recall == 1


def test_one_pipeline_is_that_of_difference_alerts():
    each = judged(
        (row("SNIa", "a", origin="ztf_supernovae"), "SNIa", 0.9),
        (row("SNIa", "b", origin="ztf_sne_alerts"), "SNIa", 0.9),
        (row("QSO", "c", origin="fink_alerts"), "SNIa", 0.9),
        (row("RRL", "d", origin="ztf_periodic"), "SNIa", 0.9),
        (row("RRL", "e", origin="ztf_periodic", channel="total magnitudes"), "SNIa", 0.9),
    )
    assert [row.group for row in each.from_one_pipeline().rows] == ["b", "c", "d"]


@pytest.fixture(scope="module")
def training():
    """All classes alike but the most numerous one, long-period variables, which are far away."""
    random = np.random.default_rng(1)
    rows = [
        Row(name, f"{name}{n}", "s", "real", "c", None)
        for name in BRANCH_OF
        for n in range(600 if name == "LPV" else 40)
    ]
    values = random.normal(size=(len(rows), 2))
    values[[row.label == "LPV" for row in rows]] += 100
    return TrainingSet(tuple(rows), ("Amplitude_1", "Amplitude_2"), values.astype(np.float32))


class Nearest:
    """A hierarchy that finds strange what is far from all it has seen."""

    def __init__(self, seen):
        self.centre = seen.values.mean(axis=0)

    def probabilities(self, values):
        return np.ones((len(values), 1)), np.ones((len(values), 1))

    def outlier_scores(self, values, probabilities):
        return np.linalg.norm(values - self.centre, axis=1)


def test_a_class_that_is_like_no_other_is_strange_where_it_is_held_out(training):
    labels = training.of("label")
    without = {name: Nearest(training.where(labels != name)) for name in BRANCH_OF}
    aurocs = held_out_aurocs(without, training.where(labels != "QSO"))
    assert (aurocs["LPV"].of_all, aurocs["LPV"].of_branch) == (1, 1)
    assert aurocs["SNIa"].of_branch == pytest.approx(0.5, abs=0.2)
    assert aurocs["QSO"].of_all is None


class Remembering:
    """A hierarchy that is sure of the first class where it has seen the star, else of the second."""

    classes, branches = ("SNIa", "SNII"), {"Transient": None}

    def __init__(self, seen):
        self.seen = set((seen.values[:, 0] // 2).tolist())

    def probabilities(self, values):
        is_known = np.array([[star in self.seen] for star in (values[:, 0] // 2).tolist()])
        return np.hstack([is_known, ~is_known]), np.ones((len(values), 1))

    def outlier_scores(self, values, probabilities):
        return values[:, 0]


def test_in_folds_nobody_is_judged_by_who_has_seen_a_light_curve_of_the_star():
    stars = [f"star{number // 2}" for number in range(60)]
    rows = TrainingSet(
        tuple(row("SNIa", star) for star in stars), ("a",), np.arange(60, dtype=np.float32)[:, None]
    )
    sizes = []

    def learn(seen):
        sizes.append(len(seen.rows))
        return Remembering(seen)

    found = judge_in_folds(learn, rows, rows)
    assert found.probabilities[:, 1].tolist() == [1] * 60
    assert len(sizes) == FOLDS and sum(sizes) == 60 * (FOLDS - 1)
    # Rows and what is said of them stay together.
    number = dict(zip(map(id, rows.rows), range(60)))
    assert [number[id(each)] for each in found.rows] == found.outlier_scores.tolist()
    assert sorted(found.outlier_scores.tolist()) == list(range(60))

import numpy as np
import pytest

from larch_training.evaluate import central_95, evaluate, reliability, resampled_scores

CLASSES = ("SNIa", "SNII", "SLSN")


def test_scores_of_a_small_case():
    called = [0, 0, 1, 1, 0]
    evaluation = evaluate(CLASSES, ["SNIa", "SNIa", "SNIa", "SNII", "SNII"], np.eye(3)[called])
    assert evaluation.confusion.tolist() == [[2, 1, 0], [1, 1, 0], [0, 0, 0]]
    score = evaluation.score("SNIa")
    assert (score.precision, score.recall, score.objects) == (2 / 3, 2 / 3, 3)
    assert evaluation.score("SNII").f1 == pytest.approx(0.5)
    assert evaluation.score("SLSN").f1 is None
    assert evaluation.accuracy == pytest.approx(0.6)
    assert evaluation.macro_f1 == pytest.approx((2 / 3 + 0.5) / 2)


def test_calibration_error():
    certain = evaluate(CLASSES, ["SNIa"] * 4, np.tile([1.0, 0, 0], (4, 1)))
    assert certain.expected_calibration_error == 0
    half_right = evaluate(CLASSES, ["SNIa", "SNII"] * 5, np.tile([0.9, 0.1, 0], (10, 1)))
    assert half_right.expected_calibration_error == pytest.approx(0.4)


def test_log_loss_is_of_the_true_class():
    evaluation = evaluate(CLASSES, ["SNIa", "SNII"], np.array([[0.8, 0.1, 0.1], [0.5, 0.5, 0.0]]))
    assert evaluation.log_loss == pytest.approx(-(np.log(0.8) + np.log(0.5)) / 2)


def test_the_mean_recall_is_over_classes_that_occur():
    evaluation = evaluate(CLASSES, ["SNIa", "SNIa", "SNII"], np.eye(3)[[0, 1, 1]])
    assert evaluation.mean_recall(("SNIa", "SNII", "SLSN")) == pytest.approx(0.75)
    assert evaluation.mean_recall(("SLSN",)) is None


def test_the_mean_precision_counts_a_class_that_is_never_called_as_0():
    evaluation = evaluate(CLASSES, ["SNIa", "SNIa", "SNII"], np.eye(3)[[0, 0, 0]])
    assert evaluation.mean_precision(CLASSES) == pytest.approx(1 / 3)
    assert evaluation.mean_precision(("SLSN",)) is None


def test_reliability_is_by_bins_of_probability():
    confidence = np.array([0.01, 0.03, 0.5, 1.0])
    bins = reliability(confidence, np.array([False, True, True, True]))
    assert bins.objects.tolist() == [2, *[0] * 6, 1, *[0] * 6, 1]
    assert (bins.confidence[0], bins.share_right[0]) == (pytest.approx(0.02), 0.5)
    assert np.isnan(bins.confidence[1])
    assert bins.error == pytest.approx(0.5 * 0.48 + 0.25 * 0.5)


def test_rows_of_one_object_are_resampled_together():
    # Object a: two rows, both right; object b: one, wrong. Drawn are aa, ab, ba or bb.
    scores = resampled_scores(
        ("SNIa", "SNII"), ["SNIa"] * 3, np.eye(2)[[0, 0, 1]], ["a", "a", "b"]
    )
    samples = scores["f1"]
    values, counts = np.unique(samples[:, 0], return_counts=True)
    assert values.tolist() == [0, 0.8, 1]
    assert counts / len(samples) == pytest.approx([0.25, 0.5, 0.25], abs=0.05)
    # SNII is never there, and has no F1 also where it is called.
    assert np.isnan(samples[:, 1]).all()
    # All that is called SNIa is; of the three rows of a and b, two are right.
    assert np.nanmin(scores["precision"][:, 0]) == 1
    assert np.unique(scores["recall"][:, 0]).tolist() == [0, pytest.approx(2 / 3), 1]


def test_the_same_samples_are_drawn_each_time_and_a_perfect_model_has_no_spread():
    arguments = (CLASSES, ["SNIa", "SNII"] * 5, np.eye(3)[[0, 1] * 5], range(10))
    samples = resampled_scores(*arguments)["f1"]
    assert np.array_equal(samples, resampled_scores(*arguments)["f1"], equal_nan=True)
    assert central_95(samples[:, 0]) == (1, 1)

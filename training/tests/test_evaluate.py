import numpy as np
import pytest

from larch_training.evaluate import evaluate

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

import numpy as np
import pytest

from larch_training.crossvalidate import Prediction, bootstrap_gain, evaluation_of

CLASSES = ("SNIa", "SNII")


def prediction(probabilities_of_snia):
    probabilities = np.array(probabilities_of_snia)
    return Prediction(
        np.array(["SNIa", "SNIa", "SNII", "SNII"]),
        np.stack([probabilities, 1 - probabilities], axis=1),
    )


def test_scores_of_four_objects():
    one_wrong = evaluation_of(CLASSES, prediction([0.9, 0.8, 0.6, 0.3]))
    assert one_wrong.macro_f1 == pytest.approx((0.8 + 2 / 3) / 2)
    assert one_wrong.log_loss == pytest.approx(-np.log([0.9, 0.8, 0.4, 0.7]).mean())


def test_the_gain_over_itself_is_nothing_and_over_worse_is_positive():
    right, wrong = prediction([0.9, 0.8, 0.1, 0.2]), prediction([0.9, 0.4, 0.6, 0.2])
    assert bootstrap_gain(CLASSES, right, right) == (0.0, 0.0, 0.0)
    gain, low, high = bootstrap_gain(CLASSES, wrong, right)
    assert gain == pytest.approx(0.5)
    assert low <= gain <= high

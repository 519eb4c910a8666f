import numpy as np
import pytest

from larch_training.crossvalidate import Prediction, bootstrap_gain, ended_after, log_loss, macro_f1

CLASSES = ("SNIa", "SNII")


def test_a_light_curve_ends_some_days_after_its_first_detection():
    light_curve = {
        "objectId": "a",
        "detections": {"mjd": [30.0, 12.0, 10.0], "mag": [20.0, 19.0, 18.0]},
        "nonDetections": {"mjd": [5.0, 26.5], "limitingMag": [20.5, 20.6]},
    }
    assert ended_after(light_curve, 16) == {
        "objectId": "a",
        "detections": {"mjd": [12.0, 10.0], "mag": [19.0, 18.0]},
        "nonDetections": {"mjd": [5.0], "limitingMag": [20.5]},
    }


def test_a_light_curve_without_detections_stays_empty():
    empty = {"detections": {"mjd": []}, "nonDetections": {"mjd": [], "limitingMag": []}}
    assert ended_after(empty, 16) == empty


def prediction(probabilities_of_snia):
    probabilities = np.array(probabilities_of_snia)
    return Prediction(
        np.array(["SNIa", "SNIa", "SNII", "SNII"]),
        np.stack([probabilities, 1 - probabilities], axis=1),
    )


def test_scores_of_four_objects():
    one_wrong = prediction([0.9, 0.8, 0.6, 0.3])
    assert macro_f1(CLASSES, one_wrong) == pytest.approx((0.8 + 2 / 3) / 2)
    assert log_loss(CLASSES, one_wrong) == pytest.approx(
        -np.log([0.9, 0.8, 0.4, 0.7]).mean()
    )


def test_the_gain_over_itself_is_nothing_and_over_worse_is_positive():
    right, wrong = prediction([0.9, 0.8, 0.1, 0.2]), prediction([0.9, 0.4, 0.6, 0.2])
    assert bootstrap_gain(CLASSES, right, right) == (0.0, 0.0, 0.0)
    gain, low, high = bootstrap_gain(CLASSES, wrong, right)
    assert gain == pytest.approx(0.5)
    assert low <= gain <= high

import numpy as np
import pytest

from larch_training.crossvalidate import (
    Gain,
    Prediction,
    bootstrap_gains,
    evaluation_of,
    train_model,
)

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
    nothing = Gain(0.0, 0.0, 0.0)
    assert bootstrap_gains(CLASSES, right, right) == (nothing, nothing)
    of_f1, of_log_loss = bootstrap_gains(CLASSES, wrong, right)
    assert of_f1.mean == pytest.approx(0.5)
    assert of_f1.low <= of_f1.mean <= of_f1.high
    assert of_log_loss.mean == pytest.approx((np.log(0.4 / 0.8) + np.log(0.4 / 0.9)) / 4)


@pytest.mark.parametrize("kind", ["forest", "boosting", "node"])
def test_a_model_tells_classes_apart_and_takes_missing_values(kind):
    random = np.random.default_rng(1)
    labels = np.array(["SNIa", "SNII"] * 100)
    values = random.normal(size=(200, 3)) + 6.0 * (labels == "SNII")[:, None]
    values[::7, 1] = np.nan
    kinds, names = np.repeat(["real", "dimmed"], 100), ["SNfit_chi_1", "span", "g-r_max"]
    probabilities = train_model(kind, values, labels, kinds, names, CLASSES)(values)
    assert probabilities.shape == (200, 2)
    assert np.mean(np.array(CLASSES)[probabilities.argmax(axis=1)] == labels) > 0.97

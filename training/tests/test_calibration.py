import numpy as np
import pytest

from larch_training.calibration import Calibration, fit_calibration


def overconfident(count=20000, seed=1):
    """Objects of three classes, and probabilities that are the true ones squared."""
    random = np.random.default_rng(seed)
    true = random.dirichlet([1, 1, 1], count)
    targets = np.array([random.choice(3, p=row) for row in true])
    stated = true**2 / (true**2).sum(axis=1, keepdims=True)
    return true, stated, targets


def test_confidence_that_is_too_high_is_taken_back():
    true, stated, targets = overconfident()
    calibration = fit_calibration(stated, targets, np.ones(len(targets)), with_bias=False)
    assert calibration.slope == pytest.approx(0.5, abs=0.03)
    assert calibration(stated) == pytest.approx(true, abs=0.05)


def test_a_bias_is_found_only_where_it_is_asked_for():
    _, stated, targets = overconfident()
    weights = np.where(targets == 2, 5.0, 1.0)
    with_bias = fit_calibration(stated, targets, weights, with_bias=True)
    without = fit_calibration(stated, targets, weights, with_bias=False)
    assert with_bias.bias[2] - with_bias.bias[0] == pytest.approx(np.log(5), abs=0.15)
    assert np.all(without.bias == 0)


def test_other_priors_multiply_probabilities():
    calibration = Calibration(1.0, np.zeros(2))
    changed = calibration.with_priors(np.array([0.5, 0.5]), np.array([0.8, 0.2]))
    assert changed(np.array([[0.5, 0.5]])) == pytest.approx(np.array([[0.8, 0.2]]))

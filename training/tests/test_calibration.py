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
    calibration = fit_calibration(stated, targets, np.ones(len(targets)), np.full(3, 1 / 3))
    assert calibration.slope == pytest.approx(0.5, abs=0.03)
    assert calibration(stated) == pytest.approx(true, abs=0.05)


def test_the_mix_of_the_objects_is_not_that_which_is_assumed():
    true, stated, targets = overconfident()
    weights = np.where(targets == 2, 5.0, 1.0)
    calibration = fit_calibration(stated, targets, weights, np.full(3, 1 / 3))
    assert calibration.slope == pytest.approx(0.5, abs=0.03)
    assert calibration(stated) == pytest.approx(true, abs=0.05)


def test_a_few_objects_change_little():
    stated = np.array([[0.4, 0.6], [0.6, 0.4]])
    calibration = fit_calibration(stated, np.array([1, 0]), np.ones(2), np.full(2, 0.5))
    assert 1 < calibration.slope < 3


def test_priors_multiply_probabilities():
    changed = Calibration(1.0, np.log([0.8, 0.2]))
    assert changed(np.array([[0.5, 0.5]])) == pytest.approx(np.array([[0.8, 0.2]]))

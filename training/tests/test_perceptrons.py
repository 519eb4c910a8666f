import numpy as np
import pytest

from larch_training.perceptrons import PerceptronSettings, train_perceptrons

SETTINGS = PerceptronSettings(networks=2, hidden=8)


def trained(values, targets, settings=SETTINGS):
    weights, columns = np.ones(len(targets)), np.arange(values.shape[1])
    return train_perceptrons(
        values.astype(np.float32), targets, weights, targets.max() + 1, columns, settings
    )


def test_what_no_straight_line_tells_apart_is_told_apart():
    random = np.random.default_rng(1)
    values = random.normal(size=(600, 2))
    targets = (values[:, 0] * values[:, 1] > 0).astype(int)
    called = trained(values, targets).probabilities(values).argmax(axis=1)
    assert np.mean(called == targets) > 0.9


def test_that_a_feature_is_missing_can_tell():
    random = np.random.default_rng(1)
    values, targets = random.normal(size=(400, 3)), np.arange(400) % 3
    values[targets == 1, 0] = np.nan
    probabilities = trained(values, targets).probabilities(values)
    assert np.all(probabilities[targets == 1].argmax(axis=1) == 1)


def test_classes_count_the_same_whatever_their_numbers():
    random = np.random.default_rng(1)

    def drawn(targets):
        return random.normal(size=(len(targets), 2)) + 2 * targets[:, np.newaxis]

    learnt, judged = (np.arange(4000) % 20 == 0).astype(int), np.arange(1000) % 2
    settings = PerceptronSettings(networks=1, hidden=8, epochs=100)
    probabilities = trained(drawn(learnt), learnt, settings).probabilities(drawn(judged))
    assert probabilities[:, 1].mean() == pytest.approx(0.5, abs=0.05)


def test_the_same_rows_give_the_same_networks():
    random = np.random.default_rng(1)
    values, targets = random.normal(size=(300, 4)), np.arange(300) % 3
    first, second = (trained(values, targets) for _ in range(2))
    assert np.array_equal(first.hidden_weights, second.hidden_weights)
    assert np.array_equal(first.output_weights, second.output_weights)


def test_values_that_are_not_of_the_sky_do_not_carry_away():
    random = np.random.default_rng(1)
    values, targets = random.normal(size=(300, 2)), np.arange(300) % 2
    far = np.array([[1e38, -1e38], [np.inf, -np.inf]], np.float32)
    assert np.all(np.isfinite(trained(values, targets).probabilities(far)))

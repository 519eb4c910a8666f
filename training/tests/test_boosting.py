import numpy as np

from larch_training.boosting import BoostingSettings, train_boosting, with_ratios

COLUMNS = np.array([0, 1])
RATIOS = np.array([[0, 1]])


def test_a_quotient_is_that_of_single_precision_and_missing_where_it_is_no_number():
    largest = np.finfo(np.float32).max
    values = np.array([[1, 3], [1, 0], [-1, 0], [0, 0], [np.nan, 1], [np.inf, np.inf]])
    quotients = with_ratios(values, COLUMNS, RATIOS)[:, 2]
    expected = [np.float32(1) / np.float32(3), largest, -largest, np.nan, np.nan, np.nan]
    np.testing.assert_array_equal(quotients, np.array(expected, np.float32))


def test_what_a_ratio_tells_is_told_by_fewer_trees_with_it():
    random = np.random.default_rng(1)
    values = np.exp(random.normal(size=(2000, 2))).astype(np.float32)
    targets = (values[:, 0] > values[:, 1]).astype(int)
    settings = BoostingSettings(rounds=5, learning_rate=0.3, leaves=4, feature_share=1.0)
    right = [
        np.mean(boosting.probabilities(values).argmax(axis=1) == targets)
        for boosting in (
            train_boosting(values, targets, np.ones(2000), 2, COLUMNS, settings),
            train_boosting(values, targets, np.ones(2000), 2, COLUMNS, settings, RATIOS),
        )
    ]
    assert right[0] < 0.95 < 0.99 < right[1]

import numpy as np
import pytest

from larch_training.inputs import node_inputs, survey_inputs
from larch_training.leakage import FEWEST, as_bright, tell_apart
from larch_training.rows import Row, TrainingSet

NAMES = ("Amplitude_2", "Skew_2", "n_det_2", "Mean_2")
STARS = 120


def rows_of(values):
    rows = tuple(
        Row("YSO", f"star-{index // 2}", "set", "real", "total magnitudes", None)
        for index in range(len(values))
    )
    return TrainingSet(rows, NAMES, values.astype(np.float32))


@pytest.fixture
def noise():
    return np.random.default_rng(3).normal(size=(2 * STARS, len(NAMES)))


@pytest.fixture
def is_second():
    """Copies of a star are on one side."""
    return np.repeat(np.arange(STARS) % 2 == 1, 2)


def test_nothing_tells_noise_apart(noise, is_second):
    telling = tell_apart(rows_of(noise), is_second)
    assert (telling.first, telling.second) == (STARS, STARS)
    assert 0.35 < telling.auc < 0.65


def test_the_feature_that_gives_it_away_is_named(noise, is_second):
    noise[is_second, 1] += 5
    telling = tell_apart(rows_of(noise), is_second)
    assert telling.auc > 0.99
    assert telling.worst[0].name == "Skew_2"
    assert telling.worst[0].second - telling.worst[0].first == pytest.approx(5, abs=0.5)


def test_what_no_branch_may_read_gives_nothing_away(noise, is_second):
    """Counts and brightness are not inputs."""
    noise[is_second, 2:] += 5
    assert tell_apart(rows_of(noise), is_second).auc < 0.65
    assert survey_inputs(NAMES) == ("n_det_2",)
    assert node_inputs("top", NAMES) == NAMES[:2]


def test_copies_of_a_star_do_not_tell_each_other(noise, is_second):
    """A number of its own gives every star away to who has seen its copy; folds keep them together."""
    noise[:, 0] = np.repeat(np.random.default_rng(4).normal(size=STARS), 2)
    noise[:, 1] = noise[:, 0]
    assert tell_apart(rows_of(noise), is_second).auc < 0.65


def test_too_few_light_curves_tell_nothing(noise):
    is_second = np.zeros(2 * STARS, bool)
    is_second[: FEWEST - 1] = True
    assert tell_apart(rows_of(noise), is_second) is None


def test_copies_of_too_few_stars_tell_nothing(noise):
    rows = rows_of(noise)
    is_second = np.isin(rows.of("group"), ["star-0", "star-1"])
    assert tell_apart(rows, is_second) is None


def test_as_bright_ones_are_alike_in_brightness_and_number():
    random = np.random.default_rng(5)
    is_second = np.arange(2000) % 4 == 0
    fainter = np.where(is_second, 0.5, 0)
    values = np.column_stack(
        [
            18 + fainter + random.normal(size=2000),
            np.full(2000, np.nan),
            random.poisson(np.where(is_second, 24, 30)),
            fainter + random.normal(size=2000),
        ]
    )
    rows = TrainingSet(
        tuple(Row("SNIa", str(star), "s", "real", "c", None) for star in range(2000)),
        ("peak_mag_1", "peak_mag_2", "n_nights", "Skew_2"),
        values.astype(np.float32),
    )
    chosen = as_bright(rows, is_second, ["peak_mag_1", "peak_mag_2"])
    second, values = is_second[chosen], values[chosen]
    assert second.sum() == (~second).sum() > 200
    difference = values[second].mean(axis=0) - values[~second].mean(axis=0)
    assert abs(difference[0]) < 0.15 and abs(difference[2]) < 1
    # What else differs still does.
    assert difference[3] > 0.3

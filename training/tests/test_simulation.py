import numpy as np
import pytest

from larch_training.simulation import (
    BRIGHTEST,
    FAINTEST,
    FIRST_MJD,
    LAST_MJD,
    Path,
    damped_random_walk,
    draw_magnitude,
    draw_reference,
    shots,
)


def random():
    return np.random.default_rng(5)


@pytest.mark.parametrize(("sigma", "tau", "step"), [(0.2, 30.0, 1.0), (0.5, 3.0, 0.25)])
def test_a_damped_random_walk_has_the_variance_and_correlation_asked_for(sigma, tau, step):
    source = random()
    paths = np.array([damped_random_walk(source, sigma, tau, step).values for _ in range(200)])
    lag = round(tau / step)
    covariance = np.mean(paths[:, lag:] * paths[:, :-lag])
    assert np.mean(paths) == pytest.approx(0, abs=0.02 * sigma)
    assert np.var(paths) == pytest.approx(sigma**2, rel=0.03)
    assert np.var(paths[:, 0]) == pytest.approx(sigma**2, rel=0.3)
    assert covariance / sigma**2 == pytest.approx(np.exp(-1), abs=0.03)


def test_a_path_joins_its_values_by_lines_and_keeps_the_outermost():
    path = Path(2.0, np.array([1.0, 3.0, 0.0]))
    mjd = FIRST_MJD + np.array([-50.0, 0.0, 1.0, 2.0, 3.0, 4.0, 50.0])
    assert path(mjd) == pytest.approx([1, 1, 2, 3, 1.5, 0, 0])


def test_shots_have_the_rate_and_the_times_asked_for():
    path = shots(random(), rate=0.05, median=2.0, scatter=0, rise=1.0, decay=4.0, step=0.05)
    # Each shot is height * (rise + decay).
    light = path.values.sum() * 0.05
    assert light / (2.0 * 5.0) == pytest.approx(0.05 * (LAST_MJD - FIRST_MJD), rel=0.2)
    assert path.values.min() >= 0


def test_magnitudes_fill_the_range_of_alerts_with_more_faint_ones():
    source = random()
    magnitudes = np.array([draw_magnitude(source) for _ in range(2000)])
    assert magnitudes.min() > BRIGHTEST
    assert magnitudes.max() < FAINTEST
    assert np.mean(magnitudes < 16) > 0.05
    assert np.median(magnitudes) > (BRIGHTEST + FAINTEST) / 2


def test_an_outburst_does_not_show_in_the_reference_unless_it_lasts():
    def flux(mjd, band):
        quiet = np.where(band == "g", 1.0, 2.0)
        return np.where((mjd > 58300) & (mjd < 58301), 1000.0, quiet)

    source = random()
    for _ in range(20):
        assert draw_reference(source, flux) == {"g": 1.0, "r": 2.0}

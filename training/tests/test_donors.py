from itertools import groupby

import numpy as np
import pytest

from larch_training.donors import MOST_EPOCHS, YEAR, Donors

# From depths, by which they are told, to the first of as many nights of each; the first two overlap, in
# other bands on the same night.
SEASONS = {20.0: 59000.2, 20.2: 59011.3, 20.4: 59140.4, 20.6: 59225.1}
NIGHTS = 40


def alerts(start, depth):
    """g and r in turn, each with a limit a quarter of a day later."""
    mjd = start + np.arange(NIGHTS)
    band = ["g", "r"] * (NIGHTS // 2)
    return {
        "photometry": "difference",
        "detections": {"mjd": mjd.tolist(), "band": band, "mag": [18.0] * NIGHTS},
        "nonDetections": {
            "mjd": (mjd + 0.25).tolist(),
            "band": band,
            "limitingMag": [depth] * NIGHTS,
        },
    }


def survey(exposures):
    """So many exposures a night in a band, a minute apart."""
    mjd = np.concatenate([58300.0 + night + np.arange(exposures) / 1440 for night in range(50)])
    return {
        "photometry": "total",
        "detections": {"mjd": mjd.tolist(), "band": ["r"] * len(mjd), "mag": [18.0] * len(mjd)},
        "nonDetections": {"mjd": [], "band": [], "limitingMag": []},
    }


@pytest.mark.parametrize("exposures", [1, 40])
def test_years_are_those_of_one_donor_at_a_time_or_a_survey(exposures):
    donors = Donors([alerts(start, depth) for depth, start in SEASONS.items()], [survey(exposures)])
    random = np.random.default_rng(7)
    drawn = [donors.draw_years(random) for _ in range(60)]
    (lent,) = donors.surveys
    years = [epochs for epochs in drawn if epochs is not lent]
    assert 10 < len(years) < 60
    most_seasons = 0
    for epochs in years:
        assert np.all(np.diff(epochs.mjd) >= 0)
        assert len(epochs.mjd) == len(epochs.band) == len(epochs.limiting_mag) <= MOST_EPOCHS
        starts = np.array([SEASONS[depth] for depth in epochs.limiting_mag])
        year = np.round((epochs.mjd - starts) / YEAR)
        assert np.all(epochs.mjd - starts - year * YEAR < NIGHTS)
        # A season that is done does not come again.
        seasons = [each for each, _ in groupby(zip(epochs.limiting_mag, year, strict=True))]
        assert len(set(seasons)) == len(seasons)
        most_seasons = max(most_seasons, len(seasons))
    assert most_seasons > 10
    assert any(len(epochs.mjd) == MOST_EPOCHS for epochs in years) == (exposures > 1)

from types import SimpleNamespace

import numpy as np
import pytest

from larch_training.training_set import ALIKE_IN_PERIOD, CEPHEID_PERIOD, with_galactic_period


def test_cepheids_of_another_galaxy_are_drawn_with_the_periods_of_ours():
    # Too many of short period and none too few of long.
    random = np.random.default_rng(4)
    stars = [{"period": period} for period in np.exp(random.normal(np.log(2.7), 0.8, 3000))]
    material = SimpleNamespace(stars={("far", "CEP"): stars})
    drawn = [with_galactic_period(material, random, "far", "CEP")["period"] for _ in range(1000)]
    median, scatter = CEPHEID_PERIOD
    assert np.median(drawn) == pytest.approx(median, rel=0.1)
    assert np.std(np.log(drawn)) == pytest.approx(scatter, rel=0.1)
    assert len(set(drawn)) > 500


def test_of_cepheids_with_the_same_period_those_listed_first_are_drawn():
    # How a processor would sort them must not matter.
    stars = [{"period": 3.0 + place % 2, "place": place} for place in range(500)]
    material = SimpleNamespace(stars={("far", "CEP"): stars})
    random = np.random.default_rng(4)
    drawn = [with_galactic_period(material, random, "far", "CEP") for _ in range(400)]
    for nearer in (0, 1):
        places = {star["place"] for star in drawn if star["period"] == 3.0 + nearer}
        assert places == set(range(nearer, 2 * ALIKE_IN_PERIOD, 2))

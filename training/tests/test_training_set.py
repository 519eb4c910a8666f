from types import SimpleNamespace

import numpy as np
import pytest
from judged import row

from larch_training import training_set
from larch_training.features import FeatureTable
from larch_training.training_set import (
    ALIKE_IN_PERIOD,
    CEPHEID_PERIOD,
    features_of,
    with_galactic_period,
)


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


def test_light_curves_that_are_refused_are_counted_and_left_out(monkeypatch, tmp_path, capsys):
    short = {"code": "TOO_FEW_DETECTIONS"}
    table = FeatureTable(("a",), np.array([[1.0], [np.nan], [np.nan], [np.nan]]), (None, short, short, short))
    monkeypatch.setattr(training_set, "compute_features", lambda *_: table)
    drawn = [(row(label, str(place)), {}) for place, label in enumerate(["RRL", "SNIa", "E", "SNIa"])]
    found = features_of(drawn, "larch", tmp_path)
    assert (found.rows, found.values.tolist()) == ((drawn[0][0],), [[1.0]])
    told = "light curves left out, TOO_FEW_DETECTIONS: 1 of E, 2 of SNIa\n"
    assert capsys.readouterr().err == told

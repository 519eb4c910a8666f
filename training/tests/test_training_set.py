from types import SimpleNamespace

import numpy as np
import pytest
from judged import row
from supernovae import supernova

from larch_training import training_set
from larch_training.donors import Donors
from larch_training.features import FeatureTable
from larch_training.material import Material
from larch_training.training_set import (
    ALIKE_IN_PERIOD,
    CEPHEID_PERIOD,
    at_own_epochs,
    draw,
    features_of,
    real_rows,
    with_galactic_period,
)
from larch_training.training_set import supernova as supernova_maker


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


ALERTS = supernova() | {"class": "SNIbc", "source": "ztf_supernovae"}
YOUNG_STAR = ALERTS | {"class": "YSO", "source": "ztf_yso", "objectId": "star", "photometry": "total"}
MATERIAL = Material(
    donors=Donors([ALERTS], [YOUNG_STAR]),
    stars={("ztf_supernovae", "SNIbc"): [ALERTS], ("ztf_yso", "YSO"): [YOUNG_STAR]},
    held_out={},
    # Each is known in another set under the name that stands for it.
    same_objects={"supernova": "first name", "star": "first star"},
    drw_prior=(),
    novae=(),
)


@pytest.mark.parametrize(
    ("content", "group", "kinds"),
    [
        (ALERTS, "first name", {"real", "dimmed", "re-observed"}),
        (YOUNG_STAR, "first star", {"real"}),
    ],
)
def test_what_is_made_of_a_real_object_is_known_as_the_object(content, group, kinds):
    rows = [each for each, _ in real_rows(MATERIAL, content, content["source"])]
    assert {each.group for each in rows} == {group}
    assert {each.kind for each in rows} == kinds
    assert {(each.label, each.origin) for each in rows} == {(content["class"], content["source"])}
    # Real ones are counted by their whole light curve.
    assert [each.kind for each in rows if each.is_whole].count("real") == 1


@pytest.mark.parametrize(
    ("label", "maker", "group", "kind"),
    [
        ("SNIbc", supernova_maker("ztf_supernovae", "SNIbc"), "first name", "re-observed"),
        ("YSO", at_own_epochs("ztf_yso", "YSO"), "first star", "re-observed"),
        ("Blazar", None, None, "simulated"),
    ],
)
def test_what_is_drawn_is_known_as_what_it_was_made_of(monkeypatch, label, maker, group, kind):
    if maker is not None:
        monkeypatch.setitem(training_set.MAKERS, label, [(1.0, maker)])
    drawn = [draw(MATERIAL, label, index) for index in range(10)]
    assert sum(map(bool, drawn)) > 5
    groups = [{each.group for each, _ in rows} for rows in drawn if rows]
    assert all(len(each) == 1 for each in groups)
    found = set.union(*groups)
    assert found == {group} if group else len(found) == len(groups)
    assert {each.kind for rows in drawn for each, _ in rows} == {kind}

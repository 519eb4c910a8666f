import numpy as np
import pytest
from supernovae import supernova

from larch_training import dimmed as module
from larch_training.dimmed import dimmed, draw_over_limit
from larch_training.donors import Donors
from larch_training.observe import HISTORY, OVER_LIMIT

DONORS = Donors([supernova()], [])


def copies(light_curve, count=50):
    made = [dimmed(np.random.default_rng(seed), light_curve, DONORS) for seed in range(count)]
    return [each for each in made if each is not None]


def test_it_is_fainter_noisier_and_seen_less_often():
    original = supernova()
    of = dict(zip(original["detections"]["mjd"], original["detections"]["mag"], strict=True))
    made = copies(original)
    fainter = [
        np.median(np.array(copy["detections"]["mag"]) - [of[mjd] for mjd in copy["detections"]["mjd"]])
        for copy in made
    ]
    assert 0.2 < np.mean(fainter) < 0.5
    assert all(np.median(copy["detections"]["magErr"]) >= 0.05 for copy in made)
    assert 35 < np.mean([len(copy["detections"]["mjd"]) for copy in made]) < 55
    for copy in made:
        assert len({len(values) for values in copy["detections"].values()}) == 1


def test_at_its_own_distance_and_on_its_own_nights_it_is_what_it_was(monkeypatch):
    monkeypatch.setattr(module, "DIMMING", 0.0)
    monkeypatch.setattr(module, "MOST_LOST", 0.0)
    original = supernova(brightest=20.0)
    (copy,) = copies(original, count=1)
    for name, values in original["detections"].items():
        if isinstance(values[0], float):
            values = pytest.approx(values, abs=1e-4)
        assert copy["detections"][name] == values


def test_what_is_no_alert_any_more_is_a_limit_of_the_alerts_that_follow():
    original = supernova(brightest=19.3)
    became_limits = 0
    for copy in copies(original):
        alerts, limits = np.array(copy["detections"]["mjd"]), copy["nonDetections"]["mjd"]
        assert limits == sorted(limits)
        assert not set(alerts) & set(limits)
        assert all(np.any((alerts > mjd) & (alerts <= mjd + HISTORY)) for mjd in limits)
        became_limits += len(set(limits) & set(original["detections"]["mjd"]))
    assert became_limits > 20


def test_a_light_curve_without_limits_has_none_of_its_copies():
    without = supernova()
    without["nonDetections"] = {name: [] for name in without["nonDetections"]}
    made = copies(without)
    assert made and all(copy["nonDetections"] == without["nonDetections"] for copy in made)


def test_fewer_than_six_alerts_are_none():
    made = copies(supernova(nights=6))
    assert 0 < len(made) < 50
    assert all(len(copy["detections"]["mjd"]) == 6 for copy in made)


def test_the_seed_alone_decides():
    first, second = (dimmed(np.random.default_rng(4), supernova(), DONORS) for _ in range(2))
    assert first == second


def test_thresholds_are_below_the_alerts_that_there_were():
    mean, scatter = OVER_LIMIT
    far, near = np.full(20_000, 3.0), np.full(20_000, 0.05)
    random = np.random.default_rng(6)
    drawn = draw_over_limit(random, far)
    assert (drawn.mean(), drawn.std()) == pytest.approx((mean, scatter), abs=0.01)
    drawn = draw_over_limit(random, near)
    assert drawn.max() <= 0.05
    # Of a normal distribution below -1.5 standard deviations.
    assert drawn.mean() == pytest.approx(mean - 1.94 * scatter, abs=0.01)

import gzip
import json

import numpy as np
import pytest

from larch_training import cataclysmic
from larch_training.cataclysmic import (
    DWARF_NOVAE,
    KINDS,
    NOVA_CLASSES,
    Nova,
    drawn_fading,
    read_novae,
    real_fading,
    simulate_cataclysmic,
    simulate_dwarf_nova,
    simulate_nova,
    simulate_nova_like,
    simulate_polar,
)
from larch_training.shapes import mag_of

NOVAE = (Nova("V1", days=np.array([-2.0, 0, 10, 100]), drop=np.array([4.0, 0, 2, 6])),)
NIGHTS = np.arange(58200.3, 60600, 0.71)
EACH_KIND = pytest.mark.parametrize("kind", list(KINDS), ids=lambda kind: kind.__name__)


def r_magnitudes(shape):
    return mag_of(shape.flux(NIGHTS, np.full(len(NIGHTS), "r")))


def drawn(kind, count=40):
    random = np.random.default_rng(7)
    return [kind(random, NOVAE) for _ in range(count)]


@EACH_KIND
def test_light_is_positive_and_finite_also_outside_of_the_survey(kind):
    mjd = np.concatenate([[50000.0], NIGHTS, [70000.0]])
    for shape in drawn(kind):
        assert shape.label == "CV/Nova"
        for band in ("g", "r"):
            flux = shape.flux(mjd, np.full(len(mjd), band))
            assert np.all(np.isfinite(flux))
            assert np.all(flux > 0)
            assert shape.reference[band] > 0


@EACH_KIND
def test_the_seed_alone_decides(kind):
    band = np.where(np.arange(len(NIGHTS)) % 2, "g", "r")
    first, second = (kind(np.random.default_rng(3), NOVAE) for _ in range(2))
    assert first.group == second.group
    assert np.array_equal(first.flux(NIGHTS, band), second.flux(NIGHTS, band))


def test_every_kind_appears(monkeypatch):
    met = set()
    monkeypatch.setattr(
        cataclysmic,
        "KINDS",
        {(lambda *_, kind=kind: met.add(kind)): share for kind, share in KINDS.items()},
    )
    random = np.random.default_rng(1)
    for _ in range(100):
        simulate_cataclysmic(random, NOVAE)
    assert met == set(KINDS)


@pytest.mark.parametrize(
    ("kind", "amplitude"),
    [
        (simulate_dwarf_nova, (1.8, 8)),
        (simulate_nova_like, (0.2, 5)),
        (simulate_polar, (1.2, 6)),
    ],
)
def test_amplitudes_are_those_of_the_kind(kind, amplitude):
    ranges = [np.ptp(np.percentile(r_magnitudes(shape), [0.5, 99.5])) for shape in drawn(kind)]
    low, high = np.percentile(ranges, [10, 90])
    assert amplitude[0] < low
    assert high < amplitude[1]


@pytest.mark.parametrize("kind", list(DWARF_NOVAE), ids=lambda kind: kind.__name__)
def test_outbursts_of_dwarf_novae_rise_from_below_the_star_and_end_there(kind):
    random = np.random.default_rng(9)
    for _ in range(20):
        outbursts = kind(random)
        assert np.all(np.diff(outbursts.mjd) >= 0)
        assert outbursts.drop[0] == outbursts.drop[-1] == outbursts.faded > outbursts.amplitude
        assert -1 < min(outbursts.drop) < 1


def test_dwarf_novae_rise_faster_than_they_fade():
    random = np.random.default_rng(9)
    outbursts = [cataclysmic.u_geminorum(random)(NIGHTS) for _ in range(20)]
    steps = np.concatenate([np.diff(each) for each in outbursts])
    assert -np.mean(steps[steps < -0.1]) > 1.5 * np.mean(steps[steps > 0.1])


def test_a_nova_erupts_once_far_above_its_reference():
    for shape in drawn(simulate_nova):
        faint = mag_of(np.array(shape.reference["r"]))
        mag = mag_of(shape.flux(np.arange(58100, 60700, 0.5), np.full(5200, "r")))
        assert np.ptp(mag) > 5
        if faint - mag.min() < 5:  # erupted while the reference was made
            assert np.argmin(mag) * 0.5 < 600


def test_a_real_nova_is_followed_and_fades_on_after_its_last_observation():
    fading = real_fading(np.random.default_rng(1), NOVAE[0])
    drop = fading(np.array([-10.0, 0, 20, 100, 1000]))
    assert drop[1] == 0
    assert drop[0] > 4 * 0.85
    assert np.all(np.diff(drop[1:]) > 0)


def test_drawn_novae_fade_by_two_magnitudes_within_the_asked_times(monkeypatch):
    monkeypatch.setattr(cataclysmic, "NOVA_CLASSES", {cataclysmic.smooth: 1.0})
    random = np.random.default_rng(1)
    days = np.arange(0, 400.0, 0.5)
    t2 = [days[np.argmax(drawn_fading(random)(days) > 2)] for _ in range(200)]
    assert 3 < min(t2) < 8
    assert 90 < max(t2) < 170


@pytest.mark.parametrize("feature", list(NOVA_CLASSES), ids=lambda feature: feature.__name__)
def test_novae_of_every_class_fade_in_the_end(feature, monkeypatch):
    monkeypatch.setattr(cataclysmic, "NOVA_CLASSES", {feature: 1.0})
    random = np.random.default_rng(1)
    for _ in range(30):
        drop = drawn_fading(random)(np.array([-5.0, 0, 2000]))
        assert np.all(np.isfinite(drop))
        assert drop[2] > 3


def test_the_brightest_outburst_of_each_nova_is_read(tmp_path):
    def star(name, subclass, mjd, mag, band):
        return {
            "objectId": name,
            "subclass": subclass,
            "detections": {"mjd": mjd, "mag": mag, "band": band},
        }

    mjd = [40000.0, *(50000.0 + day for day in range(60)), 50010.0]
    mag = [9.0, *(8 + 0.1 * day for day in range(60)), 5.0]
    stars = [
        star("A", "nova", mjd, mag, ["V"] * 31 + ["vis"] * 30 + ["I"]),
        star("short", "nova", [1.0, 2.0], [8.0, 9.0], ["V", "V"]),
        star("dwarf", "dwarf nova", mjd, mag, ["V"] * 62),
    ]
    with gzip.open(tmp_path / "novae.gz", "wt") as file:
        file.write("\n".join(json.dumps(each) for each in stars))
    (nova,) = read_novae(tmp_path / "novae.gz")
    assert nova.name == "A"
    assert nova.days.min() >= 0
    assert nova.drop[0] == 0
    assert np.interp(30, nova.days, nova.drop) == pytest.approx(3, abs=0.3)

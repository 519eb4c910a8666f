import gzip

import numpy as np
import pytest

from larch_training.shapes import mag_of
from larch_training.stochastic import (
    YSO_KINDS,
    QuasarFit,
    bursting,
    dipping_at_random,
    dipping_with_period,
    read_drw_prior,
    simulate_agn,
    simulate_blazar,
    simulate_quasar,
    simulate_yso,
)

PRIOR = (
    QuasarFit("drw-1", 10.0, 0.0, sigma_g=0.15, tau_g=300.0, ratio=0.85, colour=0.2),
    QuasarFit("drw-2", 20.0, 0.0, sigma_g=0.3, tau_g=100.0, ratio=0.9, colour=0.5),
)
SIMULATE = {
    "QSO": lambda random: simulate_quasar(random, PRIOR),
    "AGN": lambda random: simulate_agn(random, PRIOR),
    "Blazar": simulate_blazar,
    "YSO": simulate_yso,
}
NIGHTS = np.arange(58200.3, 60600, 1.7)
EACH_CLASS = pytest.mark.parametrize("label", list(SIMULATE))


def magnitudes(shape):
    return {band: mag_of(shape.flux(NIGHTS, np.full(len(NIGHTS), band))) for band in ("g", "r")}


def drawn(label, count=60):
    random = np.random.default_rng(11)
    return [SIMULATE[label](random) for _ in range(count)]


@EACH_CLASS
def test_light_is_positive_and_finite_also_outside_of_the_survey(label):
    mjd = np.concatenate([[50000.0], NIGHTS, [70000.0]])
    for shape in drawn(label):
        for band in ("g", "r"):
            flux = shape.flux(mjd, np.full(len(mjd), band))
            assert flux.shape == mjd.shape
            assert np.all(np.isfinite(flux))
            assert np.all(flux > 0)
            assert shape.reference[band] > 0


@EACH_CLASS
def test_the_seed_alone_decides(label):
    band = np.where(np.arange(len(NIGHTS)) % 2, "g", "r")
    first, second = (SIMULATE[label](np.random.default_rng(3)) for _ in range(2))
    other = SIMULATE[label](np.random.default_rng(4))
    assert first.group == second.group
    assert np.array_equal(first.flux(NIGHTS, band), second.flux(NIGHTS, band))
    assert np.array_equal(first.flux(NIGHTS, band), first.flux(NIGHTS, band))
    assert not np.array_equal(first.flux(NIGHTS, band), other.flux(NIGHTS, band))


@pytest.mark.parametrize(
    ("label", "scatter", "colour", "ratio"),
    [
        # Medians over the objects: standard deviation in r, g - r, ratio of deviations r to g.
        ("QSO", (0.08, 0.3), (0.15, 0.55), (0.8, 0.95)),
        ("AGN", (0.05, 0.2), (0.35, 0.75), (0.5, 0.85)),
        ("Blazar", (0.35, 0.75), (0.3, 0.7), (0.85, 1.0)),
        ("YSO", (0.07, 0.3), (1.2, 1.9), (0.7, 0.9)),
    ],
)
def test_amplitudes_and_colours_are_those_of_the_class(label, scatter, colour, ratio):
    curves = [magnitudes(shape) for shape in drawn(label)]
    deviations = np.array([[np.std(curve[band]) for band in ("g", "r")] for curve in curves])
    colours = [np.median(curve["g"] - curve["r"]) for curve in curves]
    for value, (low, high) in (
        (np.median(deviations[:, 1]), scatter),
        (np.median(colours), colour),
        (np.median(deviations[:, 1] / deviations[:, 0]), ratio),
    ):
        assert low < value < high


def test_a_blazar_changes_faster_than_a_quasar():
    def weekly_share(label):
        curves = [magnitudes(shape)["r"] for shape in drawn(label)]
        return np.median([np.std(mag[4:] - mag[:-4]) / np.std(mag) for mag in curves])

    assert weekly_share("Blazar") > 1.5 * weekly_share("QSO")


@pytest.mark.parametrize("kind", list(YSO_KINDS), ids=lambda kind: kind.__name__)
def test_every_kind_of_young_star_varies(kind):
    random = np.random.default_rng(2)
    changes = [kind(random)(NIGHTS) for _ in range(20)]
    assert np.all(np.isfinite(changes))
    assert 0.02 < np.median(np.std(changes, axis=1)) < 0.6


def test_dips_fade_and_bursts_brighten():
    random = np.random.default_rng(2)
    for dipping in (dipping_with_period, dipping_at_random):
        assert min(dipping(random)(NIGHTS).min() for _ in range(10)) >= 0
    assert max(bursting(random)(NIGHTS).max() for _ in range(10)) <= 0


def test_copies_of_a_quasar_are_one_group_and_blazars_are_none():
    assert len({shape.group for shape in drawn("QSO")}) == len(PRIOR)
    assert len({shape.group for shape in drawn("Blazar")}) == 60


def test_only_usable_fits_are_read(tmp_path):
    header = "id,ra,dec,sigma_g_50,tau_g_50,sigma_r_50,tau_r_50,mean_mag_g,mean_mag_r"
    rows = [
        "good,10.5,-0.5,0.2,300,0.18,310,20.0,19.8",
        "still,10.5,-0.5,0.001,300,0.18,310,20.0,19.8",
        "endless,10.5,-0.5,0.2,30000,0.18,310,20.0,19.8",
        "infinite,10.5,-0.5,0.2,inf,0.18,310,20.0,19.8",
        "noise,10.5,-0.5,0.2,300,0.18,1,20.0,19.8",
        "missing,10.5,-0.5,0.2,300,,,20.0,19.8",
    ]
    with gzip.open(tmp_path / "prior.csv.gz", "wt") as file:
        file.write("\n".join([header, *rows]))
    (fit,) = read_drw_prior(tmp_path / "prior.csv.gz")
    assert (fit.object_id, fit.ra, fit.dec) == ("drw-good", 10.5, -0.5)
    assert (fit.ratio, fit.colour) == (pytest.approx(0.9), pytest.approx(0.2))

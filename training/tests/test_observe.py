from dataclasses import replace

import numpy as np
import pytest

from larch_training.donors import Epochs
from larch_training.observe import (
    CORRECTED,
    DIFFERENCE,
    TOTAL,
    channel_of,
    limits_before,
    observe,
    observe_total,
)
from larch_training.shapes import Shape, flux_of, mag_of


def nightly(days=200, limit=20.5):
    """g and r each night, an hour apart."""
    mjd = np.sort(np.concatenate([58500.0 + np.arange(days), 58500.04 + np.arange(days)]))
    band = np.array(["g", "r"] * days)
    return Epochs(mjd, band, np.full(2 * days, limit))


def constant(mag):
    return Shape("E", "made", "star", lambda mjd, band: np.full(len(mjd), flux_of(mag)))


def wave(mag, amplitude, period=7.3):
    return Shape(
        "RRL",
        "made",
        "star",
        lambda mjd, band: flux_of(mag + amplitude * np.sin(2 * np.pi * mjd / period)),
    )


def test_a_constant_star_gives_no_alerts():
    random = np.random.default_rng(1)
    assert observe(random, constant(17.0), nightly(), CORRECTED, "star") is None
    assert observe(random, constant(17.0), nightly(), DIFFERENCE, "star") is None


def test_a_variable_star_gives_alerts_of_both_signs_about_its_reference():
    light_curve = observe(np.random.default_rng(1), wave(17.0, 0.5), nightly(), CORRECTED, "star")
    detections = light_curve["detections"]
    signs = np.array(detections["isDiffPos"])
    assert 0.2 < np.mean(signs > 0) < 0.8
    total = np.array(detections["magCorr"])
    assert np.median(total) == pytest.approx(17.0, abs=0.2)
    # Brighter than the reference where the difference is positive.
    assert np.median(total[signs > 0]) < np.median(total[signs < 0]) - 0.4
    assert light_curve["photometry"] == "difference"


def test_an_alert_channel_without_reference_gives_no_total_magnitudes():
    light_curve = observe(np.random.default_rng(1), wave(17.0, 0.5), nightly(), DIFFERENCE, "star")
    assert "magCorr" not in light_curve["detections"]


def test_nobody_asks_what_a_constant_star_is():
    assert observe(np.random.default_rng(1), constant(18.0), nightly(), TOTAL, "star") is None


def test_total_magnitudes_scatter_by_their_error():
    epochs = nightly()
    light_curve = observe_total(
        np.random.default_rng(1), epochs, constant(18.0).flux(epochs.mjd, epochs.band), "star"
    )
    mag, error = (np.array(light_curve["detections"][name]) for name in ("mag", "magErr"))
    assert light_curve["photometry"] == "total"
    assert np.mean(mag) == pytest.approx(18.0, abs=0.01)
    assert np.std(mag) == pytest.approx(np.median(error), rel=0.25)
    assert light_curve["nonDetections"]["mjd"] == []


def test_what_has_noise_already_gets_what_is_missing():
    epochs = nightly()
    flux = constant(19.0).flux(epochs.mjd, epochs.band)

    def scatter(noise):
        light_curve = observe_total(np.random.default_rng(1), epochs, flux, "star", noise)
        return np.std(light_curve["detections"]["mag"]), np.median(light_curve["detections"]["magErr"])

    without, error = scatter(0.0)
    half, same_error = scatter(0.8 * error * flux / 1.0857)
    assert same_error == error
    assert half / without == pytest.approx(0.6, abs=0.03)
    assert scatter(2 * error * flux / 1.0857)[0] == pytest.approx(0, abs=1e-3)
    # Differences scatter by less than their errors.
    noisy = replace(wave(18.0, 0.5), noise=lambda mjd, _band: np.full(len(mjd), 1e3))
    alerts = observe(np.random.default_rng(1), noisy, nightly(), CORRECTED, "star")["detections"]
    true = 18.0 + 0.5 * np.sin(2 * np.pi * np.array(alerts["mjd"]) / 7.3)
    assert np.std(np.array(alerts["magCorr"]) - true) < 0.1 * np.median(alerts["magErrCorrExt"])


def test_what_is_too_bright_is_not_measured():
    assert observe(np.random.default_rng(1), constant(11.0), nightly(), TOTAL, "star") is None


def test_limits_are_those_of_the_month_before_a_detection():
    epochs = nightly(days=100)
    detected = np.zeros(len(epochs.mjd), bool)
    detected[epochs.mjd == 58580] = True
    limits = limits_before(epochs, detected)
    assert min(limits["mjd"]) >= 58550
    assert max(limits["mjd"]) < 58580


def test_magnitudes_and_flux_are_inverse():
    assert mag_of(flux_of(np.array([14.0, 23.9]))) == pytest.approx([14.0, 23.9])
    assert flux_of(23.9) == pytest.approx(1.0)


@pytest.mark.parametrize(
    ("light_curve", "channel"),
    [
        ({"photometry": "total", "detections": {}}, "total magnitudes"),
        ({"photometry": "difference", "detections": {"magCorr": [None, 17.0]}}, "corrected alerts"),
        ({"photometry": "difference", "detections": {"magCorr": [None]}}, "difference alerts"),
        ({"photometry": "difference", "detections": {}}, "difference alerts"),
    ],
)
def test_channel_of_real_light_curves(light_curve, channel):
    assert channel_of(light_curve).name == channel

import numpy as np
import pytest
from supernovae import supernova

from larch_training.donors import Donors, Epochs
from larch_training.hosts import light_at, on_host
from larch_training.observe import CORRECTED, TOTAL
from larch_training.shapes import FADING, flux_of

DONORS = Donors([supernova()], [supernova()])


def light_on(days, light_curve=None):
    """In g: alerts are on even days from 0 to 58, limits on odd ones from -39 to -1."""
    mjd = 59000.2 + np.array(days, float)
    epochs = Epochs(mjd, np.full(len(mjd), "g"), np.full(len(mjd), 20.5))
    return light_at(light_curve or supernova(), epochs)


def test_a_supernova_is_dark_before_its_first_alert_and_fades_after_its_last():
    light, noise = light_on([-10, 0, 58, 108])
    first, last = flux_of(18.0 + 0.03 * 15), flux_of(18.0 + 0.03 * 43)
    assert light == pytest.approx([0, first, last, last * 10 ** (-0.4 * FADING * 50)])
    assert noise == pytest.approx(light * 0.05 / 1.0857)


def test_a_limit_among_the_alerts_does_not_put_it_out():
    limited = supernova()
    for name, value in (("mjd", 59021.2), ("band", "g"), ("limitingMag", 17.0)):
        limited["nonDetections"][name].append(value)
    assert light_on([21], limited)[0] == pytest.approx(light_on([21])[0])
    assert light_on([21])[0] > flux_of(18.3)


def test_noise_that_alerts_have_is_not_added_again(monkeypatch):
    monkeypatch.setattr("larch_training.hosts.GALAXY_SEEING", 0.0)

    def scatter(mag_error):
        """Median over hosts of that in units of the errors, of a supernova that stays as it is."""
        light_curve = supernova(nights=200)
        light_curve["detections"] |= {"mag": [18.5] * 200, "magErr": [mag_error] * 200}
        pulls = []
        for seed in range(20):
            seen = on_host(np.random.default_rng(seed), light_curve, TOTAL, DONORS)["detections"]
            late = (np.array(seen["band"]) == "r") & (np.array(seen["mjd"]) > 59001)
            mag, error = (np.array(seen[name])[late] for name in ("mag", "magErr"))
            pulls.append(np.std((mag - np.median(mag)) / error))
        return np.median(pulls)

    assert scatter(0.001) == pytest.approx(1, abs=0.15)
    assert scatter(0.3) < 0.2


def test_corrected_magnitudes_have_the_light_of_the_host():
    light_curve = supernova()
    hosted = on_host(np.random.default_rng(1), light_curve, CORRECTED, DONORS)["detections"]
    total = flux_of(hosted["magCorr"])
    host = total - flux_of(light_curve["detections"]["mag"])
    for band in ("g", "r"):
        assert np.ptp(host[np.array(hosted["band"]) == band]) < 0.01 * host.max()
        assert host.min() > 0

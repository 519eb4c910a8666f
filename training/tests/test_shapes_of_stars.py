import numpy as np
import pytest

from larch_training.periodic import (
    draw_eclipses,
    fit_series,
    periodic_shape,
    simulate_contact_binary,
    simulate_delta_scuti,
    simulate_detached_binary,
    simulate_double_mode_rr_lyrae,
    simulate_rotator,
)
from larch_training.shapes import flux_of, mag_of
from larch_training.smooth import (
    gaussian_process,
    long_period_shape,
    matern,
    own_light,
    reflected,
    supernova_shape,
)

PERIOD = 0.56


def star(label="RRL", amplitude=0.4, bands=("g", "r"), noise=0.01, period=PERIOD):
    random = np.random.default_rng(5)
    mjd = np.sort(random.uniform(58000, 58800, 200))
    band = random.choice(bands, 200)
    scale = np.where(band == bands[0], 1.0, 0.7)
    mag = 17 + scale * amplitude * np.sin(2 * np.pi * mjd / period) + noise * random.normal(size=200)
    return {
        "objectId": "star",
        "class": label,
        "source": "made",
        "period": period,
        "detections": {
            "mjd": mjd.tolist(),
            "band": band.tolist(),
            "mag": mag.tolist(),
            "magErr": [noise] * 200,
        },
    }


def amplitudes(shape):
    mjd = np.linspace(58500, 58530, 4000)
    return {
        band: np.ptp(mag_of(shape.flux(mjd, np.full(len(mjd), band)))) / 2 for band in ("g", "r")
    }


def test_the_series_of_a_sine_is_the_sine():
    phase = np.linspace(0, 1, 200, endpoint=False)
    mag = 15 + 0.3 * np.sin(2 * np.pi * phase)
    series, unexplained = fit_series(phase, mag, np.full(200, 0.01))
    assert series(phase) == pytest.approx(mag - 15, abs=0.02)
    assert unexplained < 0.01


def test_a_star_of_two_bands_keeps_its_ratio_of_amplitudes():
    found = amplitudes(periodic_shape(np.random.default_rng(1), star(), "star", PERIOD))
    assert found["r"] / found["g"] == pytest.approx(0.7, abs=0.05)
    assert found["g"] == pytest.approx(0.4, rel=0.35)


def test_a_star_of_one_band_lies_between_g_and_r():
    content = star(bands=("V", "V"))
    content["detections"]["band"] = ["V"] * 200
    found = amplitudes(periodic_shape(np.random.default_rng(1), content, "star", PERIOD))
    assert 0.5 < found["r"] / found["g"] < 0.9


def test_noise_has_no_shape():
    content = star(amplitude=0.0, noise=0.1)
    assert periodic_shape(np.random.default_rng(1), content, "star", PERIOD) is None


@pytest.mark.parametrize(
    "simulate",
    [
        simulate_delta_scuti,
        simulate_double_mode_rr_lyrae,
        simulate_rotator,
        simulate_detached_binary,
        simulate_contact_binary,
    ],
)
def test_simulated_stars_are_the_same_for_the_same_seed_and_vary(simulate):
    mjd = np.sort(np.random.default_rng(0).uniform(58200, 60500, 500))
    band = np.array(["g", "r"] * 250)
    first, second = (simulate(np.random.default_rng(9)).flux(mjd, band) for _ in range(2))
    assert np.array_equal(first, second)
    assert np.all(np.isfinite(first) & (first > 0))
    assert np.std(mag_of(first[band == "g"])) > 0
    assert not any(character.isspace() for character in simulate(np.random.default_rng(9)).group)


def test_contact_binaries_have_two_sharp_minima_an_orbit_and_short_ones_are_red():
    mjd = np.arange(58500, 58501.6, 0.002)
    minima, colours, dark = [], [], []
    for seed in range(60):
        shape = simulate_contact_binary(np.random.default_rng(seed))
        g, r = (mag_of(shape.flux(mjd, np.full(len(mjd), band))) for band in ("g", "r"))
        assert 0.05 < np.ptp(g) < 1.2
        middle = g - (g.max() + g.min()) / 2
        inner = middle[1:-1]
        minima.append(np.sum((inner > middle[:-2]) & (inner > middle[2:]) & (inner > 0)))
        colours.append(np.mean(g - r))
        dark.append(np.mean(middle > 0))
    minima, colours = np.array(minima), np.array(colours)
    # Two an orbit of 0.22 to 0.8 d.
    assert np.all((minima >= 3) & (minima <= 15))
    is_short = minima > np.median(minima)
    assert np.median(colours[is_short]) > np.median(colours[~is_short])
    # Less than half of the orbit is nearer to the minima than to the maxima.
    assert np.mean(dark) < 0.45


def test_a_hot_star_behind_a_cool_one_takes_most_of_the_light_that_is_blue():
    random = np.random.default_rng(8)
    drawn = [draw_eclipses(random) for _ in range(2000)]
    depth = {
        band: np.array([[-2.5 * np.log10(1 - lost[band]) for lost in each[:2]] for each in drawn])
        for band in ("g", "r")
    }
    # Of the primary eclipses; the secondary ones are shallower and red.
    assert np.all(depth["g"][:, 0] >= depth["r"][:, 0])
    assert np.all(depth["r"][:, 1] >= depth["g"][:, 1])
    assert np.all(depth["g"][:, 1] <= depth["g"][:, 0])
    assert 0.05 < depth["g"][:, 0].min() < np.median(depth["g"][:, 0]) < 0.6
    assert 0.05 < np.mean(depth["g"][:, 0] > 1.5) < 0.15


def test_the_process_goes_through_its_points():
    mjd = np.linspace(0, 300, 40)
    value = np.sin(mjd / 30)
    posterior = gaussian_process(mjd, value, np.full(40, 0.01), [matern(15.0), matern(40.0)])
    assert posterior(mjd) == pytest.approx(value, abs=0.03)


def test_times_are_folded_back_and_forth():
    times = reflected(np.array([5.0, 12.0, 18.0, 25.0]), 0.0, 10.0)
    assert times == pytest.approx([5.0, 8.0, 2.0, 5.0])


def test_long_period_variables_vary_elsewhere_as_they_did():
    content = star("LPV", amplitude=1.0, bands=("V", "V"), period=300.0)
    content["detections"]["band"] = ["V"] * 200
    shape = long_period_shape(np.random.default_rng(3), content, "star")
    mjd = np.linspace(58500, 60000, 500)
    mags = mag_of(shape.flux(mjd, np.full(500, "g")))
    assert 0.6 < np.ptp(mags) / 2 < 1.8


def test_a_supernova_is_dark_before_it_rises_and_brightest_at_its_date():
    phase = np.arange(-15, 60, 3.0)
    curve = 18 + 0.01 * phase**2 * (phase < 0) + 0.05 * np.maximum(phase, 0)
    content = {
        "class": "SNIa",
        "source": "made",
        "detections": {
            "mjd": np.repeat(58600 + phase, 2).tolist(),
            "band": ["g", "r"] * len(phase),
            "mag": np.repeat(curve, 2).tolist(),
            "magErr": [0.05] * (2 * len(phase)),
        },
        "nonDetections": {"mjd": [58570.0], "band": ["g"], "limitingMag": [20.5]},
    }
    shape = supernova_shape(np.random.default_rng(2), content, "supernova", 59000.0)
    mjd = np.arange(58800.0, 59060.0)
    light = shape.flux(mjd, np.full(len(mjd), "r"))
    assert np.all(light[mjd < 58950] == 0)
    assert mjd[light.argmax()] == pytest.approx(59000, abs=4)


def test_own_light_is_what_was_measured_and_tells_its_noise():
    content = star("YSO")
    detections = {name: np.array(values) for name, values in content["detections"].items()}
    shape = own_light(content, 1.5, "star")
    flux = flux_of(detections["mag"] + 1.5)
    epochs = detections["mjd"], detections["band"]
    assert shape.flux(*epochs) == pytest.approx(flux)
    assert shape.noise(*epochs) == pytest.approx(0.01 * flux / 1.0857)
    # Of a band that it was not seen in, nothing.
    assert not own_light(star("YSO", bands=("r",)), 0, "star").flux(np.array([58400.0]), np.array(["g"]))

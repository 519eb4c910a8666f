"""Shapes of periodic stars: a harmonic series at the catalogue period, in g and r."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from .shapes import Shape, by_band, flux_of, mag_of, two_band_flux
from .simulation import draw_log_uniform, draw_magnitude

MOST_HARMONICS = 10
# A fit must leave less of the variance than this.
MOST_UNEXPLAINED = 0.6

# Bands of the sets that stand for g and r as they are.
TWO_BANDS = ({"g": "g", "r": "r"}, {"B_E": "g", "R_E": "r"})

# Amplitude in r over that in g, and g - r of the mean light, of stars measured in one band only:
# RRL as in s82_rrl, E and CEP as in eros2_periodic (B_E to R_E spans a wider range of wavelength than
# g to r), DSCT as RRL, rotational modulation from spots a few hundred to 1500 K cooler.
AMPLITUDE_RATIO = {
    "RRL": (0.71, 0.05),
    "CEP": (0.70, 0.06),
    "DSCT": (0.71, 0.06),
    "E": (0.97, 0.05),
    "Periodic-Other": (0.88, 0.10),
}
COLOUR = {
    "RRL": (0.20, 0.12),
    "CEP": (0.60, 0.20),
    "DSCT": (0.15, 0.15),
    "E": (0.55, 0.35),
    "Periodic-Other": (0.85, 0.35),
}
# Mean of E(g - r), exponential; assumed: Cepheids lie far away in the disc, RRL above it.
REDDENING = {"RRL": 0.10, "CEP": 0.50, "DSCT": 0.15, "E": 0.20, "Periodic-Other": 0.15}

# Of the bands, micrometres.
WAVELENGTH = {"g": 0.477, "r": 0.623}
# Share of the light in g; less is not found.
SHALLOWEST_ECLIPSE = 0.055
# Of the draws of detached binaries, Algols: a far cooler star, no smaller than the hot one, hides half of it
# or more in the deepest of eclipses.
ALGOL_SHARE = 0.2


@dataclass(frozen=True)
class Series:
    """Magnitudes about their mean as a harmonic series of the phase."""

    coefficients: np.ndarray  # cosines and sines in turn

    def __call__(self, phase: np.ndarray) -> np.ndarray:
        return design(phase, len(self.coefficients) // 2) @ self.coefficients


def design(phase: np.ndarray, harmonics: int) -> np.ndarray:
    angle = 2 * np.pi * phase[:, np.newaxis] * np.arange(1, harmonics + 1)
    return np.stack([np.cos(angle), np.sin(angle)], axis=2).reshape(len(phase), 2 * harmonics)


def fit_series(phase: np.ndarray, mag: np.ndarray, error: np.ndarray) -> tuple[Series, float]:
    """The series whose number of harmonics has the best BIC, and the share of variance it leaves."""
    weight = 1 / np.maximum(error, 0.01)
    centred = mag - np.average(mag, weights=weight**2)
    count = len(mag)
    best = None
    for harmonics in range(1, min(MOST_HARMONICS, (count - 5) // 6) + 1):
        matrix = np.column_stack([np.ones(count), design(phase, harmonics)])
        # A small ridge keeps gaps in phase from being filled with wild swings.
        left = np.vstack([matrix * weight[:, np.newaxis], 0.3 * np.eye(matrix.shape[1]) / error.mean() ** 0.5])
        right = np.concatenate([centred * weight, np.zeros(matrix.shape[1])])
        solution, *_ = np.linalg.lstsq(left, right, rcond=None)
        residual = (centred - matrix @ solution) * weight
        variance = residual @ residual / count
        criterion = count * np.log(variance) + np.log(count) * 2 * harmonics
        if best is None or criterion < best[0]:
            unexplained = variance * count / ((centred * weight) @ (centred * weight))
            best = (criterion, Series(solution[1:]), unexplained)
    return best[1], float(best[2])


def fit_star(content: Mapping[str, Any], period: float) -> dict[str, Series] | None:
    """One series by band, under the names of ZTF or as "V" where there is one band; None: no fit."""
    detections = content["detections"]
    mjd = np.array(detections["mjd"])
    mag, error = np.array(detections["mag"], float), np.array(detections["magErr"], float)
    names = np.array(detections["band"])
    bands = next((each for each in TWO_BANDS if set(each) <= set(names)), None)
    if bands is None:
        # One band; of several the one with the most points.
        found, counts = np.unique(names, return_counts=True)
        bands = {str(found[counts.argmax()]): "V"}
    series = {}
    for name, band in bands.items():
        rows = names == name
        if rows.sum() < 30:
            return None
        phase = (mjd[rows] / period) % 1
        series[band], unexplained = fit_series(phase, mag[rows], error[rows])
        if unexplained > MOST_UNEXPLAINED:
            return None
    return series


def periodic_shape(
    random: np.random.Generator, content: Mapping[str, Any], group: str, period: float
) -> Shape | None:
    """The star as ZTF might see it elsewhere: another distance, reddening and starting phase."""
    series = fit_star(content, period)
    if series is None:
        return None
    label = content["class"]
    if "V" in series:
        ratio = draw_ratio(random, label)
        # V lies between g and r.
        scale = {"g": 2 / (1 + ratio), "r": 2 * ratio / (1 + ratio)}
        series = {band: Series(series["V"].coefficients * scale[band]) for band in scale}
    return place(random, label, content["source"], group, series, period)


def draw_ratio(random: np.random.Generator, label: str) -> float:
    return float(np.clip(random.normal(*AMPLITUDE_RATIO[label]), 0.4, 1.2))


def draw_mags(random: np.random.Generator, label: str) -> dict[str, float]:
    """Mean magnitudes of a star somewhere in the Galaxy."""
    r = draw_magnitude(random)
    return {"r": r, "g": r + random.normal(*COLOUR[label]) + random.exponential(REDDENING[label])}


def place(
    random: np.random.Generator,
    label: str,
    origin: str,
    group: str,
    series: Mapping[str, Series],
    period: float,
) -> Shape:
    mags = draw_mags(random, label)
    # A few per cent in period and amplitude, so that copies of one star are not the same star.
    period = period * np.exp(random.normal(0, 0.03))
    stretch = np.exp(random.normal(0, 0.08))
    start = random.random()

    def flux(mjd: np.ndarray, band: np.ndarray) -> np.ndarray:
        phase = (mjd / period + start) % 1
        light = np.empty(len(mjd))
        for name, of_band in series.items():
            rows = band == name
            light[rows] = flux_of(mags[name] + stretch * of_band(phase[rows]))
        return light

    return Shape(label, origin, group, flux)


def simulate_delta_scuti(random: np.random.Generator) -> Shape:
    """One dominant radial mode or several of like amplitude, 4 to 25 cycles a day, 0.01 to 0.5 mag."""
    modes = int(random.integers(1, 5))
    frequency = np.sort(np.exp(random.uniform(np.log(4), np.log(25), modes)))
    amplitude = np.exp(random.uniform(np.log(0.03), np.log(0.35))) * np.exp(
        -np.arange(modes) * random.uniform(0.2, 2)
    )
    return waves(random, "DSCT", frequency, amplitude, second=random.uniform(0, 0.3))


def simulate_double_mode_rr_lyrae(random: np.random.Generator) -> Shape:
    """RRd: the first overtone with the fundamental at 1.343 times its period (Soszynski et al. 2011)."""
    overtone = random.uniform(0.33, 0.42)
    frequency = np.array([1 / overtone, 0.7445 / overtone])
    amplitude = np.array([random.uniform(0.18, 0.28), random.uniform(0.08, 0.18)])
    return waves(random, "RRL", frequency, amplitude, second=random.uniform(0.1, 0.25))


def waves(
    random: np.random.Generator,
    label: str,
    frequency: np.ndarray,
    amplitude: np.ndarray,
    second: float,
) -> Shape:
    """Sines of the frequencies (1/d), each with a second harmonic of a share of its amplitude."""
    mags, ratio = draw_mags(random, label), draw_ratio(random, label)
    phases = random.random(len(frequency))

    def flux(mjd: np.ndarray, band: np.ndarray) -> np.ndarray:
        angle = 2 * np.pi * (mjd[:, np.newaxis] * frequency + phases)
        wave = (np.sin(angle) + second * np.sin(2 * angle + 1)) @ amplitude
        return two_band_flux(mags, ratio, wave, band)

    return Shape(label, "simulated", f"simulated-{random.integers(2**63)}", flux)


def simulate_detached_binary(random: np.random.Generator) -> Shape:
    """
    Constant but for eclipses too narrow for a harmonic series: 0.4 to 60 d, 1 to 12 per cent of the
    orbit long, the secondary one shallower and, where the orbit is eccentric, off the middle;
    between them the tides of close pairs. Two black bodies: a small hot star behind a large cool one
    fades by 4 mag and, seldom, more, in g by more than in r, and hardly when it is in front.
    """
    label = "E"
    period = np.exp(random.uniform(np.log(0.4), np.log(60)))
    width = np.clip(0.1 * period ** (-0.5) * np.exp(random.normal(0, 0.4)), 0.01, 0.12)
    middle = 0.5 if period < 3 else 0.5 + random.normal(0, 0.08)
    flatness = random.choice([2.0, 4.0, 8.0])
    tides = 0.1 * width * random.random()
    primary, secondary, light = draw_eclipses(random)
    r, start = draw_magnitude(random), random.random()
    colour = mag_of(light["g"]) - mag_of(light["r"])
    mags = {"r": r, "g": r + colour + random.exponential(REDDENING[label])}

    def eclipse(phase: np.ndarray, centre: float) -> np.ndarray:
        distance = np.abs((phase - centre + 0.5) % 1 - 0.5) / (width / 2)
        return np.exp(-np.log(10) * distance**flatness)

    def flux(mjd: np.ndarray, band: np.ndarray) -> np.ndarray:
        phase = (mjd / period + start) % 1
        left = (
            1
            - by_band(band, **primary) * eclipse(phase, 0.0)
            - by_band(band, **secondary) * eclipse(phase, middle)
        )
        return left * two_band_flux(mags, 1.0, tides * np.cos(4 * np.pi * phase), band)

    return Shape(label, "simulated", f"simulated-{random.integers(2**63)}", flux)


def draw_eclipses(
    random: np.random.Generator,
) -> tuple[dict[str, float], dict[str, float], dict[str, float]]:
    """
    By band: the shares of the light lost in the primary eclipse, deep enough to be found, and in the
    secondary one, and the light of both stars.
    """
    while True:
        hot = draw_log_uniform(random, 4500, 11000)
        if random.random() < ALGOL_SHARE:
            cool, smallest, least = hot * random.uniform(0.4, 0.65), 1.0, 0.5
        else:
            cool, smallest, least = hot * (0.4 + 0.6 * random.beta(2, 1)), 0.3, 0.2
        # Of the discs, that of the hot star being 1: the cool one, and what is hidden of either.
        disc = draw_log_uniform(random, smallest, 3) ** 2
        hidden = min(disc, 1) * random.uniform(least, 1)
        light = {
            band: black_body(hot, band) + disc * black_body(cool, band) for band in WAVELENGTH
        }
        primary, secondary = (
            {band: hidden * black_body(each, band) / light[band] for band in WAVELENGTH}
            for each in (hot, cool)
        )
        if primary["g"] > SHALLOWEST_ECLIPSE:
            return primary, secondary, light


def black_body(temperature: float, band: str) -> float:
    """Surface brightness (Planck 1901) by frequency, up to a factor; temperature in K."""
    return WAVELENGTH[band] ** -3 / np.expm1(14388 / (WAVELENGTH[band] * temperature))


def simulate_contact_binary(random: np.random.Generator) -> Shape:
    """
    Two stars in one envelope (W UMa): no constant light and minima of nearly the same depth, as
    cosines of the orbit (Rucinski 1997, AJ 113, 407); 0.22 to 0.8 d, the shorter the redder (Wang
    1994, ApJ 434, 277).
    """
    label = "E"
    period = float(np.clip(np.exp(random.normal(np.log(0.35), 0.25)), 0.22, 0.8))
    second = -random.uniform(0.03, 0.28)
    # At most what parts them from detached ones.
    fourth = second * (0.125 - second) * random.uniform(0.4, 1)
    first, spots = random.normal(0, 0.02), random.normal(0, 0.01)
    blue_visual = 0.062 - 1.31 * np.log10(period) + random.normal(0, 0.08)
    r = draw_magnitude(random)
    # g - r of B - V (Jester et al. 2005, AJ 130, 873).
    mags = {"r": r, "g": r + 1.02 * blue_visual - 0.22 + random.exponential(REDDENING[label])}
    ratio, start = draw_ratio(random, label), random.random()

    def flux(mjd: np.ndarray, band: np.ndarray) -> np.ndarray:
        angle = 2 * np.pi * (mjd / period + start)
        light = (
            1
            + first * np.cos(angle)
            + second * np.cos(2 * angle)
            + fourth * np.cos(4 * angle)
            + spots * np.sin(angle)
        )
        return two_band_flux(mags, ratio, -2.5 * np.log10(light), band)

    return Shape(label, "simulated", f"simulated-{random.integers(2**63)}", flux)


def simulate_rotator(random: np.random.Generator) -> Shape:
    """
    Spots: a wave of one or two maxima a turn, whose amplitude and phase drift over months, or an
    ellipsoidal binary: two equal maxima an orbit, no drift. Periods 0.3 to 100 d.
    """
    label = "Periodic-Other"
    period = np.exp(random.uniform(np.log(0.3), np.log(100)))
    ellipsoidal = random.random() < 0.25
    amplitude = np.exp(random.uniform(np.log(0.03), np.log(0.25)))
    second = random.uniform(2, 8) if ellipsoidal else random.uniform(0, 0.7)
    drift = 0.0 if ellipsoidal else random.uniform(0, 0.5)
    seasons = np.arange(58000, 60900, 120.0)
    size = np.exp(drift * random.normal(size=len(seasons)))
    shift = np.cumsum(0.15 * drift * random.normal(size=len(seasons)))
    mags, ratio = draw_mags(random, label), draw_ratio(random, label)

    def flux(mjd: np.ndarray, band: np.ndarray) -> np.ndarray:
        phase = mjd / period + np.interp(mjd, seasons, shift)
        wave = np.cos(2 * np.pi * phase) + second * np.cos(4 * np.pi * phase + 0.7)
        wave *= amplitude / (1 + second) * np.interp(mjd, seasons, size)
        return two_band_flux(mags, ratio, wave, band)

    return Shape(label, "simulated", f"simulated-{random.integers(2**63)}", flux)

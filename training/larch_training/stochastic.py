"""Simulated light of quasars, Seyfert galaxies, blazars and young stars."""

import csv
import gzip
from dataclasses import dataclass, replace
from pathlib import Path as FilePath

import numpy as np

from .shapes import GALAXY_SEEING, Shape, by_band, flux_of
from .simulation import (
    FIRST_MJD,
    LAST_MJD,
    Change,
    Path,
    damped_random_walk,
    draw_log_normal,
    draw_log_uniform,
    draw_magnitude,
    shots,
    simulated_shape,
)

# Fits outside of these have found no variability, noise, or a trend longer than the survey.
MINIMUM_SIGMA = 0.02  # mag
TAU_RANGE = (5.0, 3000.0)  # days

# Hardly a quasar is brighter; magnitude in r.
BRIGHTEST_QUASAR = 15.5

# Steps of the paths in days: well below the shortest time of each class.
QUASAR_STEP = 1.0
AGN_STEP = 0.5
BLAZAR_STEP = 0.25
YSO_STEP = 0.1


@dataclass(frozen=True)
class QuasarFit:
    """Damped random walk of one quasar of SDSS Stripe 82, medians of the posterior."""

    object_id: str
    ra: float  # degrees
    dec: float
    sigma_g: float  # mag
    tau_g: float  # days, observer frame
    # Amplitude in r over that in g.
    ratio: float
    # Mean g - r.
    colour: float


def read_drw_prior(path: FilePath) -> tuple[QuasarFit, ...]:
    """SDSS Stripe 82 quasars with usable fits in g and r (Suberlak et al. 2021, ApJ 907, 96)."""
    with gzip.open(path, "rt", newline="") as file:
        fits = [quasar_fit(row) for row in csv.DictReader(file) if is_usable(row)]
    return tuple(fits)


def is_usable(row: dict[str, str]) -> bool:
    def value(name: str) -> float:
        return float(row[name] or "nan")

    return all(
        value(f"sigma_{band}_50") > MINIMUM_SIGMA
        and TAU_RANGE[0] < value(f"tau_{band}_50") < TAU_RANGE[1]
        for band in ("g", "r")
    )


def quasar_fit(row: dict[str, str]) -> QuasarFit:
    sigma = float(row["sigma_g_50"])
    return QuasarFit(
        object_id=f"drw-{row['id']}",
        ra=float(row["ra"]),
        dec=float(row["dec"]),
        sigma_g=sigma,
        tau_g=float(row["tau_g_50"]),
        ratio=float(np.clip(float(row["sigma_r_50"]) / sigma, 0.6, 1.1)),
        colour=float(np.clip(float(row["mean_mag_g"]) - float(row["mean_mag_r"]), -0.1, 1.2)),
    )


def simulate_quasar(random: np.random.Generator, prior: tuple[QuasarFit, ...]) -> Shape:
    """
    The damped random walk of a real quasar (MacLeod et al. 2010, ApJ 721, 1014); r follows the same
    path, smaller and up to four days later (Jiang et al. 2017, ApJ 836, 186).
    """
    fit = prior[random.integers(len(prior))]
    path = damped_random_walk(random, fit.sigma_g, fit.tau_g, QUASAR_STEP)
    magnitude, lag = draw_magnitude(random, BRIGHTEST_QUASAR), random.uniform(0, 4)

    def flux(mjd: np.ndarray, band: np.ndarray) -> np.ndarray:
        change = by_band(band, 1, fit.ratio) * path(mjd - by_band(band, 0, lag))
        return flux_of(magnitude + by_band(band, fit.colour, 0) + change)

    return simulated_shape("QSO", random, flux, fit.object_id)


def simulate_agn(random: np.random.Generator, prior: tuple[QuasarFit, ...]) -> Shape:
    """
    A Seyfert 1 nucleus in the constant light of its galaxy.

    The time scale is that of its black hole, tau = 107 d (M / 10^8 Msun)^0.38 with a scatter of
    0.3 dex (Burke et al. 2021, Science 373, 789); amplitudes are those of quasars, so that with the
    galaxy and its seeing structure functions are those of the Seyferts of that paper that ZTF saw
    (ztf_agn). The galaxy is redder than the nucleus, so that it dilutes r more than g.
    """
    fit = prior[random.integers(len(prior))]
    sigma = np.clip(fit.sigma_g, 0.06, 0.45)
    log_mass = random.uniform(6, 8.5)
    tau = 107 * 10 ** (0.38 * (log_mass - 8) + random.normal(0, 0.3))
    path = damped_random_walk(random, sigma, np.clip(tau, 8, 300), AGN_STEP)
    magnitude, lag = draw_magnitude(random), random.uniform(0, 2)
    host_fraction = random.uniform(0.1, 0.7)  # of the mean flux in r
    host = magnitude - 2.5 * np.log10(host_fraction)
    nucleus = magnitude - 2.5 * np.log10(1 - host_fraction)
    host_colour, nucleus_colour = random.uniform(0.6, 1.0), random.uniform(0.05, 0.5)

    def flux(mjd: np.ndarray, band: np.ndarray) -> np.ndarray:
        change = by_band(band, 1, fit.ratio) * path(mjd - by_band(band, 0, lag))
        galaxy = flux_of(host + by_band(band, host_colour, 0))
        return galaxy + flux_of(nucleus + by_band(band, nucleus_colour, 0) + change)

    shape = simulated_shape("AGN", random, flux, fit.object_id)
    return replace(shape, seeing=draw_log_normal(random, GALAXY_SEEING, 0.4))


def simulate_blazar(random: np.random.Generator) -> Shape:
    """
    A relativistic jet: a log-normal damped random walk, faster and larger than that of quasars
    (Ruan et al. 2012, ApJ 760, 51), and flares of days to weeks (Nalewajko 2013, MNRAS 430, 1324).

    The spectrum is a power law, so that both bands vary nearly alike; most are bluer when brighter,
    some with a bright disc redder (Bonning et al. 2012, ApJ 756, 13).
    """
    sigma = draw_log_uniform(random, 0.2, 0.7)
    path = damped_random_walk(random, sigma, draw_log_uniform(random, 5, 120), BLAZAR_STEP)
    rise, decay = draw_log_uniform(random, 1, 20), draw_log_uniform(random, 1, 20)
    flares = shots(
        random,
        rate=draw_log_uniform(random, 1, 20) / 1000,
        median=draw_log_uniform(random, 0.2, 1.5),
        scatter=0.7,
        rise=rise,
        decay=decay,
        step=BLAZAR_STEP,
    )
    log_flux = Path(BLAZAR_STEP, -path.values + 2.5 * np.log10(1 + flares.values))
    magnitude, colour = draw_magnitude(random), random.uniform(0.2, 0.8)
    ratio = np.clip(random.normal(0.95, 0.05), 0.8, 1.06)

    def flux(mjd: np.ndarray, band: np.ndarray) -> np.ndarray:
        brightening = by_band(band, 1, ratio) * log_flux(mjd)
        return flux_of(magnitude + by_band(band, colour, 0) - brightening)

    return simulated_shape("Blazar", random, flux)


def simulate_yso(random: np.random.Generator) -> Shape:
    """
    A young star of one of the kinds of Cody et al. 2014, AJ 147, 82, with fast and slow changes on
    top; all of it smaller in r, as spots and dust are (A_r / A_g 0.6 to 0.95), and the star red.

    Amplitudes, times and the ratio of the bands were chosen until their distributions came near
    those of the stars of the North America and Pelican nebulae in ZTF.
    """
    kind = random.choice(list(YSO_KINDS), p=list(YSO_KINDS.values()))
    pattern = kind(random)
    fast = damped_random_walk(
        random, draw_log_normal(random, 0.06, 0.6), draw_log_uniform(random, 0.02, 1.5), YSO_STEP
    )
    slow = damped_random_walk(
        random, draw_log_normal(random, 0.07, 0.6), draw_log_uniform(random, 100, 1000), QUASAR_STEP
    )
    magnitude, colour = draw_magnitude(random), random.uniform(0.9, 2.2)
    ratio, scale = random.uniform(0.6, 0.95), draw_log_normal(random, 0.8, 0.5)

    def flux(mjd: np.ndarray, band: np.ndarray) -> np.ndarray:
        change = by_band(band, 1, ratio) * scale * (pattern(mjd) + fast(mjd) + slow(mjd))
        return flux_of(magnitude + by_band(band, colour, 0) + change)

    return simulated_shape("YSO", random, flux)


def spotted(random: np.random.Generator) -> Change:
    """Spots carried round in 1 to 12 days, whose size and place change within months."""
    period = draw_log_uniform(random, 1, 12)
    amplitude = draw_log_normal(random, 0.12, 0.7)
    life = draw_log_uniform(random, 50, 500)
    growth, second_growth, drift, second_drift = (
        damped_random_walk(random, sigma, life, QUASAR_STEP) for sigma in (0.3, 0.5, 0.15, 0.15)
    )
    second_share, second_phase = random.uniform(0, 0.5), random.uniform()

    def change(mjd: np.ndarray) -> np.ndarray:
        turns = mjd / period + drift(mjd)
        second_turns = 2 * turns + second_phase + second_drift(mjd)
        return amplitude * (
            np.exp(growth(mjd)) * np.cos(2 * np.pi * turns)
            + second_share * np.exp(second_growth(mjd)) * np.cos(2 * np.pi * second_turns)
        )

    return change


def dipping_with_period(random: np.random.Generator) -> Change:
    """Dust at the inner edge of the disc, a dip of another depth and width in each turn."""
    period = draw_log_uniform(random, 2, 12)
    turns = int((LAST_MJD - FIRST_MJD) / period) + 2
    depths = draw_log_uniform(random, 0.15, 1.0) * np.exp(random.normal(0, 0.4, turns))
    centres = 0.5 + random.normal(0, 0.06, turns)
    widths = random.uniform(0.08, 0.22, turns)

    def change(mjd: np.ndarray) -> np.ndarray:
        phase = np.clip((mjd - FIRST_MJD) / period, 0, turns - 1)
        turn = phase.astype(int)
        distance = (phase - turn - centres[turn]) / widths[turn]
        return depths[turn] * np.exp(-0.5 * distance**2)

    return change


def dipping_at_random(random: np.random.Generator) -> Change:
    """Dust lifted at any time, each dip some days long."""
    return shots(
        random,
        rate=draw_log_uniform(random, 0.04, 0.4),
        median=draw_log_uniform(random, 0.15, 0.8),
        scatter=0.4,
        rise=draw_log_uniform(random, 0.3, 2),
        decay=draw_log_uniform(random, 0.3, 2),
        step=YSO_STEP,
    )


def bursting(random: np.random.Generator) -> Change:
    """Bursts of accretion, hours to weeks long (Stauffer et al. 2014, AJ 147, 83)."""
    light = shots(
        random,
        rate=draw_log_uniform(random, 0.03, 0.4),
        median=draw_log_uniform(random, 0.08, 0.7),
        scatter=0.5,
        rise=draw_log_uniform(random, 0.3, 3),
        decay=draw_log_uniform(random, 0.4, 5),
        step=YSO_STEP,
    )
    return Path(YSO_STEP, -2.5 * np.log10(1 + light.values))


def wandering(random: np.random.Generator) -> Change:
    """Accretion that changes without pattern within days."""
    sigma, tau = draw_log_normal(random, 0.18, 0.7), draw_log_uniform(random, 0.4, 10)
    return damped_random_walk(random, sigma, tau, YSO_STEP)


def trending(random: np.random.Generator) -> Change:
    """Dust or accretion that changes within months to years."""
    sigma, tau = draw_log_normal(random, 0.35, 0.5), draw_log_uniform(random, 50, 800)
    return damped_random_walk(random, sigma, tau, QUASAR_STEP)


# Near the shares in the North America and Pelican nebulae (Hillenbrand et al. 2022, AJ 163, 263),
# more for the large amplitudes that give alerts.
YSO_KINDS = {
    spotted: 0.32,
    dipping_with_period: 0.18,
    dipping_at_random: 0.14,
    bursting: 0.14,
    wandering: 0.14,
    trending: 0.08,
}

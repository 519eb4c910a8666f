"""Simulated light of cataclysmic variables: dwarf novae, novae, nova-likes and polars."""

import gzip
import json
from dataclasses import dataclass, field
from pathlib import Path as FilePath

import numpy as np

from .shapes import Shape, by_band, flux_of
from .simulation import (
    FIRST_MJD,
    LAST_MJD,
    Change,
    damped_random_walk,
    draw_log_normal,
    draw_log_uniform,
    draw_magnitude,
    simulated_shape,
)

FLICKER_STEP = 0.02  # days
FLICKER_DAYS = 150.0  # until the path begins anew, which no schedule of nights notices
SLOW_STEP = 1.0  # days

# Maxima in r between which an outburst gives several alerts without saturation.
MAXIMA = (13.0, 19.0)

# Outbursts begin and end this far below the light of the star; mag.
UNDER_THE_STAR = 2.0

# Visual estimates and V are one scale for the tenth of a magnitude that the bins leave.
NOVA_BANDS = ("V", "vis", "CV")
NOVA_PHASES = (-60.0, 800.0)  # days from maximum
NOVA_MINIMUM_BINS = 12

MINUTES_PER_DAY = 1440

# Shares: of novae made of a real one, of stars seen edge on, of nova-likes with low states.
REAL_NOVAE = 0.5
ECLIPSED = 0.1
VY_SCULPTORIS = 0.4


@dataclass(frozen=True)
class Nova:
    """One outburst of a real nova: magnitudes below maximum at days from maximum."""

    name: str
    days: np.ndarray
    drop: np.ndarray


def read_novae(path: FilePath) -> tuple[Nova, ...]:
    """Of each nova its brightest outburst, as medians in bins that grow with time."""
    with gzip.open(path, "rt") as file:
        stars = [json.loads(line) for line in file]
    novae = (to_nova(star) for star in stars if star["subclass"] == "nova")
    return tuple(nova for nova in novae if len(nova.days) >= NOVA_MINIMUM_BINS)


def to_nova(star: dict) -> Nova:
    detections = star["detections"]
    rows = np.isin(detections["band"], NOVA_BANDS)
    mjd, mag = np.array(detections["mjd"])[rows], np.array(detections["mag"])[rows]
    if not rows.any():
        return Nova(star["objectId"], mjd, mag)
    days = mjd - mjd[np.argmin(mag)]
    # A bin is a day wide near maximum and a tenth of the time since then later on.
    bins = np.round(np.sign(days) * 10 * np.log1p(np.abs(days) / 10))
    near = (days > NOVA_PHASES[0]) & (days < NOVA_PHASES[1])
    chosen = [near & (bins == each) for each in np.unique(bins[near])]
    centres = np.array([np.median(days[rows]) for rows in chosen])
    medians = np.array([np.median(mag[rows]) for rows in chosen])
    return Nova(star["objectId"], centres, medians - medians.min())


def simulate_cataclysmic(random: np.random.Generator, novae: tuple[Nova, ...]) -> Shape:
    """A star of one of the kinds; novae are those that real ones are made of."""
    kind = random.choice(list(KINDS), p=list(KINDS.values()))
    return kind(random, novae)


def simulate_dwarf_nova(random: np.random.Generator, _novae: tuple[Nova, ...]) -> Shape:
    """
    Outbursts of the accretion disc (Osaki 1996, PASP 108, 39) over a star that is often below the
    limit of the survey. Both flicker.
    """
    kind = random.choice(list(DWARF_NOVAE), p=list(DWARF_NOVAE.values()))
    outbursts = kind(random)
    maximum, colour = draw_magnitude(random, *MAXIMA), random.uniform(-0.1, 0.3)
    quiet, quiet_colour = maximum + outbursts.amplitude, colour + random.uniform(0, 0.5)
    flicker = flickering(random, 1)
    bright_flicker, quiet_flicker = random.uniform(0.02, 0.08), random.uniform(0.08, 0.25)
    slow = damped_random_walk(random, random.uniform(0.03, 0.2), 30, SLOW_STEP)
    eclipse = eclipses(random, draw_period(random))

    def flux(mjd: np.ndarray, band: np.ndarray) -> np.ndarray:
        noise = flicker(mjd)
        disc = maximum + by_band(band, colour, 0) + outbursts(mjd) + bright_flicker * noise
        star = quiet + by_band(band, quiet_colour, 0) + quiet_flicker * noise + slow(mjd)
        return flux_of(disc + eclipse(mjd)) + flux_of(star + eclipse(mjd))

    return simulated_shape("CV/Nova", random, flux)


@dataclass(frozen=True)
class Profile:
    """How the outbursts of one dwarf nova rise and fall."""

    rise: float  # mag per day
    fall: float  # mag per day; 1.09 over the e-folding time of the flux
    plateau: float  # days


def draw_profile(random: np.random.Generator) -> Profile:
    return Profile(
        rise=draw_log_uniform(random, 1.5, 8),
        fall=1.086 / random.uniform(1.5, 4),
        plateau=draw_log_uniform(random, 0.5, 6),
    )


@dataclass
class Outbursts:
    """Magnitudes below maximum, straight between knots, made one outburst after another."""

    random: np.random.Generator
    amplitude: float  # maximum over the quiet star, mag
    now: float = FIRST_MJD
    start: float = FIRST_MJD  # of the latest outburst
    mjd: list[float] = field(default_factory=list)
    drop: list[float] = field(default_factory=list)

    def __call__(self, mjd: np.ndarray) -> np.ndarray:
        return np.interp(mjd, self.mjd, self.drop)

    @property
    def go_on(self) -> bool:
        return self.now < LAST_MJD

    @property
    def faded(self) -> float:
        return self.amplitude + UNDER_THE_STAR

    def knot(self, days_later: float, drop: float) -> None:
        self.now += days_later
        self.mjd.append(self.now)
        self.drop.append(drop)

    def wait(self, recurrence: float) -> None:
        """Until that long, give or take a quarter, after the start of the latest outburst."""
        self.now = max(self.now + 0.5, self.start + draw_log_normal(self.random, recurrence, 0.25))

    def rise(self, profile: Profile, drop: float) -> None:
        self.start = self.now
        self.knot(0, self.faded)
        self.knot((self.faded - drop) / profile.rise, drop)

    def outburst(self, profile: Profile, plateau: float, faintness: float) -> None:
        self.rise(profile, faintness)
        self.knot(plateau, faintness + 0.15)
        self.knot((self.faded - faintness) / profile.fall, self.faded)

    def standstill(self, profile: Profile, level: float, days: float) -> None:
        self.rise(profile, 0)
        self.knot(level / profile.fall, level)
        self.knot(days, level + 0.1)
        self.knot((self.faded - level) / profile.fall, self.faded)

    def superoutburst(self, profile: Profile, days: float, fading: float, end: float) -> None:
        """Slow fading in mag per day, then a drop to the end within two or three days."""
        self.rise(profile, 0)
        self.knot(days, days * fading)
        self.knot(max(1, end - days * fading) / self.random.uniform(1.2, 2.2), end)


def amplitude_of(random: np.random.Generator, recurrence: float) -> float:
    """
    In mag: the longer the wait in days, the larger, as Kukarkin and Parenago found (Kotko & Lasota
    2012, A&A 545, A115); loosely (Otulakowska-Hypka et al. 2016, MNRAS 460, 2526).
    """
    return max(2.0, 1.3 + 1.6 * np.log10(recurrence) + random.normal(0, 0.7))


def u_geminorum(random: np.random.Generator) -> Outbursts:
    """Outbursts of two lengths, as those of SS Cygni."""
    recurrence = draw_log_uniform(random, 12, 300)
    outbursts = Outbursts(random, amplitude_of(random, recurrence))
    profile = draw_profile(random)
    long_share, long_plateau = random.uniform(0, 0.6), random.uniform(5, 12)
    outbursts.now -= random.uniform(0, recurrence)
    while outbursts.go_on:
        plateau = long_plateau if random.uniform() < long_share else profile.plateau
        outbursts.outburst(profile, plateau, faintness=abs(random.normal(0, 0.25)))
        outbursts.wait(recurrence)
    return outbursts


def su_ursae_majoris(random: np.random.Generator) -> Outbursts:
    """A superoutburst and some fainter, shorter outbursts in turn, in cycles of 40 to 700 days."""
    supercycle, normal_ones = draw_log_uniform(random, 40, 700), random.integers(1, 9)
    outbursts = Outbursts(random, amplitude_of(random, supercycle))
    recurrence = supercycle / (normal_ones + 1)
    profile = draw_profile(random)
    days, fading = random.uniform(10, 25), random.uniform(0.07, 0.14)
    faintness = random.uniform(0.4, 1.2)
    outbursts.now -= random.uniform(0, supercycle)
    while outbursts.go_on:
        outbursts.superoutburst(profile, days, fading, outbursts.faded)
        for _ in range(normal_ones):
            outbursts.wait(recurrence)
            outbursts.outburst(profile, random.uniform(0.3, 2), faintness + random.normal(0, 0.2))
        outbursts.wait(recurrence)
    return outbursts


def z_camelopardalis(random: np.random.Generator) -> Outbursts:
    """Frequent outbursts, and standstills for months a little below maximum."""
    recurrence = draw_log_uniform(random, 8, 35)
    outbursts = Outbursts(random, amplitude_of(random, recurrence))
    profile = draw_profile(random)
    standstill_share, level = draw_log_uniform(random, 0.01, 0.15), random.uniform(0.5, 1.1)
    outbursts.now -= random.uniform(0, recurrence)
    while outbursts.go_on:
        if random.uniform() < standstill_share:
            outbursts.standstill(profile, level, draw_log_uniform(random, 30, 500))
        else:
            outbursts.outburst(profile, profile.plateau, faintness=abs(random.normal(0, 0.3)))
        outbursts.wait(recurrence)
    return outbursts


def wz_sagittae(random: np.random.Generator) -> Outbursts:
    """One great superoutburst in decades, often rebrightenings after it, and a long tail
    (Kato 2015, PASJ 67, 108)."""
    outbursts = Outbursts(random, amplitude=random.uniform(5.5, 8.5))
    profile = draw_profile(random)
    tail, faintness = outbursts.amplitude - random.uniform(1, 2.5), random.uniform(1.5, 3)
    outbursts.now = random.uniform(FIRST_MJD, LAST_MJD - 100)
    outbursts.superoutburst(profile, random.uniform(15, 30), random.uniform(0.06, 0.12), tail)
    for _ in range(random.choice([0, 1, 3, 6, 10], p=[0.4, 0.25, 0.15, 0.1, 0.1])):
        outbursts.knot(random.uniform(0.5, 3), tail)
        outbursts.knot(0.6, faintness + random.normal(0, 0.2))
        outbursts.knot(random.uniform(1, 2.5), tail)
    outbursts.knot(draw_log_uniform(random, 50, 300), outbursts.faded)
    return outbursts


DWARF_NOVAE = {
    u_geminorum: 0.35,
    su_ursae_majoris: 0.4,
    z_camelopardalis: 0.15,
    wz_sagittae: 0.1,
}


def simulate_nova(random: np.random.Generator, novae: tuple[Nova, ...]) -> Shape:
    """
    One outburst, in half of the cases that of a real nova, faster or slower and higher or lower.

    Reddened by any amount, and in r the longer the brighter, as H-alpha outlives the continuum.
    """
    if random.uniform() < REAL_NOVAE:
        nova = novae[random.integers(len(novae))]
        group, fading = f"nova-{nova.name}", real_fading(random, nova)
    else:
        group, fading = None, drawn_fading(random)
    maximum, amplitude = draw_magnitude(random, *MAXIMA), random.uniform(8, 15)
    peak = random.uniform(FIRST_MJD, LAST_MJD - 100)
    colour, red_excess = random.uniform(0, 1), random.uniform(0, 0.8)
    reddening_days = draw_log_uniform(random, 10, 100)
    quiet = maximum + amplitude

    def flux(mjd: np.ndarray, band: np.ndarray) -> np.ndarray:
        days = mjd - peak
        line = red_excess * -np.expm1(-np.maximum(days, 0) / reddening_days)
        shell = maximum + fading(days) + by_band(band, colour + 0.5 * line, -0.5 * line)
        return flux_of(shell) + flux_of(quiet)

    return simulated_shape("CV/Nova", random, flux, group)


def real_fading(random: np.random.Generator, nova: Nova) -> Change:
    """Before the first observation a rise in days, after the last a fading as t^-2.5 in flux."""
    stretch, height = random.uniform(0.7, 1.5), random.uniform(0.85, 1.15)
    rise = draw_log_uniform(random, 1, 6)  # mag per day
    days, drop = nova.days * stretch, nova.drop * height

    def fading(since_peak: np.ndarray) -> np.ndarray:
        before = np.maximum(days[0] - since_peak, 0) * rise
        after = 2.5 * 2.5 * np.log10(np.maximum(since_peak, days[-1]) / days[-1])
        return np.interp(since_peak, days, drop) + before + after

    return fading


def drawn_fading(random: np.random.Generator) -> Change:
    """
    The universal decline, flux as t^-1.75 and after some six magnitudes t^-3.5 (Hachisu & Kato
    2006, ApJS 167, 59), and what a class of Strope et al. 2010, AJ 140, 34 adds to it.
    """
    t2 = draw_log_uniform(random, 4, 150)  # days to fade by two magnitudes
    unit = t2 / (10 ** (2 / (2.5 * 1.75)) - 1)
    bend = unit * 10 ** (draw_log_normal(random, 6, 0.2) / (2.5 * 1.75))
    rise = draw_log_uniform(random, 1, 6)
    feature = random.choice(list(NOVA_CLASSES), p=list(NOVA_CLASSES.values()))(random, t2)

    def fading(since_peak: np.ndarray) -> np.ndarray:
        after = np.maximum(since_peak, 0)
        smooth = 2.5 * 1.75 * (np.log10(1 + after / unit) + np.log10(1 + after / bend))
        return np.maximum(smooth + feature(after), 0) + np.maximum(-since_peak, 0) * rise

    return fading


def smooth(_random: np.random.Generator, _t2: float) -> Change:
    return lambda days: np.zeros_like(days)


def plateau(random: np.random.Generator, t2: float) -> Change:
    """Light of the hot white dwarf that ends suddenly, some magnitudes down."""
    end, height = t2 * random.uniform(4, 12), random.uniform(0.7, 2)
    return lambda days: -height * bump(days, 1.5 * t2, t2, end, 0.2 * end)


def dust_dip(random: np.random.Generator, t2: float) -> Change:
    start, depth = t2 * random.uniform(1, 3), random.uniform(1.5, 6)
    length = start * random.uniform(0.8, 2)
    return lambda days: depth * bump(days, start, 0.25 * start, start + length, 0.4 * length)


def cusp(random: np.random.Generator, t2: float) -> Change:
    """A second maximum, ever steeper, and a sudden end."""
    top, height = t2 * random.uniform(2, 8), random.uniform(1, 3)
    width = top * random.uniform(0.1, 0.3)
    return lambda days: -height * np.exp(
        -np.abs(days - top) / np.where(days < top, width, 0.15 * width)
    )


def oscillations(random: np.random.Generator, t2: float) -> Change:
    start, period, height = 1.5 * t2, random.uniform(2, 20), random.uniform(0.3, 0.9)
    phase = random.uniform(0, 2 * np.pi)
    life = 5 * t2
    return lambda days: (
        -height
        * np.sin(2 * np.pi * days / period + phase)
        * step_up(days, start, 0.2 * start)
        * np.exp(-days / life)
    )


def flat_top(random: np.random.Generator, t2: float) -> Change:
    """Months at maximum, without rest, before the decline."""
    length, height = draw_log_uniform(random, 20, 150), random.uniform(2, 4)
    flicker = damped_random_walk(random, 0.4, 5, SLOW_STEP)
    return lambda days: (flicker(days + FIRST_MJD) - height * np.log1p(days / t2)) * step_up(
        -days, -length, 0.1 * length
    )


def jitter(random: np.random.Generator, t2: float) -> Change:
    """Flares of up to two magnitudes over the first months."""
    count = random.integers(3, 12)
    times, heights = random.uniform(0, 8 * t2, count), random.uniform(0.3, 1.8, count)
    widths = random.uniform(1, 6, count)
    return lambda days: -(heights * np.exp(-np.abs(days[:, None] - times) / widths)).sum(axis=1)


def step_up(days: np.ndarray, at: float, width: float) -> np.ndarray:
    """From 0 to 1."""
    return 0.5 * (1 + np.tanh((days - at) / width))


def bump(
    days: np.ndarray, start: float, start_width: float, end: float, end_width: float
) -> np.ndarray:
    """From 0 to 1 and back."""
    return step_up(days, start, start_width) * step_up(-days, -end, end_width)


# Shares of Strope et al. 2010.
NOVA_CLASSES = {
    smooth: 0.38,
    plateau: 0.21,
    dust_dip: 0.18,
    cusp: 0.01,
    oscillations: 0.04,
    flat_top: 0.02,
    jitter: 0.16,
}


def simulate_nova_like(random: np.random.Generator, _novae: tuple[Nova, ...]) -> Shape:
    """
    A disc always in outburst: flickering and slow changes, and in VY Scl stars low states for weeks
    to months (Leach et al. 1999, MNRAS 305, 225).
    """
    magnitude, colour = draw_magnitude(random), random.uniform(-0.2, 0.4)
    flicker = flickering(random, draw_log_uniform(random, 0.03, 0.2))
    slow = damped_random_walk(
        random, draw_log_uniform(random, 0.04, 0.3), draw_log_uniform(random, 8, 200), SLOW_STEP
    )
    low = low_states(random, random.uniform(1, 4) if random.uniform() < VY_SCULPTORIS else 0)
    eclipse = eclipses(random, draw_period(random))

    def flux(mjd: np.ndarray, band: np.ndarray) -> np.ndarray:
        change = flicker(mjd) + slow(mjd) + low(mjd) + eclipse(mjd)
        return flux_of(magnitude + by_band(band, colour, 0) + change)

    return simulated_shape("CV/Nova", random, flux)


def simulate_polar(random: np.random.Generator, _novae: tuple[Nova, ...]) -> Shape:
    """
    Accretion along the field of a magnetic white dwarf (Cropper 1990, SSRv 54, 195): the bright
    pole turns in and out of view in each orbit of 80 to 200 minutes; there are high and low states.
    """
    magnitude, colour = draw_magnitude(random), random.uniform(-0.1, 0.8)
    period = random.uniform(80, 200) / MINUTES_PER_DAY
    amplitude, ratio = random.uniform(0.2, 1.2), random.uniform(0.7, 1.3)
    second_share, second_phase = random.uniform(0, 0.8), random.uniform(0, 2 * np.pi)
    flicker = flickering(random, random.uniform(0.05, 0.2))
    slow = damped_random_walk(
        random, random.uniform(0.1, 0.4), draw_log_uniform(random, 10, 100), SLOW_STEP
    )
    low = low_states(random, random.uniform(1, 3))
    eclipse = eclipses(random, period)

    def flux(mjd: np.ndarray, band: np.ndarray) -> np.ndarray:
        turns = 2 * np.pi * mjd / period
        wave = np.cos(turns) + second_share * np.cos(2 * turns + second_phase)
        pole = 0.5 * amplitude * by_band(band, 1, ratio) * wave
        change = pole + flicker(mjd) + slow(mjd) + low(mjd) + eclipse(mjd)
        return flux_of(magnitude + by_band(band, colour, 0) + change)

    return simulated_shape("CV/Nova", random, flux)


def low_states(random: np.random.Generator, depth: float) -> Change:
    """Magnitudes below the high state, falling and rising within days to weeks."""
    typical_wait = draw_log_uniform(random, 80, 1200)  # days from the end of one to the next
    knots, now = [(FIRST_MJD, 0.0)], FIRST_MJD
    while now < LAST_MJD:
        for days, drop in (
            (random.exponential(typical_wait), 0),
            (draw_log_uniform(random, 3, 60), depth * random.uniform(0.7, 1)),
            (draw_log_uniform(random, 10, 400), depth * random.uniform(0.7, 1)),
            (draw_log_uniform(random, 3, 60), 0),
        ):
            now += days
            knots.append((now, drop))
    mjd, drops = np.array(knots).T
    return lambda times: np.interp(times, mjd, drops)


def flickering(random: np.random.Generator, sigma: float) -> Change:
    """Changes within half an hour to hours (Bruch 1992, A&A 266, 237)."""
    tau = draw_log_uniform(random, 0.02, 0.3)
    path = damped_random_walk(random, sigma, tau, FLICKER_STEP, FLICKER_DAYS)
    return lambda mjd: path(FIRST_MJD + (mjd - FIRST_MJD) % FLICKER_DAYS)


def draw_period(random: np.random.Generator) -> float:
    """Of an orbit in days, 80 minutes to 8 hours."""
    return draw_log_uniform(random, 80, 480) / MINUTES_PER_DAY


def eclipses(random: np.random.Generator, period: float) -> Change:
    """Magnitudes lost in each orbit while the donor star covers the disc; few are seen edge on."""
    depth = random.uniform(0.4, 2.5) if random.uniform() < ECLIPSED else 0
    width = random.uniform(0.02, 0.05)  # of the orbit

    def change(mjd: np.ndarray) -> np.ndarray:
        phase = (mjd / period + 0.5) % 1 - 0.5
        return depth * np.exp(-0.5 * (phase / width) ** 2)

    return change


# More novae than there are, as three in four erupt before or after the epochs of a schedule.
KINDS = {
    simulate_dwarf_nova: 0.52,
    simulate_nova: 0.2,
    simulate_nova_like: 0.17,
    simulate_polar: 0.11,
}

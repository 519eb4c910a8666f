"""When, in which band and how deep ZTF looked: the epochs of real ZTF objects, lent to other stars.

Alert histories of supernovae carry what a schedule made up would not: weather, moon, gaps, and
limiting magnitudes. They cover one season each; those of several objects, shifted by whole years,
make the years that a star is watched. Long data-release light curves lend their epochs as they are.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

YEAR = 365.25
LUNAR_MONTH = 29.530589
# Of one band nearer than this to one another are one epoch of an alert history, days.
SAME_EPOCH = 0.02
# Exposures of one band nearer than this are of one night, days.
SAME_NIGHT = 0.3
MOST_EPOCHS = 1500
# Limits that may be the depth of an epoch that is lent; mag. Fewer than real light curves keep
# (`LIMITING_MAG_RANGE`), which are sent as they are: the noise of other stars follows from these, and of
# the one in seventy that is shallower, through clouds, it would be a guess.
LENT_LIMITS = (17.0, 22.0)


@dataclass(frozen=True)
class Epochs:
    """All [N], sorted by time."""

    mjd: np.ndarray
    band: np.ndarray  # "g" or "r"
    limiting_mag: np.ndarray  # 5 sigma, of the difference image

    def taken(self, rows: np.ndarray) -> "Epochs":
        return Epochs(self.mjd[rows], self.band[rows], self.limiting_mag[rows])

    @property
    def span(self) -> float:
        """Days."""
        return float(self.mjd[-1] - self.mjd[0])


class LimitingMagnitudes:
    """Limits by band and age of the moon, as measured, for epochs of which none is known."""

    BINS = 10

    def __init__(self, objects: Iterable[Mapping[str, Any]]) -> None:
        found: dict[tuple[str, int], list[float]] = {}
        lowest, highest = LENT_LIMITS
        for content in objects:
            limits = content["nonDetections"]
            for mjd, band, limit in zip(
                limits["mjd"], limits["band"], limits["limitingMag"], strict=True
            ):
                if band in ("g", "r") and limit is not None and lowest <= limit <= highest:
                    found.setdefault((band, self.bin_of(mjd)), []).append(limit)
        self.samples = {key: np.array(values) for key, values in found.items()}

    def bin_of(self, mjd: float) -> int:
        """The part of the lunar month, of BINS."""
        return int(mjd % LUNAR_MONTH / LUNAR_MONTH * self.BINS)

    def draw(self, random: np.random.Generator, mjd: float, band: str) -> float:
        """5 sigma, mag, of an epoch of a band at that age of the moon."""
        return float(random.choice(self.samples[band, self.bin_of(mjd)]))


class Donors:
    """
    `seasons` are objects with alert histories, `surveys` objects with light curves of years; of those
    with one of the 15 classes none that is judged by, because the epochs of a test object are known to
    nobody in training.
    """

    def __init__(
        self, seasons: Sequence[Mapping[str, Any]], surveys: Sequence[Mapping[str, Any]]
    ) -> None:
        self.limits = LimitingMagnitudes(seasons)
        random = np.random.default_rng(0)
        histories = [apart(self.epochs_of(random, content), SAME_EPOCH) for content in seasons]
        self.seasons = [each for each in histories if len(each.mjd) >= 12 and each.span >= 30]
        self.surveys = [self.epochs_of(random, content) for content in surveys]
        self.nights = [nights_of(epochs) for epochs in self.surveys]

    def epochs_of(self, random: np.random.Generator, content: Mapping[str, Any]) -> Epochs:
        """Those of its detections and of its limits."""
        rows = [
            (mjd, band, limit)
            for band, near in known_limits(content).items()
            for mjd, limit in near
        ]
        detections = content["detections"]
        for mjd, band, limit in zip(
            detections["mjd"], detections["band"], self.depths(random, content), strict=True
        ):
            if limit is not None:
                rows.append((mjd, band, limit))
        rows.sort()
        mjd, band, limit = (np.array(column) for column in zip(*rows, strict=True))
        return Epochs(mjd, band, limit)

    def depths(
        self, random: np.random.Generator, content: Mapping[str, Any]
    ) -> list[float | None]:
        """
        The limiting magnitude of each detection: that of the nearest limit of the band within 2 d, or
        drawn; None in other bands than g and r.
        """
        known = known_limits(content)
        detections = content["detections"]
        depths: list[float | None] = []
        for mjd, band, mag in zip(
            detections["mjd"], detections["band"], detections["mag"], strict=True
        ):
            if band not in known:
                depths.append(None)
                continue
            near = known[band]
            nearest = np.abs(near[:, 0] - mjd).argmin() if len(near) else None
            if nearest is not None and abs(near[nearest, 0] - mjd) < 2:
                limit = near[nearest, 1]
            else:
                limit = self.limits.draw(random, mjd, band)
            if content["photometry"] == "difference":
                limit = max(limit, mag + 0.05)
            depths.append(limit)
        return depths

    def draw_season(self, random: np.random.Generator) -> Epochs:
        """All epochs of one alert history."""
        return self.seasons[random.integers(len(self.seasons))]

    def draw_years(self, random: np.random.Generator) -> Epochs:
        """One to six consecutive years of alert histories, or a long light curve."""
        if random.random() < 0.35:
            return self.surveys[random.integers(len(self.surveys))]
        first = 2018 + random.integers(3)
        parts: list[Epochs] = []
        intervals: list[tuple[float, float]] = []
        for year in range(first, first + int(random.integers(1, 7))):
            length, watched = 0.0, random.uniform(60, 240)
            while length < watched:
                season = self.draw_season(random)
                own_year = np.round((season.mjd[0] - 58119) / YEAR) + 2018
                season = replace(season, mjd=season.mjd + (year - own_year) * YEAR)
                length += season.span
                # Of two at the same time one, as two schedules are twice as dense as one.
                parts.append(season.taken(outside(season.mjd, intervals)))
                intervals.append((season.mjd[0], season.mjd[-1]))
        mjd = np.concatenate([season.mjd for season in parts])
        band = np.concatenate([season.band for season in parts])
        limit = np.concatenate([season.limiting_mag for season in parts])
        order = np.argsort(mjd, kind="stable")
        epochs = apart(Epochs(mjd[order], band[order], limit[order]), SAME_NIGHT)
        return self.repeat(random, epochs)

    def repeat(self, random: np.random.Generator, epochs: Epochs) -> Epochs:
        """Each epoch as often as in a night of one of the surveys."""
        return repeated(random, epochs, self.nights[random.integers(len(self.nights))])


def known_limits(content: Mapping[str, Any]) -> dict[str, np.ndarray]:
    """By band, [limits, 2]: mjd and limiting magnitude."""
    limits = content["nonDetections"]
    return {
        band: np.array(
            [
                (mjd, limit)
                for mjd, of, limit in zip(
                    limits["mjd"], limits["band"], limits["limitingMag"], strict=True
                )
                if of == band
                and limit is not None
                and LENT_LIMITS[0] <= limit <= LENT_LIMITS[1]
            ]
        ).reshape(-1, 2)
        for band in ("g", "r")
    }


def outside(mjd: np.ndarray, intervals: Sequence[tuple[float, float]]) -> np.ndarray:
    free = np.ones(len(mjd), bool)
    for start, end in intervals:
        free &= (mjd < start) | (mjd > end)
    return free


def nights_of(epochs: Epochs) -> list[np.ndarray]:
    """Days of the exposures of a night since the first of the band, of each night."""
    nights = []
    for band in ("g", "r"):
        mjd = epochs.mjd[epochs.band == band]
        if len(mjd):
            starts = np.flatnonzero(np.diff(mjd) > SAME_NIGHT) + 1
            nights += [night - night[0] for night in np.split(mjd, starts)]
    return nights


def repeated(
    random: np.random.Generator, epochs: Epochs, nights: Sequence[np.ndarray]
) -> Epochs:
    """
    Each epoch as often as in a night of a data release: a quarter of its exposures follow another
    of the band within half an hour, most within three minutes, and some nights have dozens.
    """
    chosen = [nights[index] for index in random.integers(len(nights), size=len(epochs.mjd))]
    rows = np.repeat(np.arange(len(chosen)), [len(night) for night in chosen])
    more = epochs.taken(rows)
    mjd = more.mjd + np.concatenate(chosen)
    if len(mjd) > MOST_EPOCHS:
        kept = np.sort(random.choice(len(mjd), MOST_EPOCHS, replace=False))
        mjd, more = mjd[kept], more.taken(kept)
    order = np.argsort(mjd, kind="stable")
    return replace(more.taken(order), mjd=mjd[order])


def apart(epochs: Epochs, least: float) -> Epochs:
    """Of each band those that are more days after the last."""
    keep = np.ones(len(epochs.mjd), bool)
    for band in ("g", "r"):
        rows = np.flatnonzero(epochs.band == band)
        keep[rows[1:]] = np.diff(epochs.mjd[rows]) > least
    return epochs.taken(keep)

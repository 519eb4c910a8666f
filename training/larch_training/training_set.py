"""The training set: every class through the one observing chain, in every channel, whole, cut, and as
alerts show it.

Real ZTF supernovae and young stars are there as they are, and observed again beside stars of other
surveys and simulated ones; supernovae also dimmed.
"""

import shutil
import sys
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import numpy as np
from threadpoolctl import threadpool_limits
from tqdm import tqdm

from .alert_objects import light_curve_of
from .cataclysmic import simulate_cataclysmic
from .dimmed import dimmed
from .donors import Donors, Epochs
from .features import compute_features
from .hosts import draw_host, in_host, on_host
from .lengths import every_cut, every_length, generator, some_histories, some_lengths
from .light_curves import to_light_curve
from .material import ALERT_PACKETS, ZTF_SETS, Content, Material, find_periods
from .observe import CORRECTED, DIFFERENCE, TOTAL, Channel, channel_of, observe
from .periodic import (
    periodic_shape,
    simulate_contact_binary,
    simulate_delta_scuti,
    simulate_detached_binary,
    simulate_double_mode_rr_lyrae,
    simulate_rotator,
)
from .rows import Drawn, Row, TrainingSet
from .shapes import Shape
from .simulation import draw_log_normal
from .smooth import long_period_shape, own_light, quasar_shape, supernova_shape, young_star_shape
from .stochastic import simulate_agn, simulate_blazar, simulate_quasar, simulate_yso
from .taxonomy import SUPERNOVAE

CHANNEL_SHARES = {CORRECTED: 0.45, DIFFERENCE: 0.15, TOTAL: 0.40}
# Of differences there are real ones.
SUPERNOVA_CHANNEL_SHARES = {CORRECTED: 0.5, TOTAL: 0.5}
# Of each real one, further away: the fewer there are of the class, the more.
DIMMED_COPIES = {"SNIa": 1, "SNIbc": 8, "SNII": 3, "SLSN": 16}
DIMMED_CUTS = 2
# Of each real supernova: alerts with their histories.
REAL_HISTORIES = 2
MOST_ATTEMPTS = 40

# Of light curves: those of only a season, of one band, without limits.
SEASON_SHARE, SEASON_DAYS = 0.3, (40.0, 250.0)
ONE_BAND_SHARE = 0.05
WITHOUT_LIMITS_SHARE = 0.15
# Of alerts: those without the sign of the difference, as some brokers pass them on.
WITHOUT_SIGNS_SHARE = 0.15

# Median (d) and logarithmic scatter of Cepheids of the Galaxy: longer than in the Large Magellanic
# Cloud (2.7 d), shorter than of the bright ones of Hipparcos (6.7 d), among which few overtones are.
CEPHEID_PERIOD = (5.0, 0.65)
ALIKE_IN_PERIOD = 20


# From material, randomness and epochs to a shape and the epochs it is observed at, or None.
Maker = Callable[[Material, np.random.Generator, Epochs], tuple[Shape, Epochs] | None]


def a_star(material: Material, random: np.random.Generator, source: str, label: str) -> Content:
    stars = material.stars[source, label]
    return stars[random.integers(len(stars))]


def with_galactic_period(
    material: Material, random: np.random.Generator, source: str, label: str
) -> Content:
    """A Cepheid of another galaxy, drawn so that periods are as in ours."""
    stars = material.stars[source, label]
    period = draw_log_normal(random, *CEPHEID_PERIOD)
    distance = np.abs(np.log([star["period"] / period for star in stars]))
    return stars[random.choice(np.argsort(distance, kind="stable")[:ALIKE_IN_PERIOD])]


def periodic(source: str, label: str, choose_star=a_star) -> Maker:
    """
    At the period of the catalogue, else at that which the service finds: of most eclipsing binaries half
    the orbit, so that those of ASAS, a tenth of those drawn, have one mean eclipse instead of two.
    """

    def make(material, random, epochs):
        star = choose_star(material, random, source, label)
        period = star["period"] or material.periods.get(star["objectId"])
        if period is None:
            return None
        shape = periodic_shape(random, star, star["objectId"], period)
        return None if shape is None else (shape, epochs)

    return make


def from_star(function, source: str, label: str) -> Maker:
    def make(material, random, epochs):
        star = a_star(material, random, source, label)
        shape = function(random, star, star["objectId"])
        return None if shape is None else (shape, epochs)

    return make


def at_own_epochs(source: str, label: str) -> Maker:
    def make(material, random, _epochs):
        star = a_star(material, random, source, label)
        own = material.donors.epochs_of(random, star)
        dimming = random.uniform(-0.5, 2.0)
        return own_light(star, dimming, star["objectId"]), own

    return make


def simulated(function) -> Maker:
    return lambda material, random, epochs: (function(material, random), epochs)


def supernova(source: str, label: str) -> Maker:
    def make(material, random, epochs):
        star = a_star(material, random, source, label)
        date = random.uniform(epochs.mjd[0], epochs.mjd[-1])
        shape = supernova_shape(random, star, star["objectId"], date)
        return None if shape is None else (shape, epochs)

    return make


MAKERS: Mapping[str, Sequence[tuple[float, Maker]]] = {
    "SNIa": [(1.0, supernova("ztf_supernovae", "SNIa"))],
    "SNIbc": [
        (0.7, supernova("ztf_supernovae", "SNIbc")),
        (0.3, supernova("ccsn_templates", "SNIbc")),
    ],
    "SNII": [
        (0.8, supernova("ztf_supernovae", "SNII")),
        (0.2, supernova("ccsn_templates", "SNII")),
    ],
    "SLSN": [
        (0.7, supernova("ztf_supernovae", "SLSN")),
        (0.3, supernova("ccsn_templates", "SLSN")),
    ],
    "QSO": [
        (0.85, simulated(lambda material, random: simulate_quasar(random, material.drw_prior))),
        (0.15, from_star(quasar_shape, "agn_qso", "QSO")),
    ],
    "AGN": [
        (0.7, simulated(lambda material, random: simulate_agn(random, material.drw_prior))),
        (0.15, from_star(quasar_shape, "agn_qso", "AGN")),
        (0.15, at_own_epochs("ztf_agn", "AGN")),
    ],
    "Blazar": [(1.0, simulated(lambda _, random: simulate_blazar(random)))],
    "YSO": [
        (0.6, at_own_epochs("ztf_yso", "YSO")),
        (0.1, from_star(young_star_shape, "cesium_asas", "YSO")),
        (0.3, simulated(lambda _, random: simulate_yso(random))),
    ],
    "CV/Nova": [
        (1.0, simulated(lambda material, random: simulate_cataclysmic(random, material.novae)))
    ],
    "LPV": [
        (0.3, from_star(long_period_shape, "asas", "LPV")),
        (0.35, from_star(long_period_shape, "sss_crts", "LPV")),
        (0.25, from_star(long_period_shape, "eros_ramp", "LPV")),
        (0.1, from_star(long_period_shape, "cesium_asas", "LPV")),
    ],
    "E": [
        (0.2, periodic("eros2_periodic", "E")),
        (0.1, periodic("asas", "E")),
        (0.15, periodic("sss_crts", "E")),
        (0.35, simulated(lambda _, random: simulate_detached_binary(random))),
        (0.2, simulated(lambda _, random: simulate_contact_binary(random))),
    ],
    "DSCT": [
        (0.4, periodic("asas", "DSCT")),
        (0.25, periodic("sss_crts", "DSCT")),
        (0.1, periodic("debosscher", "DSCT")),
        (0.25, simulated(lambda _, random: simulate_delta_scuti(random))),
    ],
    "RRL": [
        (0.4, periodic("eros2_periodic", "RRL")),
        (0.25, periodic("s82_rrl", "RRL")),
        (0.15, periodic("asas", "RRL")),
        (0.15, periodic("sss_crts", "RRL")),
        (0.05, simulated(lambda _, random: simulate_double_mode_rr_lyrae(random))),
    ],
    "CEP": [
        (0.65, periodic("eros2_periodic", "CEP", with_galactic_period)),
        (0.2, periodic("sss_crts", "CEP")),
        (0.1, periodic("debosscher", "CEP")),
        (0.05, periodic("cesium_asas", "CEP")),
    ],
    "Periodic-Other": [
        (0.5, periodic("sss_crts", "Periodic-Other")),
        (0.1, periodic("asas", "Periodic-Other")),
        (0.1, periodic("debosscher", "Periodic-Other")),
        (0.3, simulated(lambda _, random: simulate_rotator(random))),
    ],
}


def draw(material: Material, label: str, index: int) -> list[Drawn]:
    """One light curve of the class, whole and cut: the same for the same arguments."""
    random = generator("draw", label, index)
    for _ in range(MOST_ATTEMPTS):
        shares, makers = zip(*MAKERS[label], strict=True)
        maker = makers[random.choice(len(makers), p=shares)]
        made = maker(material, random, material.donors.draw_years(random))
        if made is None:
            continue
        shape, epochs = made
        if label in SUPERNOVAE:
            channel = choose(random, SUPERNOVA_CHANNEL_SHARES)
            shape = in_host(shape, draw_host(random))
        else:
            channel = choose(random, CHANNEL_SHARES)
        light_curve = observe(random, shape, thinned(random, epochs), channel, shape.group)
        if light_curve is None:
            continue
        light_curve = as_passed_on(random, light_curve)
        kind = "simulated" if shape.origin == "simulated" else "re-observed"
        group = material.group(shape.group)
        row = Row(label, group, shape.origin, kind, channel.name, None)
        return some_lengths(random, row, light_curve)
    return []


def as_passed_on(
    random: np.random.Generator, light_curve: Mapping[str, Any]
) -> dict[str, Any]:
    """With what some leave out left out of some: limits, and signs of differences."""
    detections, limits = light_curve["detections"], light_curve["nonDetections"]
    if random.random() < WITHOUT_SIGNS_SHARE:
        detections = {name: rows for name, rows in detections.items() if name != "isDiffPos"}
    if random.random() < WITHOUT_LIMITS_SHARE:
        limits = {name: [] for name in limits}
    return {**light_curve, "detections": detections, "nonDetections": limits}


def thinned(random: np.random.Generator, epochs: Epochs) -> Epochs:
    """A season of it, or one band, for some."""
    if random.random() < SEASON_SHARE:
        start = random.uniform(epochs.mjd[0], epochs.mjd[-1])
        end = start + random.uniform(*SEASON_DAYS)
        rows = np.flatnonzero((epochs.mjd >= start) & (epochs.mjd <= end))
        if len(rows):
            epochs = epochs.taken(rows)
    if random.random() < ONE_BAND_SHARE:
        rows = np.flatnonzero(epochs.band == random.choice(["g", "r", "r"]))
        if len(rows):
            epochs = epochs.taken(rows)
    return epochs


def real_rows(material: Material, content: Content, source: str) -> list[Drawn]:
    """A real ZTF object as it is, in every length; supernovae also dimmed and on a host."""
    light_curve = to_light_curve(content)
    row = real_row(material, content, source, light_curve)
    drawn = [(row, light_curve), *every_cut(row, light_curve)]
    if content["class"] not in SUPERNOVAE:
        return drawn
    random = generator("real", content["objectId"])
    drawn += some_histories(random, row, light_curve, REAL_HISTORIES)
    drawn += dimmed_copies(random, row, light_curve, material.donors)
    rows = [(each, as_passed_on(random, length)) for each, length in drawn]
    other = choose(random, SUPERNOVA_CHANNEL_SHARES)
    hosted = on_host(random, light_curve, other, material.donors)
    if hosted is not None:
        row = replace(row, kind="re-observed", channel=other.name)
        rows += some_lengths(random, row, as_passed_on(random, hosted))
    return rows


def dimmed_copies(
    random: np.random.Generator, row: Row, light_curve: Mapping[str, Any], donors: Donors
) -> list[Drawn]:
    """Of a real supernova, DIMMED_COPIES of its class, each whole and at DIMMED_CUTS lengths."""
    copies = []
    row = replace(row, kind="dimmed")
    for _ in range(DIMMED_COPIES[row.label]):
        fainter = dimmed(random, light_curve, donors)
        if fainter is not None:
            copies += some_lengths(random, row, fainter, DIMMED_CUTS)
    return copies


def choose(random: np.random.Generator, shares: Mapping[Channel, float]) -> Channel:
    return list(shares)[random.choice(len(shares), p=list(shares.values()))]


# Light curves whose features are computed at once.
SHARD = 4000
# Drawn or read by one process at a time.
CHUNK = 50

# The processes that draw inherit it.
_material: Material | None = None


def build_training_set(
    material: Material, per_class: int, most_real: int | None, feature_set: str, work: Path
) -> TrainingSet:
    """
    `per_class` light curves of every class through the observing chain, of supernovae a quarter,
    and at most `most_real` real ones of each class and set; the same for the same arguments, however
    many processes there are.
    """
    global _material
    _material = find_periods(material, work)
    folder = work / "training-set"
    shutil.rmtree(folder, ignore_errors=True)
    rows, values, names = [], [], ()
    for shard, drawn in enumerate(shards(work_of(material, per_class, most_real))):
        part = features_of(drawn, feature_set, folder / str(shard))
        names = part.names
        rows += part.rows
        values.append(part.values)
        tqdm.write(f"training set: {len(rows)} light curves", file=sys.stderr)
    return TrainingSet(tuple(rows), names, np.vstack(values))


def work_of(
    material: Material, per_class: int, most_real: int | None
) -> list[tuple[Callable, tuple]]:
    jobs = []
    for source in ZTF_SETS:
        for (name, label), stars in sorted(material.stars.items()):
            if name == source:
                jobs += [
                    (keep_many, (source, label, chunk)) for chunk in chunks(len(stars[:most_real]))
                ]
    for label in MAKERS:
        # Supernovae have real light curves beside them.
        count = per_class // 4 if label in SUPERNOVAE else per_class
        jobs += [(draw_many, (label, chunk)) for chunk in chunks(count)]
    return jobs


def chunks(count: int) -> list[range]:
    return [range(start, min(start + CHUNK, count)) for start in range(0, count, CHUNK)]


def shards(jobs: Sequence[tuple[Callable, tuple]]) -> Iterable[list[Drawn]]:
    """What the jobs give, in their order, cut into pieces."""
    waiting: list[Drawn] = []
    # Matrices are small and processes as many as cores: threads of either would wait for another.
    with ProcessPoolExecutor(
        mp_context=get_context("fork"), initializer=threadpool_limits, initargs=(1,)
    ) as processes:
        for drawn in tqdm(processes.map(run, jobs), total=len(jobs), disable=None):
            waiting += drawn
            while len(waiting) >= SHARD:
                yield waiting[:SHARD]
                waiting = waiting[SHARD:]
    if waiting:
        yield waiting


def run(job: tuple[Callable, tuple]) -> list[Drawn]:
    function, arguments = job
    return function(*arguments)


def draw_many(label: str, indices: Sequence[int]) -> list[Drawn]:
    return [each for index in indices for each in draw(_material, label, index)]


def keep_many(source: str, label: str, indices: Sequence[int]) -> list[Drawn]:
    stars = _material.stars[source, label]
    return [each for index in indices for each in real_rows(_material, stars[index], source)]


def held_out_rows(material: Material, most: int | None = None) -> list[Drawn]:
    """Real objects that nothing was learnt from, in every length; at most so many of each set."""
    return rows_to_judge(material, material.held_out, most)


def development_rows(material: Material, most: int | None = None) -> list[Drawn]:
    """The like of real ZTF objects that are learnt from."""
    by_set = {
        source: [each for (name, _), stars in material.stars.items() if name == source for each in stars]
        for source in ZTF_SETS
    }
    return rows_to_judge(material, by_set, most)


def rows_to_judge(
    material: Material, by_set: Mapping[str, Sequence[Content]], most: int | None
) -> list[Drawn]:
    drawn = []
    for source, contents in by_set.items():
        labelled = [content for content in contents if content["class"] is not None]
        for content in labelled[:most]:
            light_curve = (
                light_curve_of(content) if source == ALERT_PACKETS else to_light_curve(content)
            )
            row = real_row(material, content, source, light_curve)
            drawn += every_length(row, light_curve)
    return drawn


def real_row(
    material: Material, content: Content, source: str, light_curve: Mapping[str, Any]
) -> Row:
    group, channel = material.group(content["objectId"]), channel_of(light_curve)
    return Row(content["class"], group, source, "real", channel.name, None)


def features_of(drawn: Sequence[Drawn], feature_set: str, work: Path) -> TrainingSet:
    """
    Light curves that the service refuses are left out and counted on stderr. Raises ValueError where it
    refuses all of them.
    """
    table = compute_features((light_curve for _, light_curve in drawn), work, feature_set)
    refused: dict[str, Counter[str]] = defaultdict(Counter)
    for (row, _), problem in zip(drawn, table.problems, strict=True):
        if problem is not None:
            refused[problem["code"]][row.label] += 1
    for code, counts in refused.items():
        of_classes = ", ".join(f"{count} of {label}" for label, count in sorted(counts.items()))
        tqdm.write(f"light curves left out, {code}: {of_classes}", file=sys.stderr)
    rows = tuple(drawn[index][0] for index in table.answered)
    return TrainingSet(rows, table.names, table.values[table.answered].astype(np.float32))

"""Reads the labelled sets and keeps test objects out of everything that is learnt from."""

import gzip
import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np

from .cataclysmic import Nova, read_novae
from .donors import Donors
from .features import compute_features
from .rows import Row
from .split import Part, group_names, judge_part, pairs_by_position, part_of, read_pairs
from .stochastic import QuasarFit, read_drw_prior

# Real ZTF light curves: part of them to learn from, the rest to judge by.
ZTF_SETS = ("ztf_supernovae", "ztf_bts_snia", "ztf_yso", "ztf_agn")
# Real ZTF light curves too few to learn from: all of them judge.
ALERT_PACKETS = "fink_alerts"  # of each object a month or so
JUDGE_SETS = ("ztf_periodic", "ztf_other", "ztf_sne_alerts", ALERT_PACKETS)
OTHER_SETS = (
    "eros2_periodic",
    "eros_ramp",
    "asas",
    "cesium_asas",
    "debosscher",
    "sss_crts",
    "s82_rrl",
    "ccsn_templates",
    "agn_qso",
)
# Sets without catalogue periods, of which periodic stars are made.
WITHOUT_PERIODS = {
    "asas": ("E", "DSCT", "RRL", "Periodic-Other"),
    "debosscher": ("DSCT", "CEP", "Periodic-Other"),
    "cesium_asas": ("CEP",),
}
# Other filters stand for the nearest of ZTF, the first that is there.
NEAREST_BANDS = {"g": ("g", "V", "B"), "r": ("r", "R")}

Content = Mapping[str, Any]


@dataclass(frozen=True)
class Material:
    """What light curves are made of: of stars that no light curve is judged by."""

    donors: Donors
    # Objects by (set, class).
    stars: Mapping[tuple[str, str], Sequence[Content]]
    # Real ZTF objects of the test part and of the sets that only judge, by set.
    held_out: Mapping[str, Sequence[Content]]
    # From each name of a star that has several to the one that stands for all of them.
    same_objects: Mapping[str, str]
    drw_prior: tuple[QuasarFit, ...]
    novae: tuple[Nova, ...]
    # Days, of stars without one in their set.
    periods: Mapping[str, float] = field(default_factory=dict)

    def group(self, object_id: str) -> str:
        """The name that stands for the star in all sets."""
        return self.same_objects.get(object_id, object_id)

    def part(self, group: str) -> Part:
        """Of what is made of it. Real ZTF objects alone are tested by: other stars are all learnt from."""
        part = part_of(group)
        return "training" if part == "test" else part


def read_material(data: Path) -> Material:
    """All sets in the folder, divided by star. Raises FileNotFoundError where one is not there."""
    sets = {name: list(read_set(data, name)) for name in (*JUDGE_SETS, *ZTF_SETS, *OTHER_SETS)}
    drw_prior = read_drw_prior(data / "qso_drw_prior.csv.gz")
    same_objects = group_names(
        [
            *read_pairs(data / "same_object_pairs.csv"),
            *same_places([content for contents in sets.values() for content in contents], drw_prior),
        ]
    )

    def group(object_id: str) -> str:
        return same_objects.get(object_id, object_id)

    held_out = {name: sets[name] for name in JUDGE_SETS}
    only_judge = {group(content["objectId"]) for contents in held_out.values() for content in contents}
    held_out |= {
        name: [
            content
            for content in sets[name]
            if content["class"] is not None
            and group(content["objectId"]) not in only_judge
            and part_of(group(content["objectId"])) == "test"
        ]
        for name in ZTF_SETS
    }
    # What judges is learnt from under no other name.
    judges = {group(content["objectId"]) for contents in held_out.values() for content in contents}
    stars: dict[tuple[str, str], list[Content]] = {}
    for name in (*ZTF_SETS, *OTHER_SETS):
        for content in sets[name]:
            if group(content["objectId"]) in judges or content["class"] is None:
                continue
            if name == "ccsn_templates":
                content = in_ztf_bands(content)
            stars.setdefault((name, content["class"]), []).append(content)
    surveys = [*stars["ztf_yso", "YSO"], *stars["ztf_agn", "AGN"]]
    surveys += [each for each in held_out["ztf_other"] if each["class"] is None]
    seasons = [
        each
        for (name, _), contents in stars.items()
        if name == "ztf_supernovae"
        for each in contents
    ]
    return Material(
        donors=Donors(seasons, surveys),
        stars=stars,
        held_out=held_out,
        same_objects=same_objects,
        drw_prior=tuple(fit for fit in drw_prior if group(fit.object_id) not in judges),
        novae=read_novae(data / "novae.ndjson.gz"),
    )


def in_test_part(material: Material, held_out: Sequence[Row]) -> np.ndarray:
    """[rows] Choices may look at half of the sets that only judge; the test part has the other."""
    sizes = Counter(
        (source, content["class"])
        for source in JUDGE_SETS
        for content in material.held_out[source]
    )
    return np.array(
        [
            row.origin not in JUDGE_SETS
            or judge_part(row.group, sizes[row.origin, row.label]) == "test"
            for row in held_out
        ]
    )


def same_places(
    contents: Sequence[Content], drw_prior: Sequence[QuasarFit]
) -> list[tuple[str, str]]:
    places = [
        (content["objectId"], content["ra"], content["dec"])
        for content in contents
        if content.get("ra") is not None
    ]
    places += [(fit.object_id, fit.ra, fit.dec) for fit in drw_prior]
    return pairs_by_position(*zip(*places, strict=True))


def read_set(data: Path, name: str) -> Iterator[Content]:
    with gzip.open(data / f"{name}.ndjson.gz", "rt") as file:
        for line in file:
            yield json.loads(line)


def in_ztf_bands(content: Content) -> dict[str, Any]:
    detections = content["detections"]
    present = set(detections["band"])
    band_of = {
        next((name for name in nearest if name in present), None): band
        for band, nearest in NEAREST_BANDS.items()
    }
    rows = [row for row, band in enumerate(detections["band"]) if band in band_of]
    columns = {
        name: [values[row] for row in rows]
        for name, values in detections.items()
        if name in ("mjd", "mag", "magErr")
    }
    bands = [band_of[detections["band"][row]] for row in rows]
    return {**content, "detections": {**columns, "band": bands}}


def find_periods(material: Material, work: Path) -> Material:
    """
    With periods in days of stars without one, as the service finds them: of the band with the most points,
    and half the orbit of most eclipsing binaries (`training_set.periodic`).
    """
    contents = [
        content
        for name, labels in WITHOUT_PERIODS.items()
        for label in labels
        for content in material.stars[name, label]
    ]
    table = compute_features((as_r_band(each) for each in contents), work / "periods")
    column = table.names.index("Multiband_period")
    return replace(
        material,
        periods={
            content["objectId"]: float(period)
            for content, period in zip(contents, table.values[:, column], strict=True)
            if np.isfinite(period)
        },
    )


def as_r_band(content: Content) -> dict[str, Any]:
    detections = content["detections"]
    names, counts = np.unique(detections["band"], return_counts=True)
    rows = [row for row, band in enumerate(detections["band"]) if band == names[counts.argmax()]]
    return {
        "objectId": "star",
        "survey": "ZTF",
        "photometry": "total",
        "detections": {
            "band": ["r"] * len(rows),
            **{name: [detections[name][row] for row in rows] for name in ("mjd", "mag", "magErr")},
        },
        "nonDetections": {"mjd": [], "band": [], "limitingMag": []},
    }

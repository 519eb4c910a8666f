"""Reads the labelled sets and keeps test objects out of everything that is learnt from."""

import gzip
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from .cataclysmic import Nova, read_novae
from .donors import Donors
from .features import compute_features
from .split import Part, part_of, read_same_objects
from .stochastic import QuasarFit, read_drw_prior

# Real ZTF light curves: part of them to learn from, the rest to judge by.
ZTF_SETS = ("ztf_supernovae", "ztf_bts_snia", "ztf_yso", "ztf_agn")
# Real ZTF light curves too few to learn from: all of them judge.
JUDGE_SETS = ("ztf_periodic", "ztf_other", "ztf_sne_alerts", "fink_alerts")
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
    """What light curves are made of; only stars of the training and validation parts."""

    donors: Donors
    # Objects by (set, class).
    stars: Mapping[tuple[str, str], Sequence[Content]]
    # Real ZTF objects of the test part and of the sets that only judge, by set.
    held_out: Mapping[str, Sequence[Content]]
    periods: Mapping[str, float]
    same_objects: Mapping[str, str]
    drw_prior: tuple[QuasarFit, ...]
    novae: tuple[Nova, ...]

    def group(self, content: Content) -> str:
        """The name that stands for the star in all sets."""
        return self.same_objects.get(content["objectId"], content["objectId"])

    def part(self, group: str) -> Part:
        return part_of(group, self.same_objects)


def read_material(data: Path, work: Path) -> Material:
    same_objects = read_same_objects(data / "same_object_pairs.csv")
    held_out = {name: list(read_set(data, name)) for name in JUDGE_SETS}
    # What judges is learnt from under no other name.
    judges = {
        same_objects.get(content["objectId"], content["objectId"])
        for contents in held_out.values()
        for content in contents
    }
    stars: dict[tuple[str, str], list[Content]] = {}
    for name in (*ZTF_SETS, *OTHER_SETS):
        held_out[name] = []
        for content in read_set(data, name):
            group = same_objects.get(content["objectId"], content["objectId"])
            if group in judges or content["class"] is None:
                continue
            if name in ZTF_SETS and part_of(group, same_objects) == "test":
                held_out[name].append(content)
                continue
            if name == "ccsn_templates":
                content = in_ztf_bands(content)
            stars.setdefault((name, content["class"]), []).append(content)
    surveys = [
        content
        for name, label in (("ztf_yso", "YSO"), ("ztf_agn", "AGN"))
        for content in stars[name, label]
    ]
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
        periods=find_periods(stars, work),
        same_objects=same_objects,
        drw_prior=read_drw_prior(data / "qso_drw_prior.csv.gz"),
        novae=read_novae(data / "novae.ndjson.gz"),
    )


def read_set(data: Path, name: str):
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


def find_periods(stars: Mapping[tuple[str, str], Sequence[Content]], work: Path) -> dict[str, float]:
    """Periods of stars without one, as the service finds them: of the band with the most points."""
    kept = work / "periods.json"
    if kept.exists():
        return json.loads(kept.read_text())
    contents = [
        content
        for name, labels in WITHOUT_PERIODS.items()
        for label in labels
        for content in stars[name, label]
    ]
    table = compute_features((as_r_band(each) for each in contents), work / "periods")
    column = table.names.index("Multiband_period")
    periods = {
        content["objectId"]: float(period)
        for content, period in zip(contents, table.values[:, column], strict=True)
        if np.isfinite(period)
    }
    kept.write_text(json.dumps(periods))
    return periods


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

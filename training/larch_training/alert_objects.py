"""Objects of every branch as one alert pipeline sends them: the honest check of branches.

A set of labelled ZTF alert packets, each with its history of 30 days. Nothing is trained on them:
they are few, and short.
"""

import gzip
import json
from collections.abc import Mapping
from dataclasses import dataclass
from math import log10
from pathlib import Path
from typing import Any

ALERT_SET = "fink_alerts"
ALERT_CITATION = (
    "ZTF alerts, labels of SIMBAD and the Transient Name Server collected by the broker Fink; "
    "github.com/astrolabsoftware/fink-science, Apache-2.0"
)

BANDS = {1: "g", 2: "r"}
JD_OF_MJD_ZERO = 2400000.5

# The reference source nearer than this is the object itself; arcsec (Forster et al. 2021, AJ 161, 242).
REFERENCE_RADIUS = 1.4


@dataclass(frozen=True)
class AlertObject:
    label: str
    light_curve: Mapping[str, Any]


def read_alert_objects(data: Path) -> list[AlertObject]:
    with gzip.open(data / f"{ALERT_SET}.ndjson.gz", "rt") as file:
        objects = [json.loads(line) for line in file]
    return [AlertObject(content["class"], light_curve_of(content)) for content in objects]


def light_curve_of(content: Mapping[str, Any]) -> dict[str, Any]:
    """Each measurement of the packets once, in the form in which the service takes light curves."""
    packets = [content["alert"], *(content["earlierAlerts"] or [])]
    candidates = [
        candidate
        for packet in packets
        for candidate in (packet["candidate"], *(packet.get("prv_candidates") or []))
    ]
    measured = {
        (candidate["jd"], candidate["fid"]): candidate
        for candidate in candidates
        if candidate.get("magpsf") is not None and candidate["fid"] in BANDS
    }
    return {
        "objectId": content["objectId"],
        "survey": "ZTF",
        "photometry": "difference",
        "detections": [detection_of(measured[key]) for key in sorted(measured)],
    }


def detection_of(candidate: Mapping[str, Any]) -> dict[str, Any]:
    sign = 1 if str(candidate["isdiffpos"]) in ("t", "1") else -1
    mag, error = total_magnitude(candidate, sign)
    return {
        "mjd": candidate["jd"] - JD_OF_MJD_ZERO,
        "band": BANDS[candidate["fid"]],
        "mag": candidate["magpsf"],
        "magErr": candidate["sigmapsf"],
        "isDiffPos": sign,
        "rb": candidate.get("rb"),
        "magCorr": mag,
        "magErrCorrExt": error,
    }


def total_magnitude(
    candidate: Mapping[str, Any], sign: int
) -> tuple[float, float] | tuple[None, None]:
    """Magnitude and error of reference plus difference (Forster et al. 2021, appendix A)."""
    reference, distance = candidate.get("magnr"), candidate.get("distnr")
    if reference is None or reference < 0 or distance is None or distance > REFERENCE_RADIUS:
        return None, None
    difference_flux = 10 ** (-0.4 * candidate["magpsf"])
    flux = 10 ** (-0.4 * reference) + sign * difference_flux
    if flux <= 0:
        return None, None
    return -2.5 * log10(flux), candidate["sigmapsf"] * difference_flux / flux

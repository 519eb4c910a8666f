"""Objects of every branch as one alert pipeline sends them: the honest check of branches.

A set of labelled ZTF alert packets, each with its history of 30 days. Nothing is trained on them:
they are few, and short.
"""

from collections.abc import Mapping, Sequence
from math import log10
from typing import Any

BANDS = {1: "g", 2: "r"}
JD_OF_MJD_ZERO = 2400000.5

# The reference source nearer than this is the object itself; arcsec (Forster et al. 2021, AJ 161, 242).
REFERENCE_RADIUS = 1.4


def light_curve_of(content: Mapping[str, Any]) -> dict[str, Any]:
    """Each measurement of the packets once, in the form in which the service takes light curves."""
    packets = [content["alert"], *(content["earlierAlerts"] or [])]
    candidates = [
        candidate
        for packet in packets
        for candidate in (packet["candidate"], *(packet.get("prv_candidates") or []))
    ]
    epochs = {
        (candidate["jd"], BANDS[candidate["fid"]]): candidate
        for candidate in candidates
        if candidate["fid"] in BANDS
    }
    order = sorted(epochs)
    detected = [key for key in order if epochs[key].get("magpsf") is not None]
    limits = [key for key in order if epochs[key].get("magpsf") is None]
    return {
        "objectId": content["objectId"],
        "survey": "ZTF",
        "photometry": "difference",
        "detections": {
            **epochs_of(detected),
            **columns(DETECTION_COLUMNS, [measurements(epochs[key]) for key in detected]),
        },
        "nonDetections": {
            **epochs_of(limits),
            "limitingMag": [epochs[key]["diffmaglim"] for key in limits],
        },
    }


def epochs_of(keys: Sequence[tuple[float, str]]) -> dict[str, list[Any]]:
    """Columns `mjd` and `band` of (Julian date, band) pairs."""
    return {
        "mjd": [jd - JD_OF_MJD_ZERO for jd, _ in keys],
        "band": [band for _, band in keys],
    }


def columns(names: Sequence[str], rows: Sequence[Sequence[Any]]) -> dict[str, list[Any]]:
    return {name: [row[index] for row in rows] for index, name in enumerate(names)}


DETECTION_COLUMNS = ("mag", "magErr", "isDiffPos", "rb", "magCorr", "magErrCorrExt")


def measurements(candidate: Mapping[str, Any]) -> tuple[Any, ...]:
    sign = 1 if str(candidate["isdiffpos"]) in ("t", "1") else -1
    mag, error = total_magnitude(candidate, sign)
    return (candidate["magpsf"], candidate["sigmapsf"], sign, candidate.get("rb"), mag, error)


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

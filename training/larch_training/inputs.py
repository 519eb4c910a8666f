"""Which features a model may read."""

import re
from collections.abc import Iterable

# What is left out, and why. Patterns match whole names without the suffix _1 or _2 of the band.
EXCLUDED = {
    "context, which hardly any training object has": (
        "gal_[bl]",
        "rb",
        "sgscore1",
        "W.-W.",
        "[gr]-W.",
    ),
    "upper limits, which only some of the sets have": (
        "n_non_det_.*",
        ".*diffmaglim.*",
        "last_mjd_before_fid",
        "dmag_(non|first)_det_fid",
    ),
    "counts of points and signs, which are those of the survey and not of the object": (
        "n_(det|neg|pos)",
        "positive_fraction",
        "MHPS_non_zero",
    ),
    "apparent brightness, which tells the surveys apart": (
        "Mean",
        "(first|mean|min)_mag",
        "SPM_A",
    ),
    "colours of corrected alerts, which only alert sets have": ("g-r_(max|mean)_corr",),
}


def model_inputs(feature_names: Iterable[str]) -> tuple[str, ...]:
    patterns = "|".join(pattern for patterns in EXCLUDED.values() for pattern in patterns)
    excluded = re.compile(f"({patterns})(_[12])?")
    return tuple(name for name in feature_names if not excluded.fullmatch(name))

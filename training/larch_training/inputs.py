"""Which features each part of a model may read."""

import re
from collections.abc import Iterable, Mapping, Sequence

# Patterns match whole names without the suffix _1 or _2 of the band.
CONTEXT = (
    "context, which hardly any training object has",
    ("gal_[bl]", "rb", "sgscore1", "W.-W.", "[gr]-W."),
)
BRIGHTNESS = (
    "apparent brightness, which of other surveys and of simulations is drawn",
    ("Mean", "(first|mean|min)_mag", "SPM_A", "GP_mag_max", "SNfit_ln_A", "peak_mag", "best_snr"),
)
SURVEY = (
    "counts of points, spans and upper limits, which are those of the survey",
    (
        "n_(det|neg|pos)",
        "n_non_det_.*",
        ".*diffmaglim.*",
        "last_mjd_before_fid",
        "dmag_(non|first)_det_fid",
        "delta_mjd_fid",
        "MHPS_non_zero",
        "MHPS_PN_flag",
        "night_g-r_n",
        "n_nights",
        "span",
        "median_(gap|error)",
        "n_before_peak",
        "limit_.*",
        "(first_to|peak_to)_.*",
    ),
)

# Real ZTF alerts are all that the classes of supernovae are learnt from, so that nothing but the
# context is withheld there.
EXCLUDED: Mapping[str, Sequence[tuple[str, Sequence[str]]]] = {
    "top": (CONTEXT, BRIGHTNESS, SURVEY),
    "Transient": (CONTEXT,),
    "Stochastic": (CONTEXT, BRIGHTNESS, SURVEY),
    "Periodic": (CONTEXT, BRIGHTNESS, SURVEY),
}


def node_inputs(node: str, feature_names: Iterable[str]) -> tuple[str, ...]:
    """What the node, "top" or a branch, may read of the features."""
    patterns = "|".join(pattern for _, patterns in EXCLUDED[node] for pattern in patterns)
    excluded = re.compile(f"({patterns})(_[12])?")
    return tuple(name for name in feature_names if not excluded.fullmatch(name))


def survey_inputs(feature_names: Iterable[str]) -> tuple[str, ...]:
    """What tells how an object was observed and not what it is."""
    survey = re.compile(f"({'|'.join(SURVEY[1])})(_[12])?")
    return tuple(name for name in feature_names if survey.fullmatch(name))

"""Which features each part of a model may read."""

import re
from collections.abc import Iterable, Mapping, Sequence

import numpy as np

# Patterns match whole names without the suffix _1 or _2 of the band.
CONTEXT = (
    "context, which hardly any training object has",
    ("gal_[bl]", "rb", "sgscore1", "W.-W.", "[gr]-W."),
)
DATE = ("the date, which is that of the survey and not of the object", ("last_mjd_before_fid",))
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

# The classes of supernovae are learnt from alerts of ZTF, as they are or as they would be, so that
# brightness, counts and limits are not withheld there.
EXCLUDED: Mapping[str, Sequence[tuple[str, Sequence[str]]]] = {
    "top": (CONTEXT, DATE, BRIGHTNESS, SURVEY),
    "Transient": (CONTEXT, DATE),
    "Stochastic": (CONTEXT, DATE, BRIGHTNESS, SURVEY),
    "Periodic": (CONTEXT, DATE, BRIGHTNESS, SURVEY),
}

# Of the bands, what a ratio of g to r tells: the colour of a variation and what is alike in both, which
# trees find from the two numbers by many steps alone.
BAND_RATIOS = (
    "Amplitude",
    "Std",
    "ExcessVar",
    "Harmonics_mag_1",
    "GP_DRW_sigma",
    "GP_DRW_tau",
    "MHPS_low",
    "MHPS_high",
    "SF_ML_amplitude",
    "Period_band",
)

# Features of the shape around the peak: of those of `larch@1`, the ones that 2021 did not have.
SHAPE = (
    "GP_(length|g-r_.*|t_max|mag_max|rise_.*|fall_.*|dmag_.*)",
    "SNfit_.*",
    "night_g-r_.*",
    "dmag_-?[0-9]+",
    "(decline|rise)_.*",
    "peak_.*",
    "flux_(width|centroid)",
    "n_nights",
    "span",
    "median_(gap|error)",
    "best_snr",
    "n_before_peak",
    "limit_.*",
    "first_to_peak",
    "template_.*",
)


def node_inputs(node: str, feature_names: Iterable[str]) -> tuple[str, ...]:
    """What the node, "top" or a branch, may read of the features."""
    patterns = "|".join(pattern for _, patterns in EXCLUDED[node] for pattern in patterns)
    excluded = re.compile(f"({patterns})(_[12])?")
    return tuple(name for name in feature_names if not excluded.fullmatch(name))


def network_inputs(node: str, feature_names: Iterable[str]) -> tuple[str, ...]:
    """
    What the perceptrons of the node read of it: for supernovae, which are few, the shape features
    alone where there are any, as networks do not leave aside what says nothing (EXPERIMENTS.md).
    """
    inputs = node_inputs(node, feature_names)
    shape = re.compile(f"({'|'.join(SHAPE)})(_[12])?")
    of_shape = tuple(name for name in inputs if shape.fullmatch(name))
    return of_shape if node == "Transient" and of_shape else inputs


def survey_inputs(feature_names: Iterable[str]) -> tuple[str, ...]:
    """What tells how an object was observed and not what it is."""
    survey = re.compile(f"({'|'.join(SURVEY[1])})(_[12])?")
    return tuple(name for name in feature_names if survey.fullmatch(name))


def band_ratios(node: str, feature_names: Sequence[str]) -> np.ndarray:
    """
    [ratios, 2] columns of what boosting at the node divides by what, both of which it may read;
    supernovae are told no better by them (EXPERIMENTS.md).
    """
    readable = set(node_inputs(node, feature_names))
    names = () if node == "Transient" else BAND_RATIOS
    pairs = [(f"{name}_1", f"{name}_2") for name in names]
    columns = [[feature_names.index(name) for name in pair] for pair in pairs if readable.issuperset(pair)]
    return np.array(columns, int).reshape(-1, 2)


def columns_of(chosen: Sequence[str], feature_names: Sequence[str]) -> np.ndarray:
    """Where the chosen ones stand, in their order there."""
    return np.flatnonzero(np.isin(feature_names, chosen))

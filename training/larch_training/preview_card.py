"""The model card of larch-preview, from what was trained and measured."""

from collections import Counter
from collections.abc import Iterable, Sequence

import numpy as np

from .alert_objects import ALERT_CITATION
from .evaluate import CALIBRATION_BINS, Evaluation
from .inputs import EXCLUDED
from .preview_scores import Scores
from .sources import PREVIEW_SOURCES, LabelledObject
from .split import TEST_FRACTION

LIMITS = (
    "It is a preview to try the service with, not a classifier to do science with.",
    "It knows nine classes. An object of another class (QSO, AGN, Blazar, CV/Nova, DSCT, "
    "Periodic-Other) gets one of the nine all the same.",
    "Its branch probabilities are inflated: in training every supernova is difference photometry "
    "and nearly every other object total magnitudes, so the branch can be told from the kind of "
    "photometry and the length of the light curve. Stars and active nuclei that come as a few "
    "weeks of alerts are called Transient.",
    "Supernovae were trained on difference magnitudes; corrected total magnitudes of a transient "
    "are outside of what it has seen.",
    "YSO are of one region of the sky and two seasons; CEP and LPV, and most E and RRL, are of "
    "other surveys than ZTF.",
    "Probabilities are not calibrated, and are those of equal numbers of all classes of a branch.",
)

MISSING_CLASSES = (
    ("QSO", "no two-band light curve from ZTF or a survey like it"),
    ("AGN", "38 objects from ZTF, nearly all in r alone: a missing band would mark the class"),
    ("Blazar", "nothing but three alert snippets"),
    ("CV/Nova", "three objects from ZTF"),
    ("DSCT", "three objects from ZTF, else one band only"),
    ("Periodic-Other", "one object from ZTF, else one band only"),
)


def render(
    name: str,
    objects: Sequence[LabelledObject],
    held_out: Sequence[bool],
    inputs: Sequence[str],
    too_few: int,
    scores: Scores,
    alert_branches: Evaluation,
    onnx_difference: float,
) -> str:
    return f"""# {name}

The first classifier of Larch: the hierarchical balanced random forest of Sanchez-Saez et al. (2021,
AJ 161, 141), trained on the real two-band light curves at hand. A top forest tells Transient,
Stochastic and Periodic apart; one forest each tells the classes of Transient and of Periodic apart;
Stochastic has one class here. The probability of a class is the product of the two.

## Not to be used for

{bullets(LIMITS)}

## Classes it does not know

They have no probability in its answers, for want of real light curves:

{table(("class", "what there is"), MISSING_CLASSES)}

## Data

Objects with features, in training and held out. {too_few} objects more have fewer than six usable
detections. Raw rows are not distributed with Larch.

{data_table(objects, held_out)}

{source_list()}

Of simultaneous EROS-2 epochs in two bands one band is taken in turn: two bands never share a time
in ZTF. From `eros2_periodic` 600 objects a class are taken, chosen by a hash of the name.

## Held out

{TEST_FRACTION:.0%} of the objects, by a hash of `objectId`; names of one star count as one object.
Nothing was chosen on them. The class called is the most probable one, which for a balanced forest
is an operating point of equal priors: rare classes are called too often.

## Inputs

{len(inputs)} light-curve features. Left out:

{exclusion_list()}

Missing values become -999.

## Scores on real ZTF light curves

{summary(scores.ztf)} Scores of classes with few objects mean little.

{score_table(scores.ztf)}

{confusion_table(scores.ztf)}

### The four supernova classes among themselves

The branch taken as known, which is the part of these scores that is about the sky rather than the
files. {summary(scores.ztf_transients)}

{score_table(scores.ztf_transients)}

{confusion_table(scores.ztf_transients)}

### Branches

Inflated, see above. {summary(scores.ztf_branches)}

{confusion_table(scores.ztf_branches)}

### Branches, where one alert pipeline sent all objects

What the branches are worth: these objects, none of them trained on and of all branches alike, are
difference alerts of about a month, with total magnitudes where the reference has the star
({ALERT_CITATION}).
{summary(alert_branches)}

{confusion_table(alert_branches)}

## Scores on light curves of other surveys

EROS-2 and Stripe 82, observed as they are. Not to be mixed with the scores above.
{summary(scores.other_surveys)}

{score_table(scores.other_surveys)}

{confusion_table(scores.other_surveys)}

## The file

Imputation, forests and products are one ONNX graph. On all held-out objects its probabilities
differ from those of the trees in Python by at most {onnx_difference:.0e}. The same features and the
same versions of `training/requirements.txt` give the same file, byte for byte.
"""


def exclusion_list() -> str:
    return bullets(
        f"{reason}: {', '.join(f'`{pattern}`' for pattern in patterns)}"
        for reason, patterns in EXCLUDED.items()
    )


def data_table(objects: Sequence[LabelledObject], held_out: Sequence[bool]) -> str:
    counts = Counter(
        (each.source.name, each.label, bool(is_held_out))
        for each, is_held_out in zip(objects, held_out, strict=True)
    )
    rows = [
        (source.name, name, counts[source.name, name, False], counts[source.name, name, True])
        for source in PREVIEW_SOURCES
        for name in source.classes
    ]
    return table(("set", "class", "training", "held out"), rows)


def source_list() -> str:
    return table(
        ("set", "what", "cite", "licence"),
        [(each.name, each.contents, each.citation, each.licence) for each in PREVIEW_SOURCES],
    )


def summary(evaluation: Evaluation) -> str:
    return (
        f"{evaluation.objects} objects, accuracy {evaluation.accuracy:.3f}, macro-F1 "
        f"{evaluation.macro_f1:.3f} over the classes that occur, expected calibration error "
        f"{evaluation.expected_calibration_error:.3f} ({CALIBRATION_BINS} bins)."
    )


def score_table(evaluation: Evaluation) -> str:
    scores = [(name, evaluation.score(name)) for name in evaluation.classes]
    rows = [
        (name, number(each.precision), number(each.recall), number(each.f1), each.objects)
        for name, each in scores
        if each.objects
    ]
    return table(("class", "precision", "recall", "F1", "objects"), rows)


def confusion_table(evaluation: Evaluation) -> str:
    """Rows are true classes, as far as they occur."""
    occurring = np.flatnonzero(evaluation.confusion.sum(axis=1))
    rows = [(evaluation.classes[index], *evaluation.confusion[index]) for index in occurring]
    return table(("true, called", *evaluation.classes), rows)


def number(score: float | None) -> str:
    return "" if score is None else f"{score:.2f}"


def table(header: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    lines = [header, ["---"] * len(header), *rows]
    return "\n".join(f"| {' | '.join(str(cell) for cell in line)} |" for line in lines)


def bullets(lines: Iterable[str]) -> str:
    return "\n".join(f"- {line}" for line in lines)

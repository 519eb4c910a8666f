"""The model card of a classifier of one's own: what it learnt from, and how well it does."""

from collections.abc import Mapping, Sequence

from .card import (
    calibration_table,
    confusion_table,
    exclusions,
    headline,
    prior_table,
    ratios_read,
    score_table,
    summary,
)
from .data_summary import PARTS, RowsOfParts
from .evaluate import CALIBRATION_BINS, RESAMPLES
from .fitting import ROWS_WITHOUT_CLASS
from .lengths import COUNTS, CUTS
from .markdown import bullets, number, table
from .model_folder import ModelDescription
from .scores import HeldOutAuroc, Judged


def render_own_card(
    description: ModelDescription,
    parts: RowsOfParts,
    test: Judged,
    outlier_aurocs: Mapping[str, HeldOutAuroc],
) -> str:
    """In Markdown. `test` has light curves whole and cut."""
    whole = test.whole()
    return f"""# {description.name}@{description.version}

{description.description}

## Not to be used for

{bullets(description.limits)}

## Data

Objects and, in brackets, light curves, whole, cut and as alerts show them: training teaches, validation
calibrates, test judges. The part of an object is decided by a hash of its name.

{data_table(parts, whole.classes)}

## Inputs

Features of `{description.feature_set}`, of light curves with at least
{description.minimum_detections} usable detections. Left out, as by the classifiers that come with
Larch, and of which nodes:

{exclusions()}

{ratios_read()}

## Priors

The mix of classes that its probabilities assume: as many of each branch, and of each class within
it. The service answers for another mix where it is asked to.

{prior_table(description.priors)}

## Scores

Of the test part, whole light curves. The class called is the most probable one. Intervals are the
central 95 per cent of {RESAMPLES} bootstrap samples of the objects.

{headline(whole)}

{score_table(whole)}

{confusion_table(whole.evaluate())}

### Branches

{summary(whole.evaluate_branches())}

{confusion_table(whole.evaluate_branches())}

## Calibration

{CALIBRATION_BINS} equal bins of probability. *Class called* is the probability of the most probable
class; of a branch, that of the branch for every object.

{calibration_table(whole)}

## Short light curves

The same objects as they were after their first detections, and so many days after the first one.

{length_table("detections", "detections", COUNTS, test)}

{length_table("days", "cut", CUTS, test)}

## Outliers

Probability that an object of a class has a higher outlier score than one of the other classes, where
a whole classifier was trained without any object of the class, on at most {ROWS_WITHOUT_CLASS} whole light
curves of each other class. 0.5 is chance.

{outlier_table(outlier_aurocs)}
"""


def data_table(parts: RowsOfParts, classes: Sequence[str]) -> str:
    def cell(part: str, name: str) -> str:
        rows = [row for row in parts[part] if row.label == name]
        return f"{len({row.group for row in rows})} ({len(rows)})"

    return table(
        ("class", *PARTS), [(name, *(cell(part, name) for part in PARTS)) for name in classes]
    )


def length_table(title: str, field: str, lengths: Sequence[int], test: Judged) -> str:
    rows = []
    for length in lengths:
        judged = test.cut_to(field, length)
        evaluation = judged.evaluate()
        rows.append(
            (
                length,
                len(judged.rows),
                number(evaluation and evaluation.macro_f1),
                number(evaluation and evaluation.expected_calibration_error, 3),
            )
        )
    return table((title, "light curves", "F1", "ECE"), rows)


def outlier_table(outlier_aurocs: Mapping[str, HeldOutAuroc]) -> str:
    rows = [(name, number(each.of_all)) for name, each in outlier_aurocs.items()]
    return table(("class held out", "AUROC"), rows)

"""The model card: what a model was made of, how well it does, and what it must not be used for."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from .data_summary import RowsOfParts, data_table, source_table
from .evaluate import CALIBRATION_BINS, RESAMPLES, Evaluation, Reliability, reliability
from .fitting import ROWS_WITHOUT_CLASS
from .forest import ForestSettings
from .inputs import BAND_RATIOS, EXCLUDED
from .lengths import COUNTS, CUTS
from .markdown import bullets, number, table
from .material import ALERT_PACKETS, JUDGE_SETS
from .model_folder import ModelDescription
from .observe import HISTORY
from .onnx_check import CHECKED_ROWS
from .pictures import draw_confusion, draw_lengths, draw_reliability
from .published import ALERCE_2025_F1, MCDSVDD_AUROC, SYSTEMS
from .scores import FOLDS, HeldOutAuroc, Judged, per_class
from .taxonomy import BRANCH_OF, SUPERNOVAE
from .training_set import WITHOUT_SIGNS_SHARE

# Those of which there are real light curves to judge by.
PERIODIC_STARS = ("RRL", "E", "DSCT", "CEP")

# Outlier scores of which the share of light curves above is told.
HIGH_SCORES = (0.5, 0.9)

# Of supernovae after few days, where truncated curves in training matter most.
EARLY_DAYS = 16


# The columns of tables by length of the light curves.
LENGTH_SCORES = (
    "objects",
    "classes",
    "supernovae",
    "F1",
    "F1, supernovae",
    "F1, branch known",
    "F1, branches",
    "ECE",
    "ECE, supernovae",
)


@dataclass(frozen=True)
class Findings:
    """What the card tells beside the description of the model."""

    parts: RowsOfParts
    # Real light curves of the test part, whole and cut.
    test: Judged
    # Real light curves of the training and validation parts, by classifiers that have not seen them.
    in_folds: Judged
    # Re-observed and simulated light curves of the validation part.
    made: Judged
    # Each class held out: of real test objects, and of `made`.
    outlier_aurocs: Mapping[str, HeldOutAuroc]
    made_outlier_aurocs: Mapping[str, HeldOutAuroc]
    features: int  # how many it takes in
    # What other ways of training it say of the same light curves as `test`, by name.
    recipes: Mapping[str, Judged]
    # By node and member, shares of feature families.
    importances: Mapping[tuple[str, str], Mapping[str, float]]
    # Largest difference of an answer of model.onnx from that of the members in Python.
    onnx_difference: float


def render_card(description: ModelDescription, findings: Findings, folder: Path) -> str:
    """The card in Markdown; its pictures are written to the folder, which must exist."""
    test = findings.test.whole()
    supernovae = test.with_classes(SUPERNOVAE)
    among_supernovae = test.with_branch_known("Transient")
    in_folds = findings.in_folds.whole()
    draw_pictures(findings.test, folder)
    return f"""# {description.name}@{description.version}

{description.description}

## Not to be used for

{bullets(description.limits)}

## Data

Light curves and, in brackets, the objects that they are of: training teaches, validation chooses
and calibrates and then teaches too, test judges. An object has several light curves: whole, as it
was after fewer days or detections, and as alerts show it, with a history of {HISTORY:.0f} d each.

- *real*: ZTF photometry as it is, but for signs (below)
- *dimmed*: a real ZTF supernova as it would have been further away, at some of its own epochs, with its
  own noise and more
- *re-observed*: a real object seen again through the observing chain of ZTF. Of other surveys, and of some
  supernovae, the light without noise, at epochs, limits and noise of real ZTF objects; of other ZTF
  supernovae their own alerts on a host that is drawn; of ZTF stars and nuclei their own measurements, as
  alerts would have them
- *simulated*: light that follows from formulas, through the same chain

The part is decided by a hash of the name of the star: all its names and light curves are on one side.
Nothing is learnt from {sets_that_judge()}; about
half of the objects of each larger class of these were used for choices, and are in no column. Where a set
leaves out the signs of differences, which every alert has, they are put back: positive for supernovae, by
the total magnitudes for stars. Of the light curves that are learnt from as alerts
{100 * WITHOUT_SIGNS_SHARE:.0f} per cent have none. How well what is real, and the sets, are told from the
others is measured in training/LEAKAGE.md of Larch. Raw rows are not distributed with it.

{data_table(findings.parts)}

{source_table()}

## Terms

The *top* node tells the branch of an object (Transient, Stochastic, Periodic), a node of each branch
its classes. *F1* is the harmonic mean of precision and recall; of several classes it is macro-F1, the
mean over those that occur. *ECE* is the expected calibration error: by how much the probability of
the class called differs from how often it is right, in {CALIBRATION_BINS} equal bins of probability, in the
mean over objects. *Branch known*: called within the true branch alone.

## Inputs

The {findings.features} features of `{description.feature_set}`, of light curves with at least
{description.minimum_detections} usable detections. Left out, and of which nodes:

{exclusions()}

{ratios_read()}

## Priors

The mix of classes that its probabilities assume: a third for each branch; within it the same for each
class, but for supernovae the root of their share of the spectroscopic sample (training/EXPERIMENTS.md).
The service answers for another mix where it is asked to.

{prior_table(description.priors)}

## Scores on real ZTF light curves

Of the test part, whole light curves. The class called is the most probable one under the priors
above, which are not the mix of the test part: most of its objects are supernovae. Intervals are the
central 95 per cent of {RESAMPLES} bootstrap samples of the objects; those of macro-F1 are of the classes that
a sample has, which is why they lie higher where classes have few objects. Earlier states of this
classifier were scored by the same objects; what followed from that is told in training/EXPERIMENTS.md of
Larch.

{headline(test)}

{score_table(test)}

{confusion_table(test.evaluate())}

![Confusion matrix](confusion.png)

Shades are shares of the row.

### The four supernova classes, called within all classes

{headline(supernovae)}

{score_table(supernovae)}

### The four supernova classes, the branch taken as known

{summary(among_supernovae.evaluate())}

{score_table(among_supernovae)}

{confusion_table(among_supernovae.evaluate())}

![Confusion matrix of supernovae](confusion-supernovae.png)

### Periodic stars

Of the stars of `{ALERT_PACKETS}` nothing is known but alerts with a month of history.

{periodic_section(test)}

### Branches

{summary(test.evaluate_branches())}

{confusion_table(test.evaluate_branches())}

![Confusion matrix of branches](confusion-branches.png)

### Objects that came through one alert pipeline

Supernovae come as difference alerts and stars mostly as total magnitudes, so that the kind of
photometry helps with the branch. These objects were all sent as difference alerts, most of them
with a history of a month.

{pipeline_section(test.from_one_pipeline())}

## Calibration

*Class called* is the probability of the most probable class; of a branch, that of the branch for every
object.

{calibration_table(test)}

![Reliability](reliability.png)

The larger a dot, the more objects. The priors above give each branch a third, but most of the test
objects are supernovae, so that P(Transient) comes out too low here and the others too high. With the mix
of the test part as priors:

{summary(in_own_mix(test, description.priors).evaluate())}

## Short light curves

The same objects as they were after their first detections. Objects with fewer count with all they
have; where too few of the detections are usable there is no answer.

{length_table("detections", "detections", COUNTS, findings.test)}

![Scores by detections](by-detections.png)

And so many days after the first detection. Objects without {description.minimum_detections} usable
detections by then are left out; a light curve that ends before counts as it is.

{length_table("days", "cut", CUTS, findings.test)}

![Scores by days](by-days.png)

Alerts carry a history of {HISTORY:.0f} d alone, which often begins in the middle of an outburst. Of
each object that came as alerts one that has enough detections with its history:

{alert_table(findings.test)}

## Scores in folds

The test part has few supernovae of the rare classes. These are all real objects of the training and
validation parts, each judged by one of {FOLDS} classifiers that have learnt neither from it nor from
what was made of it; they share only the temperatures of the calibration with this one. Recipes were
chosen by these objects, which makes their scores a little too good; learning from a fifth less than
this classifier makes them a little too bad.

Of `larch@1`, the mean light curves of the template fits are of all these supernovae, the one that is
judged among them; that is worth nothing that could be measured (training/EXPERIMENTS.md).

Supernovae, called within all classes: {headline(in_folds.with_classes(SUPERNOVAE))}

{score_table(in_folds)}

{confusion_table(in_folds.evaluate())}

{length_table("days", "cut", CUTS, findings.in_folds)}

{alert_table(findings.in_folds)}

## Outliers

The score is of two signs together: the entropy of the probabilities, and isolation forests for
features that are rare in every branch. Here: the probability that an object of a class has a higher
score than one of the other classes, where a whole classifier was trained and calibrated without any
object of the class, on at most {ROWS_WITHOUT_CLASS} whole light curves of each other class. 0.5 is chance. *Its
branch* compares with the other classes of the same branch alone. The published ones are of MCDSVDD
(Perez-Carrasco et al. 2023, arXiv:2308.05011) on ZTF alerts, with a detector for each branch. Most real
test objects are supernovae, so that for a star the comparison with all is one with supernovae.

{outlier_table(findings)}

{outlier_shares(findings.test)}

## Scores on re-observed and simulated light curves

Whole light curves of the validation part that are not real ZTF light curves (*Data*), by a classifier
that has learnt from the training part alone. They measure how well it does on what is made as the
training set is, not on the sky.

{made_sections(findings.made)}

## Other ways of training it

The same real test light curves, by classifiers that have learnt from the training part alone; what
ships is as the last row, and has learnt from the validation part too. *Branch known* is of the four
supernova classes. *Truncated ones too*: learnt also from light curves cut short and from single
alerts; what that costs on whole light curves it more than gains on young ones, which is why it ships. The
balanced forest is that of ALeRCE (2021), on the features of this classifier: {ForestSettings().trees} trees
grown to the end, of at most {ForestSettings().most_rows} light curves of each class.

{recipe_table(findings.recipes)}

## What it uses

Per cent of the gain of boosting in training, by node and feature family. Perceptrons read the same
features, for supernovae the shape features of `larch@1` alone where there are any.

{importance_table(findings.importances)}

## Beside published classifiers

Other objects, other class mixes and other photometry each: a rough guide. Means over the classes:

{published_table(test)}

F1 by class:

{published_class_table(test)}

## The file

Members, calibration, products and outlier scores are one ONNX graph. On the test light curves and
on {CHECKED_ROWS} of those that it has learnt from, of all classes, it differs from the members in
Python by at most {findings.onnx_difference:.0e}.
"""


def sets_that_judge() -> str:
    return ", ".join(f"`{name}`" for name in JUDGE_SETS)


def in_own_mix(judged: Judged, priors: Mapping[str, float]) -> Judged:
    """With the mix of the objects that are judged as priors."""
    objects = Counter(judged.labels.tolist())
    return judged.reweighted({name: objects[name] / priors[name] for name in judged.classes})


def draw_pictures(test: Judged, folder: Path) -> None:
    whole = test.whole()
    draw_confusion(whole.evaluate(), folder / "confusion.png")
    draw_confusion(
        whole.with_branch_known("Transient").evaluate(), folder / "confusion-supernovae.png"
    )
    draw_confusion(whole.evaluate_branches(), folder / "confusion-branches.png")
    draw_reliability(
        {"class called": whole.evaluate().reliability, **branch_reliabilities(whole)},
        folder / "reliability.png",
    )
    for axis_name, field, lengths, name in (
        ("detections", "detections", COUNTS, "by-detections.png"),
        ("days after the first detection", "cut", CUTS, "by-days.png"),
    ):
        each = [*(test.cut_to(field, length) for length in lengths), whole]
        draw_lengths(
            axis_name,
            [*map(str, lengths), "all"],
            {
                "macro-F1": {
                    "all classes": [f1_of(judged) for judged in each],
                    "four supernova classes": [
                        f1_of(judged.with_classes(SUPERNOVAE)) for judged in each
                    ],
                    "the same, branch known": [
                        f1_of(judged.with_branch_known("Transient")) for judged in each
                    ],
                },
                "expected calibration error": {
                    "all classes": [error_of(judged) for judged in each],
                    "four supernova classes": [
                        error_of(judged.with_classes(SUPERNOVAE)) for judged in each
                    ],
                },
            },
            folder / name,
        )


def f1_of(judged: Judged) -> float:
    evaluation = judged.evaluate()
    return np.nan if evaluation is None else evaluation.macro_f1


def error_of(judged: Judged) -> float:
    evaluation = judged.evaluate()
    return np.nan if evaluation is None else evaluation.expected_calibration_error


def branch_reliabilities(judged: Judged) -> dict[str, Reliability]:
    return {
        branch: reliability(judged.branch_probabilities[:, column], judged.true_branches == branch)
        for column, branch in enumerate(judged.branches)
    }


def exclusions() -> str:
    """Reasons with the nodes where they count."""
    nodes: dict[tuple[str, Sequence[str]], list[str]] = {}
    for node, excluded in EXCLUDED.items():
        for each in excluded:
            nodes.setdefault(each, []).append(node)
    return bullets(
        f"{reason}: {', '.join(f'`{pattern}`' for pattern in patterns)} ({', '.join(of_nodes)})"
        for (reason, patterns), of_nodes in nodes.items()
    )


def ratios_read() -> str:
    names = ", ".join(f"`{name}`" for name in BAND_RATIOS)
    return (
        "Where it tells branches, stochastic or periodic classes, boosting reads also the ratio of g to r "
        f"of {names}."
    )


def prior_table(priors: Mapping[str, float]) -> str:
    return table(("class", "share"), [(name, f"{share:.3g}") for name, share in priors.items()])


def headline(judged: Judged) -> str:
    """The scores in a sentence, with the interval of macro-F1; there must be a light curve."""
    low, high = judged.macro_f1_interval()
    return f"{summary(judged.evaluate())} The interval of macro-F1 is {low:.3f} to {high:.3f}."


def summary(evaluation: Evaluation | None, judged: str = "objects") -> str:
    """`judged` says what was counted."""
    if evaluation is None:
        return f"No {judged}."
    return (
        f"{evaluation.objects} {judged}, accuracy {evaluation.accuracy:.3f}, macro-F1 "
        f"{evaluation.macro_f1:.3f} over the classes that occur, expected calibration error "
        f"{evaluation.expected_calibration_error:.3f}, log-loss {evaluation.log_loss:.3f}."
    )


def score_table(judged: Judged) -> str:
    """With intervals, of the classes that occur."""
    rows = [
        (
            name,
            *(
                cell
                for each in ("precision", "recall", "f1")
                for cell in (number(score[each]), range_of(score.get(f"{each}Interval")))
            ),
            score["testObjects"],
        )
        for name, score in per_class(judged).items()
        if score["testObjects"]
    ]
    scores = ("precision", "95 per cent", "recall", "95 per cent", "F1", "95 per cent")
    return table(("class", *scores, "objects"), rows)


def range_of(ends: Sequence[float] | None) -> str:
    return "" if ends is None else "{:.2f} to {:.2f}".format(*ends)


def class_table(evaluation: Evaluation, judged: str) -> str:
    """Of the classes that occur; `judged` says what was counted."""
    scores = [(name, evaluation.score(name)) for name in evaluation.classes]
    rows = [
        (name, number(each.precision), number(each.recall), number(each.f1), each.objects)
        for name, each in scores
        if each.objects
    ]
    return table(("class", "precision", "recall", "F1", judged), rows)


def confusion_table(evaluation: Evaluation) -> str:
    """Rows are true classes, as far as they occur."""
    occurring = np.flatnonzero(evaluation.confusion.sum(axis=1))
    rows = [(evaluation.classes[index], *evaluation.confusion[index]) for index in occurring]
    return table(("true, called", *evaluation.classes), rows)


def periodic_section(judged: Judged) -> str:
    """Recall within all classes and within the branch; the mean also of longer light curves."""
    stars = judged.with_classes(PERIODIC_STARS)
    longer = stars.where(stars.of("origin") != ALERT_PACKETS)
    rows = [
        (name, *recalls_of(each))
        for name, each in (
            *((name, stars.with_classes((name,))) for name in PERIODIC_STARS),
            ("mean", stars),
            (f"mean without `{ALERT_PACKETS}`", longer),
        )
        if each.rows
    ]
    return table(("class", "objects", "recall", "recall, branch known"), rows) if rows else "No objects."


def recalls_of(stars: Judged) -> tuple[int, str, str]:
    """How many there are; mean recall within all classes and within the branch."""
    evaluations = (stars.evaluate(), stars.with_branch_known("Periodic").evaluate())
    return len(stars.rows), *(number(each.mean_recall(PERIODIC_STARS)) for each in evaluations)


def pipeline_section(judged: Judged) -> str:
    if not judged.rows:
        return "No objects."
    rows = []
    for origin in np.unique(judged.of("origin")):
        evaluation = judged.where(judged.of("origin") == origin).evaluate_branches()
        rows.append((origin, evaluation.objects, f"{evaluation.accuracy:.2f}"))
    return "\n\n".join(
        (
            f"Classes: {headline(judged)}",
            confusion_table(judged.evaluate()),
            f"Branches: {summary(judged.evaluate_branches())}",
            table(("set", "objects", "right branch"), rows),
            confusion_table(judged.evaluate_branches()),
        )
    )


def calibration_table(judged: Judged) -> str:
    """ECE of the class called, of all objects and of each branch; and of P(branch)."""
    whole = judged.evaluate()
    rows = [("all", whole.objects, number(whole.expected_calibration_error, 3), "")]
    for branch, of_branch in branch_reliabilities(judged).items():
        here = judged.in_branch(branch)
        if here.rows:
            error = number(here.evaluate().expected_calibration_error, 3)
            rows.append((branch, len(here.rows), error, number(of_branch.error, 3)))
    header = ("objects of", "number", "ECE, class called", "ECE, P(branch)")
    return table(header, rows)


def length_table(title: str, field: str, lengths: Sequence[int], test: Judged) -> str:
    return table(
        (title, *LENGTH_SCORES),
        [
            *(length_row(length, test.cut_to(field, length)) for length in lengths),
            length_row("all", test.whole()),
        ],
    )


def alert_table(test: Judged) -> str:
    """Beside all that is known of the same objects."""
    alerts = test.alerts()
    whole = test.whole()
    same = whole.where(np.isin(whole.of("group"), alerts.of("group")))
    return table(
        ("light curve", *LENGTH_SCORES), [length_row("alert", alerts), length_row("whole", same)]
    )


def length_row(name: int | str, judged: Judged) -> tuple:
    """Of light curves of one length, its LENGTH_SCORES."""
    supernovae = judged.with_classes(SUPERNOVAE)
    evaluations = [
        judged.evaluate(),
        supernovae.evaluate(),
        judged.with_branch_known("Transient").evaluate(),
    ]
    branches = judged.evaluate_branches()
    return (
        name,
        len(judged.rows),
        len(set(judged.labels)),
        len(supernovae.rows),
        *(number(each and each.macro_f1) for each in evaluations),
        number(branches and branches.macro_f1),
        *(number(each and each.expected_calibration_error, 3) for each in evaluations[:2]),
    )


def outlier_table(findings: Findings) -> str:
    objects = Counter(findings.test.whole().labels.tolist())
    rows = [
        (
            name,
            objects[name],
            number(real.of_all),
            number(real.of_branch),
            number(MCDSVDD_AUROC.get(name)),
            number(made.of_all),
            number(made.of_branch),
        )
        for name in BRANCH_OF
        for real, made in [(findings.outlier_aurocs[name], findings.made_outlier_aurocs[name])]
    ]
    header = (
        "class held out",
        "objects",
        "real",
        "real, its branch",
        "published, its branch",
        "re-observed and simulated",
        "the same, its branch",
    )
    return table(header, rows)


def outlier_shares(test: Judged) -> str:
    """How many test light curves have high scores."""
    rows = [
        (name, len(judged.rows), *(f"{100 * np.mean(judged.outlier_scores > above):.0f} %" for above in HIGH_SCORES))
        for name, judged in (("whole", test.whole()), ("alert", test.alerts()))
        if judged.rows
    ]
    return table(("test light curve", "number", *(f"above {above}" for above in HIGH_SCORES)), rows)


def made_sections(made: Judged) -> str:
    whole = made.whole()
    sections = []
    for kind in ("re-observed", "simulated"):
        judged = whole.where(whole.of("kind") == kind)
        if judged.rows:
            evaluation = judged.evaluate()
            sections += [
                f"### {kind.capitalize()}",
                summary(evaluation, "light curves"),
                class_table(evaluation, "light curves"),
                confusion_table(evaluation),
            ]
    return "\n\n".join(sections)


def recipe_table(recipes: Mapping[str, Judged]) -> str:
    rows = []
    for name, judged in recipes.items():
        whole = judged.whole()
        early = judged.cut_to("cut", EARLY_DAYS).with_branch_known("Transient").evaluate()
        rows.append(
            (
                name,
                number(whole.evaluate().macro_f1, 3),
                number(whole.with_classes(SUPERNOVAE).evaluate().macro_f1, 3),
                number(whole.with_branch_known("Transient").evaluate().macro_f1, 3),
                number(early and early.macro_f1, 3),
                number(whole.evaluate_branches().macro_f1, 3),
                number(whole.evaluate().expected_calibration_error, 3),
                number(whole.evaluate().log_loss, 3),
            )
        )
    header = (
        "recipe",
        "F1",
        "F1, supernovae",
        "F1, branch known",
        f"the same, {EARLY_DAYS} d",
        "F1, branches",
        "ECE",
        "log-loss",
    )
    return table(header, rows)


def importance_table(importances: Mapping[tuple[str, str], Mapping[str, float]]) -> str:
    """The family that is used most first."""
    families = {family for shares in importances.values() for family in shares}
    total = {
        family: sum(shares.get(family, 0.0) for shares in importances.values())
        for family in families
    }
    rows = [
        (
            family,
            *(
                f"{100 * shares[family]:.1f}" if family in shares else ""
                for shares in importances.values()
            ),
        )
        for family in sorted(families, key=lambda family: (-total[family], family))
    ]
    return table(("family", *(f"{node}, {member}" for node, member in importances)), rows)


def published_table(judged: Judged) -> str:
    among_supernovae = judged.with_branch_known("Transient")
    rows = [
        *SYSTEMS,
        (
            "this model",
            f"{len(set(judged.labels))} classes that occur, real test objects, their own mix",
            *macro_scores(judged.evaluate(), judged.macro_f1_interval()),
        ),
        (
            "this model",
            "4 supernova classes, branch taken as known, no redshift",
            *macro_scores(among_supernovae.evaluate(), among_supernovae.macro_f1_interval()),
        ),
        ("this model", "branches", *macro_scores(judged.evaluate_branches())),
    ]
    return table(("system", "task", "precision", "recall", "F1"), rows)


def macro_scores(
    evaluation: Evaluation, f1_interval: tuple[float, float] | None = None
) -> tuple[str, str, str]:
    """Precision, recall and F1, means over the classes that occur."""
    f1 = number(evaluation.macro_f1)
    return (
        number(evaluation.mean_precision(evaluation.classes)),
        number(evaluation.mean_recall(evaluation.classes)),
        f"{f1} ({range_of(f1_interval)})" if f1_interval else f1,
    )


def published_class_table(judged: Judged) -> str:
    evaluation = judged.evaluate()
    scores = [(name, evaluation.score(name)) for name in evaluation.classes]
    rows = [
        (name, number(ALERCE_2025_F1[name]), number(score.f1), score.objects)
        for name, score in scores
    ]
    return table(("class", "ALeRCE 2025", "this model", "objects"), rows)

"""The pictures of a model card, as PNG files."""

from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from .evaluate import Evaluation, Reliability

DOTS_PER_INCH = 110
INK, FAINT = "#333333", "#bbbbbb"
# Told apart by those who do not see red and green (Okabe & Ito 2008).
COLOURS = ("#0072b2", "#d55e00", "#009e73", "#cc79a7")


def draw_confusion(evaluation: Evaluation, path: Path) -> None:
    """Rows are the true classes that occur, columns the classes called; colour is the row's share."""
    occurring = np.flatnonzero(evaluation.confusion.sum(axis=1))
    counts = evaluation.confusion[occurring]
    shares = counts / counts.sum(axis=1, keepdims=True)
    rows, columns = counts.shape
    figure = Figure(figsize=(2.0 + 0.55 * columns, 1.6 + 0.42 * rows), layout="constrained")
    axes = figure.subplots()
    axes.imshow(shares, cmap="Blues", vmin=0, vmax=1, aspect="auto")
    for row, column in np.argwhere(counts):
        colour = "white" if shares[row, column] > 0.55 else INK
        axes.text(column, row, counts[row, column], ha="center", va="center", color=colour, size=8)
    axes.set_xticks(range(columns), evaluation.classes, rotation=40, ha="right")
    axes.set_yticks(
        range(rows),
        [
            f"{evaluation.classes[index]} ({total})"
            for index, total in zip(occurring, counts.sum(axis=1), strict=True)
        ],
    )
    axes.set_xlabel("most probable class")
    axes.set_ylabel("true class (objects)")
    without_frame(axes)
    save(figure, path)


def draw_reliability(panels: Mapping[str, Reliability], path: Path) -> None:
    """Share of right answers against probability; the area of a point grows with its objects."""
    figure = Figure(figsize=(2.9 * len(panels), 3.2), layout="constrained")
    all_axes = figure.subplots(1, len(panels), sharex=True, sharey=True, squeeze=False)[0]
    for axes, (title, reliability) in zip(all_axes, panels.items(), strict=True):
        axes.plot([0, 1], [0, 1], color=FAINT, linewidth=1, zorder=0)
        areas = 12 + 250 * reliability.objects / reliability.objects.sum()
        axes.scatter(
            reliability.confidence,
            reliability.share_right,
            areas,
            color=COLOURS[0],
            alpha=0.75,
            linewidths=0,
            clip_on=False,
        )
        axes.set_title(f"{title}\nECE {reliability.error:.3f}", size=10)
        axes.set(xlim=(-0.03, 1.03), ylim=(-0.03, 1.03), xlabel="probability")
        without_frame(axes)
    all_axes[0].set_ylabel("share that is so")
    save(figure, path)


def draw_lengths(
    axis_name: str,
    ticks: Sequence[str],
    scores: Mapping[str, Mapping[str, Sequence[float]]],
    path: Path,
) -> None:
    """A panel of each score, a line of each choice of objects in it, over lengths of light curves."""
    figure = Figure(figsize=(4.4 * len(scores), 3.4), layout="constrained")
    positions = range(len(ticks))
    for axes, (score, lines) in zip(
        figure.subplots(1, len(scores), squeeze=False)[0], scores.items(), strict=True
    ):
        for colour, (name, values) in zip(COLOURS, lines.items(), strict=False):
            axes.plot(positions, values, marker="o", markersize=4, color=colour, label=name)
        axes.set_xticks(positions, ticks)
        axes.set_ylim(bottom=0)
        axes.grid(axis="y", color=FAINT, linewidth=0.5)
        axes.set(xlabel=axis_name, ylabel=score)
        axes.legend(frameon=False, fontsize=8)
        without_frame(axes)
    save(figure, path)


def without_frame(axes: Axes) -> None:
    axes.spines[["top", "right"]].set_visible(False)


def save(figure: Figure, path: Path) -> None:
    # The name and version of the library would change the file.
    figure.savefig(path, dpi=DOTS_PER_INCH, metadata={"Software": None})

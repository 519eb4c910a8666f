"""One page of light curves for every class: real ones beside those of the observing chain.

Periodic ones are folded at the period that the service finds, twice it for eclipsing binaries, whose
two eclipses an orbit are alike to a period search. Nothing of the test parts is shown.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import matplotlib

matplotlib.use("Agg")

from matplotlib import pyplot
from matplotlib.axes import Axes
from threadpoolctl import threadpool_limits

from .features import compute_features
from .leakage import validation_judges
from .material import Material, find_periods, read_material
from .rows import Row
from .taxonomy import BRANCH_OF
from .training_set import MAKERS, draw, real_rows

# Objects a page; each real supernova has a second panel, dimmed.
REAL, MADE = 8, 12
COLUMNS = 4
# Draws until a page is full of those of which there are few.
MOST_DRAWS = 40
COLOURS = {"g": "tab:green", "r": "tab:red"}


@dataclass(frozen=True)
class Panel:
    row: Row
    light_curve: Mapping[str, Any]
    period: float | None = None  # days; None: not folded

    @property
    def title(self) -> str:
        folded = "" if self.period is None else f", {self.period:.4g} d"
        return f"{self.row.kind}: {self.row.origin}, {self.row.channel}{folded}"


@dataclass(frozen=True)
class Points:
    """What is drawn of one band."""

    mjd: Sequence[float]
    mag: Sequence[float]
    error: Sequence[float]
    is_positive: Sequence[bool]


def write_gallery(data: Path, work: Path, output: Path) -> list[Path]:
    """One PNG for every class; the light curves are the same each time."""
    material = find_periods(read_material(data), work)
    judges = validation_judges(material)
    output.mkdir(parents=True, exist_ok=True)
    pages = []
    for label in MAKERS:
        # Matrices are too small for threads.
        with threadpool_limits(1):
            panels = [*real_panels(material, judges, label), *made_panels(material, label)]
        pages.append(output / f"{label.replace('/', '-')}.png")
        write_page(label, with_periods(panels, work / "gallery"), pages[-1])
    return pages


def real_panels(material: Material, judges: Sequence[tuple[Row, Any]], label: str) -> list[Panel]:
    """Evenly of all that may be looked at, each beside the first of its dimmed copies."""
    learnt = [
        (content, source)
        for (source, of), contents in sorted(material.stars.items())
        if of == label and source.startswith("ztf")
        for content in contents
    ]
    found = [lambda each=each: real_rows(material, *each) for each in learnt]
    found += [lambda each=each: [each] for each in judges if each[0].label == label]
    step = max(1, math.ceil(len(found) / REAL))
    panels = []
    for make in found[::step]:
        whole = [Panel(*drawn) for drawn in make() if drawn[0].is_whole]
        panels += whole[:1] + [panel for panel in whole if panel.row.kind == "dimmed"][:1]
    return panels


def made_panels(material: Material, label: str) -> list[Panel]:
    """As many of each kind, re-observed and simulated, as the class has kinds; sorted by channel."""
    panels = []
    for index in range(MOST_DRAWS):
        for row, light_curve in draw(material, label, index)[:1]:
            panels.append(Panel(row, light_curve))
    kinds = {panel.row.kind for panel in panels}
    panels = [
        panel
        for kind in sorted(kinds)
        for panel in [each for each in panels if each.row.kind == kind][: MADE // len(kinds)]
    ]
    return sorted(panels, key=lambda panel: (panel.row.kind, panel.row.channel))


def with_periods(panels: Sequence[Panel], work: Path) -> list[Panel]:
    label = panels[0].row.label
    if BRANCH_OF[label] != "Periodic" or label == "LPV":
        return list(panels)
    table = compute_features((panel.light_curve for panel in panels), work)
    periods = table.values[:, table.names.index("Multiband_period")]
    turns = 2 if label == "E" else 1
    return [
        replace(panel, period=turns * float(period)) if math.isfinite(period) else panel
        for panel, period in zip(panels, periods, strict=True)
    ]


def write_page(label: str, panels: Sequence[Panel], path: Path) -> None:
    rows = math.ceil(len(panels) / COLUMNS)
    figure, axes = pyplot.subplots(
        rows, COLUMNS, figsize=(4.5 * COLUMNS, 2.7 * rows), squeeze=False, layout="constrained"
    )
    figure.suptitle(f"{label}: green g, red r; open: fainter than the reference; triangles: limits")
    for place in axes.flat[len(panels) :]:
        place.set_axis_off()
    for place, panel in zip(axes.flat, panels, strict=False):
        draw_panel(place, panel)
    figure.savefig(path, dpi=60)
    pyplot.close(figure)


def draw_panel(axes: Axes, panel: Panel) -> None:
    axes.set_title(panel.title, fontsize=8)
    axes.tick_params(labelsize=7)
    start = min(panel.light_curve["detections"]["mjd"])
    for band, colour in COLOURS.items():
        points = points_of(panel.light_curve, band)
        for sign, face in ((True, colour), (False, "none")):
            rows = [row for row, is_positive in enumerate(points.is_positive) if is_positive is sign]
            axes.errorbar(
                [abscissa(points.mjd[row], start, panel.period) for row in rows],
                [points.mag[row] for row in rows],
                [points.error[row] for row in rows],
                fmt="o",
                markersize=3,
                linewidth=0.5,
                color=colour,
                markerfacecolor=face,
            )
        if panel.period is None:
            limits = panel.light_curve["nonDetections"]
            rows = [row for row, of in enumerate(limits["band"]) if of == band]
            axes.plot(
                [limits["mjd"][row] - start for row in rows],
                [limits["limitingMag"][row] for row in rows],
                "v",
                markersize=2,
                color=colour,
                alpha=0.3,
            )
    axes.invert_yaxis()


def abscissa(mjd: float, start: float, period: float | None) -> float:
    """Days from the first detection, or the phase."""
    return mjd - start if period is None else (mjd - start) / period % 1


def points_of(light_curve: Mapping[str, Any], band: str) -> Points:
    """Total magnitudes where the light curve has them, else those of the difference with its sign."""
    detections = light_curve["detections"]
    total = detections.get("magCorr")
    is_total = total is not None and any(value is not None for value in total)
    mags = total if is_total else detections["mag"]
    errors = detections["magErrCorrExt"] if is_total else detections["magErr"]
    signs = detections.get("isDiffPos")
    rows = [
        row
        for row, of in enumerate(detections["band"])
        if of == band and mags[row] is not None and errors[row] is not None
    ]
    return Points(
        mjd=[detections["mjd"][row] for row in rows],
        mag=[mags[row] for row in rows],
        error=[min(errors[row], 1.0) for row in rows],
        is_positive=[is_total or signs is None or signs[row] != -1 for row in rows],
    )

import numpy as np
import pytest

from larch_training.templates import GRID, PHASES, STEP, aligned, points_of, process, template


def light_curve(times, fluxes, limits=()):
    mags = [18 - 2.5 * np.log10(abs(flux)) for flux in fluxes]
    rows = len(times)
    return {
        "detections": {
            "mjd": [*times, *(time + 0.01 for time in times)],
            "band": ["g"] * rows + ["r"] * rows,
            "mag": [*mags, *mags],
            "magErr": [0.02] * (2 * rows),
            "isDiffPos": [float(np.sign(flux)) for flux in fluxes] * 2,
        },
        "nonDetections": {
            "mjd": list(limits),
            "band": ["g"] * len(limits),
            "limitingMag": [20.5] * len(limits),
        },
    }


def bump(times):
    return np.exp(-0.5 * ((np.array(times) - 58300) / 20) ** 2)


TIMES = np.arange(58250.0, 58400.0, 3.0)


def test_the_process_goes_through_its_points_and_knows_where_there_are_none():
    near = TIMES[:30]
    means, deviations = process(points_of(light_curve(near, bump(near))))
    peak = near[np.argmax(bump(near))]
    inside = (GRID + peak >= near[0]) & (GRID + peak <= near[-1])
    expected = bump(GRID[inside] + peak) / bump([peak])
    assert np.abs(means[:, inside] - expected).max() < 0.03
    assert deviations[:, inside].max() < 0.05
    assert deviations[0, -1] > 0.4


def test_a_negative_flux_and_a_limit_are_no_brightness():
    points = points_of(light_curve([58300.0, 58310.0], [1.0, -2.0], limits=[58290.0, 58200.0]))
    assert points.times.tolist() == pytest.approx([-10.0, 0.0, 10.0, 0.01, 10.01])
    assert points.fluxes.tolist() == pytest.approx([0.0, 1.0, -2.0, 1.0, -2.0])
    assert points_of(light_curve([58300.0], [-1.0])) is None


def test_the_template_of_one_shape_is_that_shape():
    curves = np.array([aligned(points_of(light_curve(TIMES + day, bump(TIMES)))) for day in range(5)])
    table = template(curves)
    assert table.shape == (2, len(PHASES[::STEP]))
    near = np.abs(PHASES[::STEP]) < 30
    # The running mean over 2 d takes 1 % from the maximum.
    assert np.abs(table[:, near] - bump(58300 + PHASES[::STEP][near])).max() < 0.04

from larch_training.gallery import Panel, abscissa, points_of, write_page
from larch_training.rows import Row

ROW = Row("RRL", "star", "set", "real", "corrected alerts", None)
LIMITS = {"mjd": [58003.0], "band": ["r"], "limitingMag": [20.5]}


def light_curve(**columns):
    detections = {
        "mjd": [58000.0, 58001.0, 58002.0],
        "band": ["g", "r", "g"],
        "mag": [18.0, 18.5, 19.0],
        "magErr": [0.1, 0.2, 0.3],
    }
    return {"detections": detections | columns, "nonDetections": LIMITS}


def test_points_of_a_difference_have_signs():
    points = points_of(light_curve(isDiffPos=[1, 1, -1]), "g")
    assert points.mjd == [58000.0, 58002.0]
    assert points.mag == [18.0, 19.0]
    assert points.is_positive == [True, False]


def test_total_magnitudes_go_before_the_difference():
    corrected = {"magCorr": [17.0, None, None], "magErrCorrExt": [9.0, None, None]}
    points = points_of(light_curve(isDiffPos=[-1, 1, -1], **corrected), "g")
    assert (points.mag, points.error, points.is_positive) == ([17.0], [1.0], [True])


def test_columns_without_a_value_count_as_absent():
    points = points_of(light_curve(magCorr=[None] * 3, magErrCorrExt=[None] * 3), "r")
    assert points.mag == [18.5]


def test_days_or_phase():
    assert abscissa(58001.25, 58000.0, None) == 1.25
    assert abscissa(58001.25, 58000.0, 0.5) == 0.5


def test_a_page_is_a_picture(tmp_path):
    page = tmp_path / "RRL.png"
    write_page("RRL", [Panel(ROW, light_curve(), 0.6), Panel(ROW, light_curve())], page)
    assert page.read_bytes().startswith(b"\x89PNG")

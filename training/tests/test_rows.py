import numpy as np
from judged import row

from larch_training.rows import TrainingSet, load, save


def test_what_is_saved_is_loaded(tmp_path):
    rows = (
        row("SNIa", "a", kind="dimmed", cut=16),
        row("CV/Nova", "b", detections=8, channel="total magnitudes"),
        row("RRL", "c", origin="simulated", kind="simulated", history=30.0),
    )
    values = np.array([[1.5, np.nan], [-0.1, 1e30], [np.inf, 0.0]], np.float32)
    saved = TrainingSet(rows, ("Amplitude_1", "Power_rate_1/2"), values)
    save(saved, tmp_path / "rows.npz")
    loaded = load(tmp_path / "rows.npz")
    assert (loaded.rows, loaded.names) == (saved.rows, saved.names)
    assert loaded.values.dtype == np.float32
    assert np.array_equal(loaded.values, values, equal_nan=True)

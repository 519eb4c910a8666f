from judged import row

from larch_training.data_summary import data_table, limits_of_data, training_data

PARTS = {
    "training": [
        row("SNIa", "a"),
        row("SNIa", "a", cut=16),
        row("SNIa", "b", kind="re-observed", origin="mramirezz-ztf-sn"),
        row("QSO", "s1", kind="simulated", origin="simulated"),
        row("RRL", "e", kind="re-observed", origin="s82-rrl"),
        row("RRL", "d", kind="simulated", origin="simulated"),
        row("YSO", "y", origin="ztf_yso"),
        *(row("YSO", f"s{n}", kind="simulated", origin="simulated") for n in range(3)),
    ],
    "validation": [row("SNIa", "c")],
    "test": [row("SNIa", f"t{n}") for n in range(12)] + [row("RRL", "r", origin="ztf_periodic")],
}


def test_objects_are_counted_once_under_the_set_they_come_from():
    objects = {each["set"]: each["objects"] for each in training_data(PARTS)}
    assert objects["ztf_supernovae"] == {"SNIa": 15}
    assert objects["s82_rrl"] == {"RRL": 1}
    assert objects["simulated"] == {"QSO": 1, "YSO": 3, "RRL": 1}
    assert objects["novae"] == {}


def test_the_table_has_light_curves_and_objects_by_kind_and_part():
    lines = data_table(PARTS).splitlines()
    assert "| ztf_supernovae | SNIa | real | 2 (1) | 1 (1) | 12 (12) |" in lines
    assert "| ztf_supernovae | SNIa | re-observed | 1 (1) |  |  |" in lines
    assert "| ztf_periodic | RRL | real |  |  | 1 (1) |" in lines
    assert lines[-1] == "| all |  |  | 10 (8) | 1 (1) | 13 (13) |"
    assert len(lines) == 2 + 8 + 1


def test_limits_follow_from_what_there_was_to_learn_and_to_judge():
    learnt, simulated, beside_real, unjudged, hardly_judged = limits_of_data(PARTS)
    assert learnt.endswith("observed again: RRL (50 per cent simulated).")
    assert simulated == "Learnt from simulated light curves alone: QSO."
    assert beside_real.endswith("beside real ones: YSO (75 per cent simulated).")
    assert "QSO" in unjudged and "SNIa" not in unjudged and "RRL" not in unjudged
    assert hardly_judged.endswith("little: RRL.")

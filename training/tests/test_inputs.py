import json
from pathlib import Path

from larch_training import inputs
from larch_training.inputs import band_ratios, network_inputs, node_inputs, survey_inputs

MODELS = Path(__file__).resolve().parents[2] / "models"
CONTEXT = ("gal_b", "gal_l", "rb", "sgscore1", "W1-W2", "g-W3", "r-W2")
BRIGHTNESS = ("Mean_1", "first_mag_2", "SPM_A_1", "GP_mag_max_2", "SNfit_ln_A_1", "peak_mag_1")
SURVEY = (
    "n_non_det_before_fid_1", "max_diffmaglim_after_fid_2", "n_det_1",
    "dmag_non_det_fid_1", "n_neg_2", "MHPS_non_zero_1", "n_nights", "span", "limit_to_first",
)
DATE = ("last_mjd_before_fid_2",)
OBJECT = ("Meanvariance_1", "g-r_max", "delta_mag_fid_1", "SPM_tau_rise_2", "SNfit_ln_A_max_1")
ALL = CONTEXT + DATE + BRIGHTNESS + SURVEY + OBJECT


def test_branches_are_told_by_what_the_object_itself_does():
    for node in ("top", "Stochastic", "Periodic"):
        assert node_inputs(node, ALL) == OBJECT


def test_supernovae_all_come_from_one_survey_so_that_its_counts_may_be_read_but_not_its_dates():
    assert node_inputs("Transient", ALL) == BRIGHTNESS + SURVEY + OBJECT


def test_what_the_survey_did_is_known_apart():
    assert survey_inputs(ALL) == SURVEY


def test_networks_tell_supernovae_by_the_shape_around_the_peak_where_it_is_known():
    assert network_inputs("Transient", ("g-r_max", "peak_mag_1", "span")) == ("peak_mag_1", "span")
    of_2021 = ("GP_DRW_tau_1", "dmag_non_det_fid_1", "SPM_tau_rise_2", "g-r_max")
    assert network_inputs("Transient", of_2021) == of_2021
    assert network_inputs("top", ALL) == node_inputs("top", ALL)


def test_ratios_are_those_of_the_bands_wherever_both_are_known_but_for_supernovae():
    names = ("Std_2", "span", "Amplitude_1", "Std_1", "Amplitude_2", "ExcessVar_1", "Mean_1", "Mean_2")
    for node in ("top", "Stochastic", "Periodic"):
        assert band_ratios(node, names).tolist() == [[2, 4], [3, 0]]
    assert band_ratios("Transient", names).shape == (0, 2)


def test_no_ratio_is_of_what_the_node_may_not_read(monkeypatch):
    monkeypatch.setattr(inputs, "BAND_RATIOS", ("Mean", "Std"))
    names = ("Mean_1", "Mean_2", "Std_1", "Std_2")
    assert band_ratios("Periodic", names).tolist() == [[2, 3]]


def test_shape_features_are_those_of_larch_that_2021_did_not_have():
    larch, of_2021 = (
        json.loads((MODELS / f"{name}@1.0.0" / "model.json").read_text())["featureNames"]
        for name in ("larch", "larch-2021")
    )
    assert network_inputs("Transient", larch) == tuple(n for n in larch if n not in of_2021)

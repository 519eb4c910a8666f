from larch_training.inputs import node_inputs, survey_inputs

CONTEXT = ("gal_b", "gal_l", "rb", "sgscore1", "W1-W2", "g-W3", "r-W2")
BRIGHTNESS = ("Mean_1", "first_mag_2", "SPM_A_1", "GP_mag_max_2", "SNfit_ln_A_1", "peak_mag_1")
SURVEY = (
    "n_non_det_before_fid_1", "max_diffmaglim_after_fid_2", "last_mjd_before_fid_2", "n_det_1",
    "dmag_non_det_fid_1", "n_neg_2", "MHPS_non_zero_1", "n_nights", "span", "limit_to_first",
)
OBJECT = ("Meanvariance_1", "g-r_max", "delta_mag_fid_1", "SPM_tau_rise_2", "SNfit_ln_A_max_1")
ALL = CONTEXT + BRIGHTNESS + SURVEY + OBJECT


def test_branches_are_told_by_what_the_object_itself_does():
    for node in ("top", "Stochastic", "Periodic"):
        assert node_inputs(node, ALL) == OBJECT


def test_supernovae_all_come_from_one_survey_so_that_its_counts_may_be_read():
    assert node_inputs("Transient", ALL) == BRIGHTNESS + SURVEY + OBJECT


def test_what_the_survey_did_is_known_apart():
    assert survey_inputs(ALL) == SURVEY

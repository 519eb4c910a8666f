from larch_training.inputs import model_inputs


def test_only_what_the_object_itself_says_is_read():
    left_out = (
        "gal_b", "gal_l", "rb", "sgscore1", "W1-W2", "g-W3", "r-W2", "n_non_det_before_fid_1",
        "max_diffmaglim_after_fid_2", "last_diffmaglim_before_fid_1", "last_mjd_before_fid_2",
        "dmag_non_det_fid_1", "dmag_first_det_fid_2", "n_det_1", "n_neg_2", "n_pos_1",
        "positive_fraction_2", "MHPS_non_zero_1", "Mean_1", "first_mag_2", "SPM_A_1", "g-r_max_corr",
    )
    read = ("Meanvariance_1", "g-r_max", "delta_mag_fid_1", "SPM_tau_rise_2", "Power_rate_1/4")
    assert model_inputs(left_out + read) == read

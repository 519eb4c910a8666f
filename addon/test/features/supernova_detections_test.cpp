#include <doctest/doctest.h>

#include <cmath>

#include "evaluate.hpp"
#include "synthetic.hpp"

using namespace larch;

namespace {
constexpr const char* kFamily = "supernova detections";

LightCurve three_detections() { return test::in_g({100.0, 103.0, 110.0}, {19.0, 18.0, 18.5}); }

void add_limit(LightCurve& light_curve, Band band, double mjd, double limiting_mag) {
  light_curve.non_detections.mjd.push_back(mjd);
  light_curve.non_detections.band.push_back(band);
  light_curve.non_detections.limiting_mag.push_back(limiting_mag);
}
}  // namespace

TEST_CASE("the detections of a band are summed up") {
  const auto values = test::features(three_detections(), kFamily);
  CHECK(values.at("delta_mag_fid_1") == doctest::Approx(1.0));
  CHECK(values.at("delta_mjd_fid_1") == doctest::Approx(10.0));
  CHECK(values.at("first_mag_1") == 19.0);
  CHECK(values.at("mean_mag_1") == doctest::Approx(18.5));
  CHECK(values.at("min_mag_1") == 18.0);
  CHECK(values.at("n_det_1") == 3.0);
  CHECK(std::isnan(values.at("n_det_2")));
}

TEST_CASE("a missing isDiffPos counts as negative, a missing column as unknown") {
  LightCurve light_curve = three_detections();
  auto values = test::features(light_curve, kFamily);
  CHECK(std::isnan(values.at("n_neg_1")));
  CHECK(std::isnan(values.at("n_pos_1")));
  CHECK(std::isnan(values.at("positive_fraction_1")));
  light_curve.detections.is_diff_pos = {1, 1, 1, 1, 1, 1, 1.0, -1.0, kMissing};
  values = test::features(light_curve, kFamily);
  CHECK(values.at("n_neg_1") == 2.0);
  CHECK(values.at("n_pos_1") == 1.0);
  CHECK(values.at("positive_fraction_1") == doctest::Approx(1.0 / 3.0));
}

TEST_CASE("limits are split at the first detection of their own band") {
  LightCurve light_curve = three_detections();
  add_limit(light_curve, Band::g, 99.0, 20.4);
  add_limit(light_curve, Band::g, 90.0, 20.0);
  add_limit(light_curve, Band::g, 95.0, 21.0);
  add_limit(light_curve, Band::r, 99.5, 22.0);   // another band
  add_limit(light_curve, Band::g, 100.0, 19.6);  // at the first detection: after
  add_limit(light_curve, Band::g, 105.0, 19.8);  // between detections: after
  const auto values = test::features(light_curve, kFamily);
  CHECK(values.at("n_non_det_before_fid_1") == 3.0);
  CHECK(values.at("max_diffmaglim_before_fid_1") == 21.0);
  CHECK(values.at("median_diffmaglim_before_fid_1") == 20.4);
  CHECK(values.at("last_diffmaglim_before_fid_1") == 20.4);
  CHECK(values.at("last_mjd_before_fid_1") == 99.0);
  CHECK(values.at("dmag_non_det_fid_1") == doctest::Approx(2.4));
  CHECK(values.at("dmag_first_det_fid_1") == doctest::Approx(1.4));
  CHECK(values.at("n_non_det_after_fid_1") == 2.0);
  CHECK(values.at("max_diffmaglim_after_fid_1") == 19.8);
  CHECK(values.at("median_diffmaglim_after_fid_1") == doctest::Approx(19.7));
}

TEST_CASE("without limits the counts are 0 and the rest is absent") {
  const auto values = test::features(three_detections(), kFamily);
  CHECK(values.at("n_non_det_before_fid_1") == 0.0);
  CHECK(values.at("n_non_det_after_fid_1") == 0.0);
  for (const char* name :
       {"max_diffmaglim_before_fid_1", "median_diffmaglim_before_fid_1",
        "last_diffmaglim_before_fid_1", "last_mjd_before_fid_1", "dmag_non_det_fid_1",
        "dmag_first_det_fid_1", "max_diffmaglim_after_fid_1", "median_diffmaglim_after_fid_1"}) {
    CAPTURE(name);
    CHECK(std::isnan(values.at(name)));
  }
}

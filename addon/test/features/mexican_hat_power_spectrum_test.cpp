#include <doctest/doctest.h>

#include <cmath>
#include <initializer_list>
#include <numbers>

#include "evaluate.hpp"
#include "oracle/mexican_hat.hpp"
#include "synthetic.hpp"

using namespace larch;

namespace {
constexpr const char* kFamily = "Mexican-hat power spectrum";
}

TEST_CASE("MHPS agrees with its definition over all pairs") {
  // Periods below, at and above the two time scales; errors small enough to be subtracted, then
  // not.
  for (const double period : {0.61, 12.0, 130.0}) {
    for (const double noise_scale : {0.1, 8.0}) {
      CAPTURE(period);
      CAPTURE(noise_scale);
      LightCurve light_curve = test::sinusoid(60, period);
      const Detections& rows = light_curve.detections;
      std::vector<double> time, flux, flux_error;
      for (double& error : light_curve.detections.mag_err_corr_ext) error *= noise_scale;
      for (std::size_t i = 0; i < rows.size(); i += 2) {  // band g
        time.push_back(static_cast<float>(rows.mjd[i]));
        flux.push_back(std::pow(10.0, 0.4 * (19.0 - static_cast<float>(rows.mag_corr[i]))));
        flux_error.push_back(0.4 * std::numbers::ln10 * flux.back() *
                             static_cast<float>(rows.mag_err_corr_ext[i]));
      }
      const oracle::MexicanHat slow = oracle::mexican_hat(time, flux, 100.0);
      const oracle::MexicanHat fast = oracle::mexican_hat(time, flux, 10.0);
      double mean_flux = 0.0;
      for (const double f : flux) mean_flux += f / static_cast<double>(flux.size());
      double noise = 0.0;
      for (const std::size_t i : slow.valid) {
        noise += flux_error[i] / mean_flux / static_cast<double>(slow.valid.size());
      }
      noise *= noise;
      const bool above = fast.variance > noise;
      const double low = slow.variance - noise;
      const double high = above ? fast.variance - noise : fast.variance;

      const auto values = test::features(light_curve, kFamily);
      CHECK(values.at("MHPS_low_1") == doctest::Approx(low).epsilon(1e-10));
      CHECK(values.at("MHPS_high_1") == doctest::Approx(high).epsilon(1e-10));
      CHECK(values.at("MHPS_ratio_1") == doctest::Approx(low / high).epsilon(1e-10));
      CHECK(values.at("MHPS_non_zero_1") == static_cast<double>(fast.valid.size()));
      CHECK(values.at("MHPS_PN_flag_1") == (above ? 0.0 : 1.0));
    }
  }
}

TEST_CASE("where no point has neighbours on either scale only the counts are given") {
  const auto values = test::features(test::in_g({0.0, 1.0, 2.0}, {18.0, 18.1, 18.3}), kFamily);
  CHECK(std::isnan(values.at("MHPS_ratio_1")));
  CHECK(std::isnan(values.at("MHPS_low_1")));
  CHECK(std::isnan(values.at("MHPS_high_1")));
  CHECK(values.at("MHPS_non_zero_1") == 0.0);
  CHECK(values.at("MHPS_PN_flag_1") == 1.0);
}

TEST_CASE("the slow scale is given where only the fast one lacks neighbours") {
  // Four points within 2H/3 = 63.6 d of each other, none within 20 d.
  const LightCurve sparse = test::in_g({0.0, 21.0, 42.0, 63.0}, {18.0, 17.1, 18.3, 17.2}, 0.001);
  const auto values = test::features(sparse, kFamily);
  CHECK(values.at("MHPS_low_1") > 0.0);
  CHECK(std::isnan(values.at("MHPS_high_1")));
  CHECK(std::isnan(values.at("MHPS_ratio_1")));
  CHECK(values.at("MHPS_non_zero_1") == 0.0);
  CHECK(values.at("MHPS_PN_flag_1") == 1.0);
}

TEST_CASE("a point 20 days away is still a neighbour on the fast scale") {
  const std::vector<double> magnitudes{18.0, 17.1, 18.3, 17.2};
  const auto at_20 = test::features(test::in_g({0.0, 7.0, 14.0, 20.0}, magnitudes), kFamily);
  CHECK(at_20.at("MHPS_non_zero_1") == 4.0);
  const auto beyond = test::features(test::in_g({0.0, 7.0, 14.0, 20.01}, magnitudes), kFamily);
  CHECK(beyond.at("MHPS_non_zero_1") == 2.0);  // the two in the middle
}

TEST_CASE("a constant flux has no Mexican-hat power spectrum") {
  const LightCurve constant = test::in_g({0, 1, 2, 3, 4, 5, 6, 7}, std::vector<double>(8, 18.1));
  for (const char* name :
       {"MHPS_ratio_1", "MHPS_low_1", "MHPS_high_1", "MHPS_non_zero_1", "MHPS_PN_flag_1"}) {
    CAPTURE(name);
    CHECK(std::isnan(test::features(constant, kFamily).at(name)));
  }
}

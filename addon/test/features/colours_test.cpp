#include <doctest/doctest.h>

#include <cmath>

#include "evaluate.hpp"
#include "synthetic.hpp"

using namespace larch;

namespace {
LightCurve two_bands() {
  LightCurve light_curve = test::only_i();
  test::add_row(light_curve, Band::g, 51000.0, 18.0);
  test::add_row(light_curve, Band::g, 51001.0, 19.0);
  test::add_row(light_curve, Band::r, 51002.0, 17.5);
  test::add_row(light_curve, Band::r, 51003.0, 17.0);
  test::add_row(light_curve, Band::r, 51004.0, 18.0);
  return light_curve;
}
}  // namespace

TEST_CASE("colours are differences of brightest and of mean magnitudes") {
  const auto values = test::features(two_bands(), "colours");
  CHECK(values.at("g-r_max") == doctest::Approx(1.0));
  CHECK(values.at("g-r_mean") == doctest::Approx(1.0));
}

TEST_CASE("an object that is not corrected has no corrected colours") {
  const auto values = test::features(two_bands(), "colours");
  CHECK(std::isnan(values.at("g-r_max_corr")));
  CHECK(std::isnan(values.at("g-r_mean_corr")));
}

TEST_CASE("corrected colours come from the corrected magnitudes") {
  LightCurve light_curve = two_bands();
  Detections& rows = light_curve.detections;
  rows.mag_corr = rows.mag;
  rows.mag_err_corr_ext = rows.mag_err;
  rows.mag_corr[6] = 16.0;  // 18 as received
  light_curve.corrected = true;
  const auto values = test::features(light_curve, "colours");
  CHECK(values.at("g-r_max") == doctest::Approx(1.0));
  CHECK(values.at("g-r_max_corr") == doctest::Approx(-1.0));
  CHECK(values.at("g-r_mean_corr") == doctest::Approx(0.0));
}

TEST_CASE("an object of one band has no colours") {
  for (const auto& [name, value] :
       test::features(test::in_g({1.0, 2.0}, {18.0, 17.0}), "colours")) {
    CAPTURE(name);
    CHECK(std::isnan(value));
  }
}

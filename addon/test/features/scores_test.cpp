#include <doctest/doctest.h>

#include <cmath>

#include "evaluate.hpp"
#include "synthetic.hpp"

using namespace larch;

TEST_CASE("rb is the median over the used rows of all bands") {
  LightCurve light_curve = test::only_i();
  test::add_row(light_curve, Band::g, 51000.0, 18.0);
  light_curve.detections.rb = {0.6, 0.9, 0.7, 0.1, 0.8, 1.0, 0.95};  // 0.1 is not used
  CHECK(test::features(light_curve, "real-bogus").at("rb") == doctest::Approx(0.85));
}

TEST_CASE("without an rb column there is no rb") {
  CHECK(std::isnan(test::features(test::only_i(), "real-bogus").at("rb")));
}

TEST_CASE("sgscore1 is the median over the detections unless the cross-match has one") {
  LightCurve light_curve = test::only_i();
  CHECK(std::isnan(test::features(light_curve, "star/galaxy score").at("sgscore1")));
  light_curve.detections.sgscore1 = {0.1, 0.3, 0.2, 0.9, 0.4, -999.0};
  CHECK(test::features(light_curve, "star/galaxy score").at("sgscore1") == doctest::Approx(0.25));
  light_curve.crossmatch.sgscore1 = 0.75;
  CHECK(test::features(light_curve, "star/galaxy score").at("sgscore1") == 0.75);
}

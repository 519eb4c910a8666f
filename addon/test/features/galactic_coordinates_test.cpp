#include <doctest/doctest.h>

#include <cmath>

#include "evaluate.hpp"
#include "synthetic.hpp"

using namespace larch;

namespace {
std::map<std::string, double> galactic(double ra, double dec) {
  LightCurve light_curve = test::only_i();
  light_curve.ra = ra;
  light_curve.dec = dec;
  return test::features(light_curve, "galactic coordinates");
}
}  // namespace

TEST_CASE("the galactic pole and centre are where the IAU put them") {
  CHECK(galactic(192.85948, 27.12825).at("gal_b") == doctest::Approx(90.0).epsilon(1e-6));
  const auto centre = galactic(266.40500, -28.93617);
  CHECK(std::abs(centre.at("gal_b")) < 1e-4);
  CHECK(std::abs(std::remainder(centre.at("gal_l"), 360.0)) < 1e-4);
}

TEST_CASE("galactic longitude is between 0 and 360 degrees") {
  for (double ra = 0.0; ra < 360.0; ra += 15.0) {
    const double longitude = galactic(ra, 20.0).at("gal_l");
    CHECK(longitude >= 0.0);
    CHECK(longitude < 360.0);
  }
}

TEST_CASE("the position is the mean over the used detections unless the object has its own") {
  LightCurve light_curve = test::only_i();
  light_curve.detections.ra = {10.0, 10.0, 10.0, 20.0, 20.0, 20.0};
  light_curve.detections.dec = {-5.0, -5.0, -5.0, 5.0, 5.0, 5.0};
  CHECK(test::features(light_curve, "galactic coordinates") == galactic(15.0, 0.0));
  light_curve.ra = 80.0;
  light_curve.dec = 12.0;
  CHECK(test::features(light_curve, "galactic coordinates") == galactic(80.0, 12.0));
}

TEST_CASE("without a position there are no galactic coordinates") {
  const auto values = test::features(test::only_i(), "galactic coordinates");
  CHECK(std::isnan(values.at("gal_b")));
  CHECK(std::isnan(values.at("gal_l")));
}

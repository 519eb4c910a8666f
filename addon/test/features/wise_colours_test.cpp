#include <doctest/doctest.h>

#include <cmath>

#include "evaluate.hpp"
#include "synthetic.hpp"

using namespace larch;

TEST_CASE("WISE colours subtract AllWISE magnitudes from each other and from the mean magnitudes") {
  LightCurve light_curve = test::in_g({51000.0, 51001.0}, {18.0, 19.0});
  test::add_row(light_curve, Band::r, 51002.0, 17.0);
  light_curve.crossmatch = {14.0, 13.5, 11.0, kMissing, kMissing};
  const auto values = test::features(light_curve, "WISE colours");
  CHECK(values.at("W1-W2") == doctest::Approx(0.5));
  CHECK(values.at("W2-W3") == doctest::Approx(2.5));
  CHECK(values.at("g-W2") == doctest::Approx(5.0));
  CHECK(values.at("g-W3") == doctest::Approx(7.5));
  CHECK(values.at("r-W2") == doctest::Approx(3.5));
  CHECK(values.at("r-W3") == doctest::Approx(6.0));
}

TEST_CASE("what is missing spoils only the colours it is part of") {
  LightCurve light_curve = test::in_g({51000.0}, {18.0});
  light_curve.crossmatch = {kMissing, 13.5, 11.0, kMissing, kMissing};
  const auto values = test::features(light_curve, "WISE colours");
  CHECK(std::isnan(values.at("W1-W2")));
  CHECK(values.at("W2-W3") == doctest::Approx(2.5));
  CHECK(values.at("g-W2") == doctest::Approx(4.5));
  CHECK(std::isnan(values.at("r-W2")));
}

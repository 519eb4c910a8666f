#include <doctest/doctest.h>

#include <cmath>
#include <vector>

#include "evaluate.hpp"
#include "synthetic.hpp"

using namespace larch;

TEST_CASE("without a period the light curve is taken in order of time") {
  // mean 2, population variance 2/3: sums -1, 0, 0... of (m - 2) / (n sd)
  const auto values =
      test::features(test::in_g({1.0, 2.0, 3.0}, {1.0, 3.0, 2.0}), "folded light curve");
  const double deviation = std::sqrt(2.0 / 3.0);
  CHECK(values.at("Psi_CS_1") == doctest::Approx(1.0 / (3.0 * deviation)));
  CHECK(values.at("Psi_eta_1") == doctest::Approx(5.0 / (2.0 * 2.0 / 3.0)));
  CHECK(std::isnan(values.at("Psi_CS_2")));
}

TEST_CASE("two rows, or equal magnitudes, give no value") {
  const auto two = test::features(test::in_g({1.0, 2.0}, {1.0, 3.0}), "folded light curve");
  CHECK(std::isnan(two.at("Psi_CS_1")));
  const auto equal =
      test::features(test::in_g({1.0, 2.0, 3.0}, {5.1, 5.1, 5.1}), "folded light curve");
  CHECK(std::isnan(equal.at("Psi_CS_1")));
  CHECK(std::isnan(equal.at("Psi_eta_1")));
}

TEST_CASE("a periodic star is smooth when folded") {
  const auto values = test::features(test::sinusoid(100), "folded light curve");
  CHECK(values.at("Psi_eta_1") < 0.3);  // 2 for noise
  CHECK(values.at("Psi_CS_1") > 0.1);
}

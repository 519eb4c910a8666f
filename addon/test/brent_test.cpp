#include "optimize/brent.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <limits>

using namespace larch;

TEST_CASE("the vertex of a parabola is found") {
  const Minimum minimum =
      minimise_bounded([](double x) { return (x - 0.3) * (x - 0.3) + 2.0; }, -1.0, 2.0, 1e-10, 500);
  CHECK(minimum.x == doctest::Approx(0.3).epsilon(1e-7));
  CHECK(minimum.value == doctest::Approx(2.0));
}

TEST_CASE("the path is that of scipy's bounded minimiser") {
  // The example of scipy's documentation: how far x ends from the minimum at -2 tells the path.
  const auto function = [](double x) { return (x - 2.0) * x * (x + 2.0) * (x + 2.0); };
  const Minimum minimum = minimise_bounded(function, -3.0, -1.0, 1e-5, 500);
  CHECK(std::abs(minimum.x - -2.0000002026) < 1e-10);
}

TEST_CASE("a minimum at the edge is approached from inside") {
  const auto inside_only = [](double x) {
    REQUIRE(x > 0.0);
    REQUIRE(x < 1.0);
    return x;
  };
  const Minimum minimum = minimise_bounded(inside_only, 0.0, 1.0, 1e-9, 500);
  CHECK(minimum.x < 1e-8);
}

TEST_CASE("no more evaluations are made than allowed") {
  int evaluations = 0;
  const auto count = [&](double x) {
    ++evaluations;
    return std::cos(x);
  };
  minimise_bounded(count, 0.0, 6.0, 1e-12, 7);
  CHECK(evaluations == 7);
}

TEST_CASE("a function that is nowhere defined ends at the first point tried") {
  const auto nowhere = [](double) { return std::numeric_limits<double>::quiet_NaN(); };
  const Minimum minimum = minimise_bounded(nowhere, 0.0, 1.0, 1e-12, 50000);
  CHECK(minimum.x == doctest::Approx((3.0 - std::sqrt(5.0)) / 2.0).epsilon(1e-15));
  CHECK(std::isnan(minimum.value));
}

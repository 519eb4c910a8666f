#include "optimize/newton.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <limits>

using namespace larch;

TEST_CASE("the minimum of a quadratic function is one step away") {
  int evaluations = 0;
  const auto quadratic = [&](std::array<double, 2> x) {
    ++evaluations;
    const double u = x[0] - 0.3, v = x[1] + 0.2;
    return Expansion{2.0 * u * u + u * v + v * v, {4.0 * u + v, u + 2.0 * v}, {4.0, 1.0, 2.0}};
  };
  const NewtonMinimum minimum = minimise_by_newton(quadratic, {0.0, 0.0}, 1e-10, 40.0);
  CHECK(minimum.at[0] == doctest::Approx(0.3));
  CHECK(minimum.at[1] == doctest::Approx(-0.2));
  CHECK(evaluations == 2);
}

TEST_CASE("a saddle is left downwards") {
  // x^2 + (y^2 - 1)^2 is indefinite near y = 0.
  const auto wells = [](std::array<double, 2> x) {
    const double y2 = x[1] * x[1];
    return Expansion{x[0] * x[0] + (y2 - 1.0) * (y2 - 1.0),
                     {2.0 * x[0], 4.0 * x[1] * (y2 - 1.0)},
                     {2.0, 0.0, 12.0 * y2 - 4.0}};
  };
  const NewtonMinimum minimum = minimise_by_newton(wells, {0.5, 1e-3}, 1e-10, 40.0);
  CHECK(minimum.at[0] == doctest::Approx(0.0));
  CHECK(minimum.at[1] == doctest::Approx(1.0));
}

TEST_CASE("a minimum at infinity ends where the slope is small") {
  const auto tail = [](std::array<double, 2> x) {
    const double e = std::exp(-x[0]);
    return Expansion{e, {-e, 0.0}, {e, 0.0, 0.0}};
  };
  const NewtonMinimum minimum = minimise_by_newton(tail, {0.0, 7.0}, 1e-5, 40.0);
  CHECK(minimum.value <= 1e-5);
  CHECK(minimum.at[0] < 20.0);
  CHECK(minimum.at[1] == 7.0);
}

TEST_CASE("a function without a lower bound ends at the largest value") {
  const auto slope = [](std::array<double, 2> x) {
    return Expansion{-x[0], {-1.0, 0.0}, {0.0, 0.0, 1.0}};
  };
  const NewtonMinimum minimum = minimise_by_newton(slope, {0.0, 0.0}, 1e-5, 40.0);
  CHECK(minimum.at[0] > 40.0);
  CHECK(minimum.at[0] < 200.0);
}

TEST_CASE("a start without a value has no minimum") {
  const auto nowhere = [](std::array<double, 2>) {
    constexpr double kNan = std::numeric_limits<double>::quiet_NaN();
    return Expansion{kNan, {kNan, kNan}, {kNan, kNan, kNan}};
  };
  CHECK(std::isnan(minimise_by_newton(nowhere, {0.0, 0.0}, 1e-5, 40.0).value));
}

#include "optimize/levenberg_marquardt.hpp"

#include <doctest/doctest.h>

using namespace larch;

namespace {

// Residuals 10 (y - x^2) and 1 - x: a curved valley with its least value 0 at (1, 1).
NormalEquations<2> valley(const std::array<double, 2>& at) {
  const auto [x, y] = at;
  const double r[] = {10.0 * (y - x * x), 1.0 - x};
  const double j[][2] = {{-20.0 * x, 10.0}, {-1.0, 0.0}};
  NormalEquations<2> normal;
  normal.cost = 0.5 * (r[0] * r[0] + r[1] * r[1]);
  for (std::size_t i = 0; i < 2; ++i) {
    normal.gradient[i] = j[0][i] * r[0] + j[1][i] * r[1];
    for (std::size_t k = 0; k <= i; ++k) {
      normal.curvature[i][k] = j[0][i] * j[0][k] + j[1][i] * j[1][k];
    }
  }
  return normal;
}

constexpr double kTolerance = 1e-10;

}  // namespace

TEST_CASE("the end of a curved valley is found") {
  const auto fit =
      minimise_by_levenberg_marquardt<2>(valley, {-1.2, 1.0}, {{-5, -5}, {5, 5}}, kTolerance, 200);
  CHECK(fit.normal.cost < 1e-12);
  CHECK(fit.at[0] == doctest::Approx(1.0));
  CHECK(fit.at[1] == doctest::Approx(1.0));
}

TEST_CASE("the least value inside the box is found on its side") {
  // With x <= 0.5 the least is at (0.5, 0.25).
  const auto fit = minimise_by_levenberg_marquardt<2>(valley, {-1.2, 1.0}, {{-5, -5}, {0.5, 5}},
                                                      kTolerance, 200);
  CHECK(fit.status == LmStatus::converged);
  CHECK(fit.at[0] == 0.5);
  CHECK(fit.at[1] == doctest::Approx(0.25));
  CHECK(fit.normal.cost == doctest::Approx(0.125));
}

TEST_CASE("a fit that is not given enough evaluations says so, and goes on from there") {
  const Box<2> box{{-5, -5}, {5, 5}};
  const auto early = minimise_by_levenberg_marquardt<2>(valley, {-1.2, 1.0}, box, kTolerance, 4);
  CHECK(early.status == LmStatus::too_many_evaluations);
  CHECK(early.normal.cost < valley({-1.2, 1.0}).cost);
  CHECK(minimise_by_levenberg_marquardt<2>(valley, early.at, box, kTolerance, 200).normal.cost <
        1e-12);
}

TEST_CASE("a start without a finite cost is a failed fit") {
  const auto nowhere = [](const std::array<double, 2>&) { return NormalEquations<2>{}; };
  CHECK(minimise_by_levenberg_marquardt<2>(nowhere, {0, 0}, {{-1, -1}, {1, 1}}, kTolerance, 9)
            .status == LmStatus::failed);
}

#include "optimize/trf.hpp"

#include <doctest/doctest.h>

#include <array>
#include <cmath>
#include <limits>
#include <vector>

using namespace larch;

namespace {

// 10 (y - x^2), 1 - x
struct Rosenbrock final : LeastSquares {
  void residuals(std::span<const double> x, std::span<double> f) override {
    f[0] = 10.0 * (x[1] - x[0] * x[0]);
    f[1] = 1.0 - x[0];
  }
  void jacobian(std::span<const double> x, std::span<const double>,
                std::span<double> jacobian) override {
    jacobian[0] = -20.0 * x[0];
    jacobian[1] = -1.0;
    jacobian[2] = 10.0;
    jacobian[3] = 0.0;
  }
};

// x0 exp(-t/x1) + x2 t + x3 - y
struct DecayAndLine final : LeastSquares {
  static constexpr double kTimes[] = {0.0, 0.5, 1.0, 1.5, 2.0, 3.0, 4.0, 6.0};
  static constexpr double kValues[] = {5.1, 3.4, 2.5, 1.9, 1.6, 1.3, 1.05, 1.02};

  void residuals(std::span<const double> x, std::span<double> f) override {
    for (std::size_t i = 0; i < f.size(); ++i) {
      f[i] = x[0] * std::exp(-kTimes[i] / x[1]) + x[2] * kTimes[i] + x[3] - kValues[i];
    }
  }
  void jacobian(std::span<const double> x, std::span<const double> f,
                std::span<double> jacobian) override {
    const std::size_t m = f.size();
    for (std::size_t i = 0; i < m; ++i) {
      const double decay = std::exp(-kTimes[i] / x[1]);
      jacobian[i] = decay;
      jacobian[m + i] = x[0] * decay * kTimes[i] / (x[1] * x[1]);
      jacobian[2 * m + i] = kTimes[i];
      jacobian[3 * m + i] = 1.0;
    }
  }
};

// ln(x) - 1, not a number below 0
struct Logarithm final : LeastSquares {
  void residuals(std::span<const double> x, std::span<double> f) override {
    f[0] = std::log(x[0]) - 1.0;
  }
  void jacobian(std::span<const double> x, std::span<const double>,
                std::span<double> jacobian) override {
    jacobian[0] = 1.0 / x[0];
  }
};

struct Expected {
  double ftol;
  int evaluations;
  TrfStatus status;
  std::vector<double> x;
};

void check_path(LeastSquares& problem, std::size_t residual_count, Bounds bounds,
                std::vector<double> x, const Expected& expected) {
  CAPTURE(expected.ftol);
  TrustRegionReflective optimiser;
  const TrfFit fit = optimiser.minimise(problem, x, residual_count, bounds,
                                        {.ftol = expected.ftol, .most_evaluations = 600});
  CHECK(fit.evaluations == expected.evaluations);
  CHECK(fit.status == expected.status);
  for (std::size_t i = 0; i < x.size(); ++i) {
    CAPTURE(i);
    CHECK(x[i] == doctest::Approx(expected.x[i]).epsilon(1e-7));
  }
}

}  // namespace

// The expected numbers are scipy's: least_squares(fun, x0, jac, bounds, method="trf", ftol=...).
TEST_CASE("the path is that of scipy where a loose tolerance ends it early") {
  Rosenbrock rosenbrock;
  const std::array wide_lower = {-10.0, -10.0}, wide_upper = {10.0, 10.0};
  check_path(rosenbrock, 2, {wide_lower, wide_upper}, {-1.2, 1.0},
             {0.3, 4, TrfStatus::reduction_is_small, {-0.8480339731393496, 0.700050334973966}});
  const std::array raised_lower = {-10.0, 1.5};
  check_path(rosenbrock, 2, {raised_lower, wide_upper}, {2.0, 2.0},
             {0.5, 5, TrfStatus::reduction_is_small, {1.4430524966944862, 2.079411493308644}});

  DecayAndLine decay;
  const std::array lower = {0.0, 0.2, 0.0, -5.0}, upper = {10.0, 10.0, 1.0, 5.0};
  const std::vector<double> start = {10.0, 9.0, 0.5, 3.0};  // the first at its bound
  check_path(decay, 8, {lower, upper}, start,
             {0.5,
              7,
              TrfStatus::reduction_is_small,
              {5.593829540587527, 1.601058693651599, 0.2852656817003339, -0.6510983940110231}});
  check_path(decay, 8, {lower, upper}, start,
             {0.05,
              12,
              TrfStatus::reduction_is_small,
              {4.036162945387945, 0.9777852107120543, 1.4826197235265131e-05, 1.0381729541026288}});
}

TEST_CASE("a solution at a bound is approached from inside") {
  Rosenbrock rosenbrock;
  const std::array lower = {-10.0, 1.5}, upper = {10.0, 10.0};
  check_path(rosenbrock, 2, {lower, upper}, {2.0, 2.0},
             {1e-8, 12, TrfStatus::reduction_is_small, {1.2243707487609923, 1.5}});
  const std::array low = {-1.5, -1.0}, high = {0.5, 2.0};
  check_path(rosenbrock, 2, {low, high}, {-1.2, 1.0},
             {1e-10, 17, TrfStatus::gradient_is_small, {0.5, 0.25}});
}

TEST_CASE("with tight tolerances the least squares solution is reached") {
  Rosenbrock rosenbrock;
  const std::array lower = {-10.0, -10.0}, upper = {10.0, 10.0};
  std::array x = {-1.2, 1.0};
  const TrfFit fit = TrustRegionReflective().minimise(rosenbrock, x, 2, {lower, upper},
                                                      {.ftol = 1e-14, .most_evaluations = 600});
  CHECK(fit.converged());
  CHECK(fit.cost < 1e-15);
  CHECK(x[0] == doctest::Approx(1.0).epsilon(1e-7));
  CHECK(x[1] == doctest::Approx(1.0).epsilon(1e-7));
}

TEST_CASE("fewer residuals than parameters are fitted exactly") {
  DecayAndLine decay;
  const std::array lower = {0.0, 0.2, 0.0, -5.0}, upper = {10.0, 10.0, 1.0, 5.0};
  std::array x = {10.0, 9.0, 0.5, 3.0};
  const TrfFit fit = TrustRegionReflective().minimise(decay, x, 3, {lower, upper},
                                                      {.ftol = 1e-3, .most_evaluations = 600});
  CHECK(fit.converged());
  CHECK(fit.cost < 1e-12);
}

TEST_CASE("a step to where the residuals are not a number is taken back") {
  Logarithm logarithm;
  const std::array lower = {-100.0}, upper = {1000.0};
  std::array x = {30.0};  // the first step overshoots to below 0
  const TrfFit fit = TrustRegionReflective().minimise(logarithm, x, 1, {lower, upper},
                                                      {.ftol = 1e-12, .most_evaluations = 600});
  CHECK(fit.converged());
  CHECK(x[0] == doctest::Approx(std::exp(1.0)).epsilon(1e-6));
}

TEST_CASE("a fit that cannot be done says so") {
  Logarithm logarithm;
  const TrfOptions options{.ftol = 1e-8, .most_evaluations = 600};
  TrustRegionReflective optimiser;
  const std::array lower = {-100.0}, upper = {1000.0};
  std::array negative = {-3.0};
  CHECK(optimiser.minimise(logarithm, negative, 1, {lower, upper}, options).status ==
        TrfStatus::failed);
  std::array outside = {2000.0};
  CHECK(optimiser.minimise(logarithm, outside, 1, {lower, upper}, options).status ==
        TrfStatus::failed);
  std::array inside = {3.0};
  CHECK(optimiser.minimise(logarithm, inside, 1, {upper, upper}, options).status ==
        TrfStatus::failed);

  Rosenbrock rosenbrock;
  const std::array wide_lower = {-10.0, -10.0}, wide_upper = {10.0, 10.0};
  std::array x = {-1.2, 1.0};
  const TrfFit fit = optimiser.minimise(rosenbrock, x, 2, {wide_lower, wide_upper},
                                        {.ftol = 1e-14, .most_evaluations = 5});
  CHECK(fit.status == TrfStatus::too_many_evaluations);
  CHECK(fit.evaluations == 5);
}

TEST_CASE("difference steps stay within the bounds") {
  const std::array lower = {0.0, -1.0, 0.0, 1.0 - 1e-9}, upper = {10.0, 1.0, 200.0, 1.0 + 3e-9};
  const std::array x = {4.0, 1.0, 100.0, 1.0};
  std::array<double, 4> h;
  forward_difference_steps(x, {lower, upper}, h);
  const double relative = std::sqrt(std::numeric_limits<double>::epsilon());
  CHECK(h[0] == 4.0 * relative);
  CHECK(h[1] == -relative);  // turned round at the upper bound
  CHECK(h[2] == 100.0 * relative);
  CHECK(h[3] == upper[3] - 1.0);  // shortened to the farther bound
}

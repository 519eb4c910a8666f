#include "newton.hpp"

#include <algorithm>
#include <cmath>

namespace larch {
namespace {

constexpr int kMostEvaluations = 80;
constexpr double kSmallestCurvature = 1e-12;

// -|H|^-1 g through the eigenvectors of H.
std::array<double, 2> newton_step(const Expansion& at) {
  const auto [h00, h01, h11] = at.hessian;
  const double mean = 0.5 * (h00 + h11);
  const double difference = 0.5 * (h00 - h11);
  const double radius = std::hypot(difference, h01);
  const double angle = 0.5 * std::atan2(h01, difference);
  const double c = std::cos(angle);
  const double s = std::sin(angle);
  const double along = -(c * at.gradient[0] + s * at.gradient[1]) /
                       std::max(std::abs(mean + radius), kSmallestCurvature);
  const double across = -(c * at.gradient[1] - s * at.gradient[0]) /
                        std::max(std::abs(mean - radius), kSmallestCurvature);
  return {c * along - s * across, s * along + c * across};
}

double larger_magnitude(const std::array<double, 2>& v) {
  return std::max(std::abs(v[0]), std::abs(v[1]));
}

}  // namespace

NewtonMinimum minimise_by_newton(const std::function<Expansion(std::array<double, 2>)>& function,
                                 std::array<double, 2> start, double gradient_tolerance,
                                 double largest) {
  std::array<double, 2> at = start;
  Expansion here = function(at);
  double radius = 1.0;
  for (int evaluations = 1; evaluations < kMostEvaluations; ++evaluations) {
    if (!(larger_magnitude(here.gradient) > gradient_tolerance) || larger_magnitude(at) > largest) {
      break;
    }
    auto step = newton_step(here);
    const double length = std::hypot(step[0], step[1]);
    if (length > radius) {
      for (double& coordinate : step) coordinate *= radius / length;
    }
    const std::array<double, 2> next = {at[0] + step[0], at[1] + step[1]};
    const Expansion there = function(next);
    const double slope = here.gradient[0] * step[0] + here.gradient[1] * step[1];
    // A sufficient decrease (Armijo); not a number is none.
    if (!(there.value <= here.value + 1e-4 * slope)) {
      radius = 0.25 * std::min(length, radius);
      if (!(radius > 1e-10)) break;
      continue;
    }
    if (length > radius) radius *= 2.0;
    at = next;
    here = there;
  }
  return {at, here.value};
}

}  // namespace larch

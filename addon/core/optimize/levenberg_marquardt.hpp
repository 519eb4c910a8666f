// Least squares inside a box by the method of Levenberg and Marquardt, for a few parameters whose
// normal equations are always positive definite, as where every parameter has a prior.
#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <limits>

namespace larch {

template <std::size_t N>
struct NormalEquations {
  double cost = std::numeric_limits<double>::infinity();  // half the sum of squares
  std::array<double, N> gradient{};                       // J^T r
  std::array<std::array<double, N>, N> curvature{};       // J^T J, the lower triangle
};

template <std::size_t N>
struct Box {
  std::array<double, N> lower, upper;
};

enum class LmStatus { converged, too_many_evaluations, failed };

template <std::size_t N>
struct LmFit {
  std::array<double, N> at{};
  NormalEquations<N> normal;
  LmStatus status = LmStatus::failed;  // where the cost of the start is not finite
};

// A x = -b by Cholesky, A given by its lower triangle. False where A is not positive definite.
template <std::size_t N>
bool solve_normal(std::array<std::array<double, N>, N> a, const std::array<double, N>& b,
                  std::array<double, N>& x) {
  // Of the diagonal of the factor, since divisions take longest.
  std::array<double, N> inverse;
  for (std::size_t j = 0; j < N; ++j) {
    for (std::size_t k = 0; k < j; ++k) a[j][j] -= a[j][k] * a[j][k];
    if (!(a[j][j] > 0.0)) return false;
    inverse[j] = 1.0 / std::sqrt(a[j][j]);
    for (std::size_t i = j + 1; i < N; ++i) {
      for (std::size_t k = 0; k < j; ++k) a[i][j] -= a[i][k] * a[j][k];
      a[i][j] *= inverse[j];
    }
  }
  for (std::size_t i = 0; i < N; ++i) {
    x[i] = -b[i];
    for (std::size_t k = 0; k < i; ++k) x[i] -= a[i][k] * x[k];
    x[i] *= inverse[i];
  }
  for (std::size_t i = N; i-- > 0;) {
    for (std::size_t k = i + 1; k < N; ++k) x[i] -= a[k][i] * x[k];
    x[i] *= inverse[i];
  }
  return true;
}

// `normal_equations` at a point of the box; `start` inside of it. The damping follows Nielsen 1999
// (IMM-REP-1999-05), relative to the diagonal of J^T J; a step that leaves the box is cut off at
// it, and a parameter at a bound that the gradient holds there is left out. Ends where the decrease
// that the damped step promises is below `tolerance` of the cost.
template <std::size_t N, typename Function>
LmFit<N> minimise_by_levenberg_marquardt(Function normal_equations,
                                         const std::array<double, N>& start, const Box<N>& box,
                                         double tolerance, int most_evaluations) {
  LmFit<N> fit{start, normal_equations(start), LmStatus::failed};
  if (!std::isfinite(fit.normal.cost)) return fit;
  double damping = 1e-2;
  double growth = 2.0;
  for (int evaluations = 1; evaluations < most_evaluations;) {
    NormalEquations<N> damped = fit.normal;
    for (std::size_t i = 0; i < N; ++i) {
      damped.curvature[i][i] *= 1.0 + damping;
      const bool held = (fit.at[i] <= box.lower[i] && damped.gradient[i] > 0.0) ||
                        (fit.at[i] >= box.upper[i] && damped.gradient[i] < 0.0);
      if (!held) continue;
      damped.gradient[i] = 0.0;
      for (std::size_t k = 0; k < i; ++k) damped.curvature[i][k] = 0.0;
      for (std::size_t k = i + 1; k < N; ++k) damped.curvature[k][i] = 0.0;
    }
    std::array<double, N> step{};
    if (!solve_normal(damped.curvature, damped.gradient, step)) return fit;

    std::array<double, N> to{};
    double promised = 0.0;  // g.s + s^T (J^T J) s/2, of the step as it is cut off
    for (std::size_t i = 0; i < N; ++i) {
      to[i] = std::clamp(fit.at[i] + step[i], box.lower[i], box.upper[i]);
      step[i] = to[i] - fit.at[i];
    }
    for (std::size_t i = 0; i < N; ++i) {
      promised -= step[i] * (fit.normal.gradient[i] + 0.5 * fit.normal.curvature[i][i] * step[i]);
      for (std::size_t k = 0; k < i; ++k)
        promised -= step[i] * fit.normal.curvature[i][k] * step[k];
    }
    if (std::abs(promised) <= tolerance * fit.normal.cost) {
      fit.status = LmStatus::converged;
      return fit;
    }
    const NormalEquations<N> there = normal_equations(to);
    ++evaluations;
    const double decrease = fit.normal.cost - there.cost;
    if (decrease > 0.0) {
      const double s = 2.0 * std::clamp(decrease / promised, 0.0, 1.0) - 1.0;
      damping *= std::max(1.0 / 3.0, 1.0 - s * s * s);
      growth = 2.0;
      fit.at = to;
      fit.normal = there;
    } else {
      damping *= growth;
      growth *= 2.0;
    }
  }
  fit.status = LmStatus::too_many_evaluations;
  return fit;
}

}  // namespace larch

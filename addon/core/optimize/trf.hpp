// Bounded nonlinear least squares by the Trust Region Reflective method.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace larch {

// m residuals f of n parameters x.
class LeastSquares {
 public:
  virtual ~LeastSquares() = default;
  virtual void residuals(std::span<const double> x, std::span<double> f) = 0;
  // Column-major: jacobian[parameter * m + residual], at an x whose residuals are f.
  virtual void jacobian(std::span<const double> x, std::span<const double> f,
                        std::span<double> jacobian) = 0;
};

// Of every parameter; finite, lower < upper.
struct Bounds {
  std::span<const double> lower;
  std::span<const double> upper;
};

enum class TrfStatus {
  gradient_is_small,   // max |g v| < gtol, v the distance to the bound that g points away from
  reduction_is_small,  // of the cost, relative to the cost: < ftol
  step_is_small,       // relative to x: < xtol
  too_many_evaluations,
  failed,  // the bounds are empty, or something is not finite
};

struct TrfOptions {
  double ftol;
  double xtol = 1e-8;
  double gtol = 1e-8;
  int most_evaluations;
};

struct TrfFit {
  TrfStatus status = TrfStatus::failed;
  int evaluations = 0;  // of the residuals
  double cost = 0.0;    // half the sum of squares

  bool converged() const {
    return status != TrfStatus::too_many_evaluations && status != TrfStatus::failed;
  }
};

inline constexpr std::size_t kMostTrfParameters = 8;

// Takes the steps of scipy.optimize.least_squares(method="trf", tr_solver="exact", x_scale=1) of
// scipy 1.10, one by one: where ftol is loose, the answer is the path (Branch, Coleman & Li 1999,
// SIAM J. Sci. Comput. 21, 1; doi:10.1137/S1064827595289108). Keeps its working memory from fit to
// fit; not thread-safe.
class TrustRegionReflective {
 public:
  // `x` is the start and becomes the solution; at most kMostTrfParameters.
  TrfFit minimise(LeastSquares& problem, std::span<double> x, std::size_t residual_count,
                  Bounds bounds, const TrfOptions& options);

 private:
  std::vector<double> f_, f_new_, jacobian_, augmented_;
};

// The steps h of scipy's two-point derivative: sqrt(eps) max(1, |x|) away from 0, turned round or
// shortened where x + h would leave the bounds.
void forward_difference_steps(std::span<const double> x, Bounds bounds, std::span<double> h);

}  // namespace larch

// The supernova parametric model (supernova_model.hpp) with weights, priors and a fit that
// converges.
#pragma once

#include <array>
#include <vector>

#include "optimize/levenberg_marquardt.hpp"
#include "sample.hpp"

namespace larch {

// ln A, t0, ln gamma, beta, ln tau_rise, ln tau_fall; A in the unit of the fluxes, times in days.
inline constexpr std::size_t kConvergedParameters = 6;
using ConvergedParameters = std::array<double, kConvergedParameters>;

// What the model is fitted to.
struct FittedFluxes {
  std::vector<double> times;  // days from the brightest detection of the object
  std::vector<double> fluxes, errors;
  std::size_t detections = 0;  // the rows after these are limits
  double most = 0.0;           // the largest flux

  // The detections of `band` within -100..200 d, with the errors hypot(sigma_f, 0.03 f). Of the
  // limits of the band before the first of them, within that time, the last 8 as 0 +- a third of
  // the limit. Nothing where there is no outburst.
  void fill(const FluxCurves& curves, Band band);
};

// Residuals (model - flux)/error of the points and (parameter - mean)/deviation of the priors.
class ConvergedSupernovaProblem {
 public:
  // The largest flux of `data` is positive.
  void set_data(const FittedFluxes& data);

  NormalEquations<kConvergedParameters> expand(const ConvergedParameters& at);
  double prior_cost(const ConvergedParameters& at) const;  // half the sum of squares
  const ConvergedParameters& prior_mean() const { return prior_mean_; }
  const Box<kConvergedParameters>& box() const { return box_; }

 private:
  std::vector<double> times_, fluxes_;
  std::vector<double> weights_;  // 1/error
  ConvergedParameters prior_mean_{};
  Box<kConvergedParameters> box_{};
  std::vector<double>
      rows_;  // the residuals, then their derivatives, one parameter after the other
};

// A few steps from many starts, then from the best of these to the end; the same data give the same
// fit. Throws Cancelled where the sample is stopped.
LmFit<kConvergedParameters> fit_supernova(const Sample& sample, ConvergedSupernovaProblem& problem);

}  // namespace larch

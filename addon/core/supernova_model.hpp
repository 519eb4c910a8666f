// The supernova parametric model (SPM) and its least squares problem.
#pragma once

#include <array>
#include <cstddef>
#include <span>
#include <vector>

#include "optimize/trf.hpp"
#include "sample.hpp"

namespace larch {

// A, t0, gamma, beta, tau_rise, tau_fall: flux units, days, days, 1, days, days.
inline constexpr std::size_t kSupernovaParameters = 6;
using SupernovaParameters = std::array<double, kSupernovaParameters>;

// With t1 = t0 + gamma, s = 1/(1 + exp(-(t - t1)/3)), D = 1 + exp(-(t - t0)/tau_rise):
//   flux = A/D [(1 - beta) exp(-(t - t1)/tau_fall) s + (1 - beta (t - t0)/gamma) (1 - s)]
// (Villar et al. 2019, ApJ 884, 83; the jump at t1 made smooth by Sanchez-Saez et al. 2021,
// AJ 161, 141). Polls the stop token at every evaluation.
class SupernovaFit final : public LeastSquares {
 public:
  // `times` (days) and `fluxes` of one band; `bounds` of the parameters.
  void set_data(const Sample& sample, std::span<const double> times, std::span<const double> fluxes,
                Bounds bounds);

  void residuals(std::span<const double> x, std::span<double> f) override;
  // Analytic, but 0 where the difference step of the reference would change nothing: which side a
  // vanishing gradient points to decides how the optimiser scales. The noise of real differences
  // (1e-8) is left out; it only moves the flat directions at random.
  void jacobian(std::span<const double> x, std::span<const double> f,
                std::span<double> jacobian) override;

 private:
  const Sample* sample_ = nullptr;
  std::span<const double> times_, fluxes_;
  Bounds bounds_{};
  std::vector<double> exponentials_;  // rows of the rise, the sigmoid and the decay

  void write_exponentials(const SupernovaParameters& p);
};

}  // namespace larch

// The likelihood of a light curve as a damped random walk (Ornstein-Uhlenbeck process) with the
// covariance a exp(-c |t - t'|), and its derivatives in ln a and ln c.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "optimize/newton.hpp"

namespace larch {

class DampedRandomWalkLikelihood {
 public:
  // `times` (days, ascending), `magnitudes` (mean removed) and their errors, of equal length. The
  // likelihood is that of the points after the first `given`, conditional on these.
  void set_data(std::span<const double> times, std::span<const double> magnitudes,
                std::span<const double> errors, std::size_t given = 0);

  // -ln L = (r^T K^-1 r + ln det K + n ln 2 pi)/2 with K_ij = a exp(-c |t_i - t_j|) + e_i^2
  // delta_ij, by the Kalman filter: one pass over the points (Kelly et al. 2009, ApJ 698, 895).
  double negative_log_likelihood(double log_a, double log_c);
  // The same with its gradient and Hessian in (log_a, log_c).
  Expansion expand(double log_a, double log_c);

 private:
  std::size_t given_ = 0;
  std::vector<double> gaps_, magnitudes_, variances_, decays_;

  void write_decays(double c);
};

}  // namespace larch

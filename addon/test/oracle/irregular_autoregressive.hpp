// The quantity that IAR_phi minimises, row by row, powers and logarithms written out.
#pragma once

#include <cmath>
#include <cstddef>
#include <vector>

namespace larch::oracle {

inline double irregular_autoregressive_objective(double phi, const std::vector<double>& time,
                                                 const std::vector<double>& magnitude,
                                                 const std::vector<double>& error) {
  const auto n = static_cast<double>(time.size());
  double mean = 0.0;
  for (const double m : magnitude) mean += m / n;
  double variance = 0.0;
  for (const double m : magnitude) variance += (m - mean) * (m - mean) / (n - 1.0);

  double sum = 0.0;
  double p = 1.0;
  double x = 0.0;
  for (std::size_t i = 0; i + 1 < time.size(); ++i) {
    const double y = (magnitude[i] - mean) / std::sqrt(variance);
    const double dt = time[i + 1] - time[i];
    const double lambda = p + error[i + 1] * error[i + 1] / variance;
    sum += std::log(lambda) + (y - x) * (y - x) / lambda;
    const double k = std::pow(phi, dt) * p;
    x = std::pow(phi, dt) * x + k / lambda * (y - x);
    p = std::pow(phi, 2.0 * dt) * p + 1.0 - std::pow(phi, 2.0 * dt) - k * k / lambda;
  }
  return sum / n;
}

}  // namespace larch::oracle

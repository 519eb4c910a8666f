// The likelihood of a damped random walk from its definition: the dense covariance matrix and its
// Cholesky factor, O(n^3).
#pragma once

#include <cmath>
#include <cstddef>
#include <numbers>
#include <vector>

namespace larch::oracle {

// -ln L with the covariance a exp(-c |t_i - t_j|) + e_i^2 delta_ij.
inline double damped_random_walk(const std::vector<double>& t, const std::vector<double>& y,
                                 const std::vector<double>& e, double a, double c) {
  const std::size_t n = t.size();
  std::vector<double> l(n * n), z(n);
  double total = 0.5 * static_cast<double>(n) * std::log(2.0 * std::numbers::pi);
  for (std::size_t i = 0; i < n; ++i) {
    double rest = y[i];
    for (std::size_t j = 0; j <= i; ++j) {
      double k = a * std::exp(-c * std::abs(t[i] - t[j])) + (i == j ? e[i] * e[i] : 0.0);
      for (std::size_t m = 0; m < j; ++m) k -= l[i * n + m] * l[j * n + m];
      l[i * n + j] = i == j ? std::sqrt(k) : k / l[j * n + j];
      if (j < i) rest -= l[i * n + j] * z[j];
    }
    z[i] = rest / l[i * n + i];
    total += 0.5 * z[i] * z[i] + std::log(l[i * n + i]);
  }
  return total;
}

}  // namespace larch::oracle

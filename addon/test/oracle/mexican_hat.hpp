// The Mexican-hat power spectrum by its definition: every pair of points, no shared exponentials.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <numbers>
#include <vector>

namespace larch::oracle {

struct MexicanHat {
  double variance;                 // NaN where no point is valid
  std::vector<std::size_t> valid;  // rows with more than three points near
};

// Variance of `flux` (its mean taken off) over the squared mean flux, at a time scale in days.
inline MexicanHat mexican_hat(const std::vector<double>& time, const std::vector<double>& flux,
                              double time_scale) {
  const double s1 = 0.225 * time_scale / std::numbers::sqrt2;
  const double s2 = 2.0 * s1;
  const double half_width = std::max(6.0 * s1, 30.0);
  const double h = 2.0 * half_width / 1000.0;
  const auto gaussian = [](double x, double s) { return std::exp(-x * x / (2.0 * s * s)); };
  double n1 = 0.0;
  double n2 = 0.0;
  for (int k = 0; k <= 1000; ++k) {
    n1 += h * gaussian(-half_width + k * h, s1);
    n2 += h * gaussian(-half_width + k * h, s2);
  }
  double q = 0.0;
  for (int k = 0; k <= 1000; ++k) {
    const double x = -half_width + k * h;
    q += h * std::pow(gaussian(x, s1) / n1 - gaussian(x, s2) / n2, 2);
  }
  double mean = 0.0;
  for (const double f : flux) mean += f / static_cast<double>(flux.size());

  MexicanHat hat{0.0, {}};
  for (std::size_t i = 0; i < time.size(); ++i) {
    double r1 = 0.0, r2 = 0.0, m1 = 0.0, m2 = 0.0;
    int near = 0;
    for (std::size_t j = 0; j < time.size(); ++j) {
      const double d = std::abs(time[j] - time[i]);
      if (!(d < half_width)) continue;
      if (d <= 2.0 * half_width / 3.0) ++near;
      r1 += (flux[j] - mean) * gaussian(d, s1) / n1;
      r2 += (flux[j] - mean) * gaussian(d, s2) / n2;
      m1 += gaussian(d, s1) / n1;
      m2 += gaussian(d, s2) / n2;
    }
    if (near <= 3) continue;
    hat.valid.push_back(i);
    hat.variance += std::pow(r1 / m1 - r2 / m2, 2);
  }
  hat.variance /= static_cast<double>(hat.valid.size()) * q * mean * mean;
  return hat;
}

}  // namespace larch::oracle

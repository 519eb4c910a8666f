// Likelihood and posterior of the two-band Gaussian process from their definition: the dense
// covariance matrix and its Cholesky factor, O(n^3).
#pragma once

#include <cmath>
#include <cstddef>
#include <numbers>
#include <vector>

#include "two_band_gaussian_process.hpp"

namespace larch::oracle {

class DenseTwoBandProcess {
 public:
  DenseTwoBandProcess(std::vector<TwoBandPoint> points, TwoBandKernel kernel)
      : points_(std::move(points)), kernel_(kernel) {
    const std::size_t n = points_.size();
    factor_.resize(n * n);
    for (std::size_t i = 0; i < n; ++i) {
      for (std::size_t j = 0; j <= i; ++j) {
        double k = covariance(points_[i], points_[j]) + (i == j ? points_[i].variance : 0.0);
        for (std::size_t m = 0; m < j; ++m) k -= factor_[i * n + m] * factor_[j * n + m];
        factor_[i * n + j] = i == j ? std::sqrt(k) : k / factor_[j * n + j];
      }
    }
    std::vector<double> fluxes;
    for (const TwoBandPoint& point : points_) fluxes.push_back(point.flux);
    whitened_ = whiten(fluxes);
  }

  double log_likelihood() const {
    const std::size_t n = points_.size();
    double total = -0.5 * static_cast<double>(n) * std::log(2.0 * std::numbers::pi);
    for (std::size_t i = 0; i < n; ++i) {
      total -= 0.5 * whitened_[i] * whitened_[i] + std::log(factor_[i * n + i]);
    }
    return total;
  }

  double mean(double time, Band band) const {
    const std::vector<double> column = whiten(covariances(time, band));
    double total = 0.0;
    for (std::size_t i = 0; i < points_.size(); ++i) total += column[i] * whitened_[i];
    return total;
  }

  double deviation(double time, Band band) const {
    double variance = kernel_.amplitude * kernel_.amplitude;
    for (const double value : whiten(covariances(time, band))) variance -= value * value;
    return std::sqrt(variance);
  }

 private:
  std::vector<TwoBandPoint> points_;
  TwoBandKernel kernel_;
  std::vector<double> factor_, whitened_;

  double covariance(const TwoBandPoint& a, const TwoBandPoint& b) const {
    const double u = std::sqrt(3.0) * std::abs(a.time - b.time) / kernel_.length;
    return kernel_.amplitude * kernel_.amplitude * (1.0 + u) * std::exp(-u) *
           (a.band == b.band ? 1.0 : kernel_.coupling);
  }

  std::vector<double> covariances(double time, Band band) const {
    std::vector<double> column;
    for (const TwoBandPoint& point : points_) {
      column.push_back(covariance({time, band, 0.0, 0.0}, point));
    }
    return column;
  }

  // L^-1 x
  std::vector<double> whiten(std::vector<double> x) const {
    const std::size_t n = x.size();
    for (std::size_t i = 0; i < n; ++i) {
      for (std::size_t j = 0; j < i; ++j) x[i] -= factor_[i * n + j] * x[j];
      x[i] /= factor_[i * n + i];
    }
    return x;
  }
};

}  // namespace larch::oracle

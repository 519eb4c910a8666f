#include "statistics.hpp"

#include <algorithm>
#include <cmath>
#include <vector>

#include "light_curve.hpp"

namespace larch {

double mean(std::span<const double> values) {
  if (values.empty()) return kMissing;
  double offsets = 0.0;
  for (const double value : values) offsets += value - values.front();
  return values.front() + offsets / static_cast<double>(values.size());
}

double quantile_of_sorted(std::span<const double> ascending, double q) {
  if (ascending.empty()) return kMissing;
  const double position = q * static_cast<double>(ascending.size() - 1);
  const auto lower = static_cast<std::size_t>(position);
  const std::size_t upper = std::min(lower + 1, ascending.size() - 1);
  const double fraction = position - static_cast<double>(lower);
  const double step = ascending[upper] - ascending[lower];
  // From the nearer end, as numpy does: percentiles are compared with the values they stand on.
  return fraction < 0.5 ? ascending[lower] + step * fraction
                        : ascending[upper] - step * (1.0 - fraction);
}

double median_of_sorted(std::span<const double> ascending) {
  if (ascending.empty()) return kMissing;
  const std::size_t half = ascending.size() / 2;
  return ascending.size() % 2 == 1 ? ascending[half] : (ascending[half - 1] + ascending[half]) / 2;
}

double median(std::span<const double> values) {
  std::vector<double> ascending(values.begin(), values.end());
  std::sort(ascending.begin(), ascending.end());
  return median_of_sorted(ascending);
}

double dot(std::span<const double> a, std::span<const double> b) {
  // Four independent sums, or each addition would wait for the one before it.
  double sums[4] = {};
  const std::size_t whole = a.size() / 4 * 4;
  for (std::size_t i = 0; i < whole; i += 4) {
    for (std::size_t k = 0; k < 4; ++k) sums[k] += a[i + k] * b[i + k];
  }
  for (std::size_t i = whole; i < a.size(); ++i) sums[0] += a[i] * b[i];
  return (sums[0] + sums[1]) + (sums[2] + sums[3]);
}

double slope(std::span<const double> x, std::span<const double> y) {
  const double centre = mean(x);
  const double level = mean(y);
  double covariance = 0.0;
  double variance = 0.0;
  for (std::size_t i = 0; i < x.size(); ++i) {
    covariance += (x[i] - centre) * (y[i] - level);
    variance += (x[i] - centre) * (x[i] - centre);
  }
  return covariance / variance;
}

}  // namespace larch

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

}  // namespace larch

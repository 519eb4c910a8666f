#include "statistics.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <vector>

#include "light_curve.hpp"

namespace larch {

double sum(std::span<const double> values) {
  return std::accumulate(values.begin(), values.end(), 0.0);
}

double mean(std::span<const double> values) {
  return values.empty() ? kMissing : sum(values) / static_cast<double>(values.size());
}

double quantile_of_sorted(std::span<const double> ascending, double q) {
  if (ascending.empty()) return kMissing;
  const double position = q * static_cast<double>(ascending.size() - 1);
  const auto lower = static_cast<std::size_t>(position);
  const std::size_t upper = std::min(lower + 1, ascending.size() - 1);
  const double fraction = position - static_cast<double>(lower);
  return ascending[lower] + fraction * (ascending[upper] - ascending[lower]);
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

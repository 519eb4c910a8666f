#include "sequence.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>
#include <numbers>
#include <span>
#include <vector>

#include "../../statistics.hpp"

namespace larch::turbo_fats {

double autocorrelation_length(const Sample& sample, BandSample& band) {
  std::vector<double> deviations;
  deviations.reserve(band.size());
  for (const double m : band.magnitude) deviations.push_back(m - band.mean());
  const std::span<const double> all(deviations);
  const double variance = dot(all, all);
  std::size_t lag = 0;
  for (; lag < band.size(); ++lag) {
    sample.throw_if_stopped();
    const std::size_t pairs = band.size() - lag;
    if (dot(all.first(pairs), all.last(pairs)) / variance < 1.0 / std::numbers::e) break;
  }
  return static_cast<double>(lag);
}

double consecutive_outliers(BandSample& band) {
  const double low = band.mean() - 2.0 * band.standard_deviation();
  const double high = band.mean() + 2.0 * band.standard_deviation();
  std::size_t runs = 0;
  std::size_t outliers_in_a_row = 0;
  for (const double m : band.magnitude) {
    outliers_in_a_row = m > high || m < low ? outliers_in_a_row + 1 : 0;
    if (outliers_in_a_row >= 3) ++runs;
  }
  return static_cast<double>(runs) / static_cast<double>(band.size() - 2);
}

double eta_e(BandSample& band) {
  double slopes = 0.0;
  double weights = 0.0;
  for (std::size_t i = 1; i < band.size(); ++i) {
    const double dt = band.time[i] - band.time[i - 1];
    const double dm = band.magnitude[i] - band.magnitude[i - 1];
    slopes += (dm / dt) * (dm / dt);
    weights += 1.0 / (dt * dt);
  }
  const double sd = band.standard_deviation();
  return slopes / weights / (sd * sd);
}

double max_slope(const BandSample& band) {
  double steepest = 0.0;
  for (std::size_t i = 1; i < band.size(); ++i) {
    steepest = std::max(steepest, std::abs(band.magnitude[i] - band.magnitude[i - 1]) /
                                      (band.time[i] - band.time[i - 1]));
  }
  return steepest;
}

double pair_slope_trend(const BandSample& band) {
  constexpr std::size_t kRows = 30;
  const std::size_t first = band.size() - std::min(kRows, band.size());
  int trend = 0;
  for (std::size_t i = first + 1; i < band.size(); ++i) {
    trend += band.magnitude[i] - band.magnitude[i - 1] > 0.0 ? 1 : -1;
  }
  return static_cast<double>(trend) / static_cast<double>(kRows);
}

double cumulative_sum_range(BandSample& band) {
  double sum = 0.0;
  double lowest = std::numeric_limits<double>::infinity();
  double highest = -lowest;
  for (const double m : band.magnitude) {
    sum += m - band.mean();
    lowest = std::min(lowest, sum);
    highest = std::max(highest, sum);
  }
  return (highest - lowest) / (static_cast<double>(band.size()) * band.standard_deviation());
}

}  // namespace larch::turbo_fats

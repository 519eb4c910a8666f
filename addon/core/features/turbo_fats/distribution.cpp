#include "distribution.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <vector>

#include "../../special_functions.hpp"
#include "../../statistics.hpp"

namespace larch::turbo_fats {

double amplitude(BandSample& band) {
  const auto ascending = band.sorted_magnitudes();
  const auto k = static_cast<std::size_t>(std::ceil(0.05 * static_cast<double>(band.size())));
  return (median_of_sorted(ascending.last(k)) - median_of_sorted(ascending.first(k))) / 2.0;
}

double anderson_darling(BandSample& band) {
  const auto ascending = band.sorted_magnitudes();
  const auto n = static_cast<double>(band.size());
  // sum over i of (2i - 1) (ln Phi(y_i) + ln Phi(-y_{n+1-i})), i from 1, by terms of one y_i
  double total = 0.0;
  for (std::size_t i = 0; i < ascending.size(); ++i) {
    const double y = (ascending[i] - band.mean()) / band.sample_standard_deviation();
    const double weight = 2.0 * static_cast<double>(i) + 1.0;
    total += weight * log_normal_cdf(y) + (2.0 * n - weight) * log_normal_cdf(-y);
  }
  const double distance = -n - total / n;
  return 1.0 / (1.0 + std::exp(-10.0 * (distance - 0.3)));
}

double beyond_1_std(BandSample& band) {
  const double centre = band.weighted_mean();
  const auto n = static_cast<double>(band.size());
  double squares = 0.0;
  for (const double m : band.magnitude) squares += (m - centre) * (m - centre);
  const double s = std::sqrt(squares / (n - 1.0));
  const auto beyond = std::ranges::count_if(
      band.magnitude, [&](double m) { return m > centre + s || m < centre - s; });
  return static_cast<double>(beyond) / n;
}

double gskew(BandSample& band) {
  const auto ascending = band.sorted_magnitudes();
  const double p3 = quantile_of_sorted(ascending, 0.03);
  const double p97 = quantile_of_sorted(ascending, 0.97);
  const auto bright = std::ranges::upper_bound(ascending, p3);
  const auto faint = std::ranges::lower_bound(ascending, p97);
  return median_of_sorted({ascending.begin(), bright}) +
         median_of_sorted({faint, ascending.end()}) - 2.0 * band.median();
}

double median_absolute_deviation(BandSample& band) {
  std::vector<double> deviations;
  deviations.reserve(band.size());
  for (const double m : band.magnitude) deviations.push_back(std::abs(m - band.median()));
  return median(deviations);
}

double median_buffer_range_percentage(BandSample& band) {
  const auto ascending = band.sorted_magnitudes();
  const double median = band.median();
  const double buffer = (ascending.back() - ascending.front()) / 10.0;
  const auto inside = std::ranges::count_if(
      band.magnitude, [&](double m) { return m > median - buffer && m < median + buffer; });
  return static_cast<double>(inside) / static_cast<double>(band.size());
}

double percent_amplitude(BandSample& band) {
  const auto ascending = band.sorted_magnitudes();
  const double median = band.median();
  return std::max(ascending.back() - median, median - ascending.front()) / median;
}

double skew(BandSample& band) {
  double cubes = 0.0;
  for (const double m : band.magnitude) {
    const double d = m - band.mean();
    cubes += d * d * d;
  }
  const double sd = band.standard_deviation();
  return cubes / static_cast<double>(band.size()) / (sd * sd * sd);
}

double small_kurtosis(BandSample& band) {
  const auto n = static_cast<double>(band.size());
  double fourths = 0.0;
  for (const double m : band.magnitude) {
    const double z = (m - band.mean()) / band.standard_deviation();
    fourths += (z * z) * (z * z);
  }
  return n * (n + 1.0) / ((n - 1.0) * (n - 2.0) * (n - 3.0)) * fourths -
         3.0 * (n - 1.0) * (n - 1.0) / ((n - 2.0) * (n - 3.0));
}

double stetson_k(BandSample& band) {
  // The factor sqrt(n / (n-1)) of z cancels.
  double absolute = 0.0;
  double squares = 0.0;
  for (std::size_t i = 0; i < band.size(); ++i) {
    const double z = (band.magnitude[i] - band.weighted_mean()) / band.error[i];
    absolute += std::abs(z);
    squares += z * z;
  }
  return absolute / std::sqrt(static_cast<double>(band.size()) * squares);
}

double variability_probability(BandSample& band) {
  double chi_square = 0.0;
  for (std::size_t i = 0; i < band.size(); ++i) {
    const double z = (band.magnitude[i] - band.mean()) / band.error[i];
    chi_square += z * z;
  }
  return chi_square_cdf(chi_square, static_cast<double>(band.size()) - 1.0);
}

double excess_variance(BandSample& band) {
  double excess = 0.0;
  for (std::size_t i = 0; i < band.size(); ++i) {
    const double d = band.magnitude[i] - band.mean();
    excess += d * d - band.error[i] * band.error[i];
  }
  return excess / (static_cast<double>(band.size()) * band.mean() * band.mean());
}

}  // namespace larch::turbo_fats

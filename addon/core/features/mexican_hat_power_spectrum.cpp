// Mexican-hat power spectrum: the variance of the flux on two time scales, T = 100 d (low
// frequencies) and T = 10 d (high).
//
//   F = 10^(0.4 (19 - m)), f = F - mean(F); s1 = 0.225 T / sqrt 2, s2 = 2 s1
//   filtered(i) = sum_j f_j g1(d) / sum_j g1(d) - sum_j f_j g2(d) / sum_j g2(d)
//     over |d| < H, d = t_j - t_i, g(d) = exp(-d^2 / 2s^2), H = max(6 s1, 6 * 5 d)
//   power(T) = mean of filtered^2 over the valid points / Q / mean(F)^2
//     valid: more than 3 points within 2H/3, itself included
//     Q: integral of the squared filter, the difference of the two normalised Gaussians
//   noise = (mean of 0.4 ln10 F e over the points valid at T = 100 d)^2 / mean(F)^2
//   low = power(100) - noise; high = power(10) - noise, with PN_flag 1 and nothing subtracted where
//   that would not be positive; ratio = low / high; non_zero = valid points at T = 10 d
//
// The reference works in float32: its rounding of the inputs is kept, the arithmetic is double. Its
// -ffast-math build lost all five values where no point is valid at T = 10 d; here what is defined
// is given (non_zero 0, PN_flag 1, and low where points are valid at T = 100 d). A constant flux
// (high exactly 0) has no values.
#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <numbers>
#include <vector>

#include "../feature.hpp"
#include "../sample.hpp"
#include "../statistics.hpp"
#include "../vector_exp.hpp"

namespace larch::features {
namespace {

constexpr double kZeroMagnitude = 19.0;  // of flux 1
constexpr double kSampling = 5.0;        // days; half the filter reaches over six of it at least
constexpr std::size_t kMinimumNeighbours = 4;

constexpr Output kOutputs[] = {
    {"MHPS_ratio", "1", "Ratio of the variance at 100 d to that at 10 d", kMinimumNeighbours},
    {"MHPS_low", "1", "Variance of the flux at a time scale of 100 d, over the squared mean flux",
     kMinimumNeighbours},
    {"MHPS_high", "1", "Variance of the flux at a time scale of 10 d, over the squared mean flux",
     kMinimumNeighbours},
    {"MHPS_non_zero", "1", "Number of detections with enough neighbours at 10 d", 1},
    {"MHPS_PN_flag", "1", "1 where the photometric noise exceeds the variance at 10 d, else 0", 1},
};

struct Filter {
  double narrow;          // s1, days
  double half_width;      // H, days
  double squared_filter;  // Q, 1/days

  double wide() const { return 2.0 * narrow; }
};

Filter make_filter(double time_scale) {
  Filter filter;
  filter.narrow = 0.225 * time_scale / std::numbers::sqrt2;
  filter.half_width = std::max(6.0 * filter.narrow, 6.0 * kSampling);

  constexpr int kSteps = 1000;
  const double step = 2.0 * filter.half_width / kSteps;
  const auto sum_over_grid = [&](auto function) {
    double sum = 0.0;
    for (int k = 0; k <= kSteps; ++k) sum += function(-filter.half_width + k * step);
    return sum * step;
  };
  const auto gaussian = [](double x, double s) { return std::exp(-x * x / (2.0 * s * s)); };
  const double n1 = sum_over_grid([&](double x) { return gaussian(x, filter.narrow); });
  const double n2 = sum_over_grid([&](double x) { return gaussian(x, filter.wide()); });
  filter.squared_filter = sum_over_grid([&](double x) {
    const double hat = gaussian(x, filter.narrow) / n1 - gaussian(x, filter.wide()) / n2;
    return hat * hat;
  });
  return filter;
}

// Gaussian-weighted sums around one point: of the flux and of 1, for both widths.
struct Sums {
  double narrow_flux = 0.0;
  double narrow_weight = 0.0;
  double wide_flux = 0.0;
  double wide_weight = 0.0;
  std::size_t neighbours = 0;

  void add(double flux, double narrow, double wide, bool near) {
    narrow_flux += narrow * flux;
    narrow_weight += narrow;
    wide_flux += wide * flux;
    wide_weight += wide;
    neighbours += near ? 1 : 0;
  }
  bool valid() const { return neighbours >= kMinimumNeighbours; }
  double filtered() const { return narrow_flux / narrow_weight - wide_flux / wide_weight; }
};

// exp(factor * (t - t0)^2) for ascending times.
LARCH_VECTOR_LOOPS void gaussians(std::span<const double> times, double t0, double factor,
                                  std::span<double> out) {
  for (std::size_t j = 0; j < times.size(); ++j) {
    const double d = times[j] - t0;
    out[j] = vector_exp(factor * (d * d));
  }
}

// Each pair is visited once and counts for both of its points.
std::vector<Sums> convolve(const Sample& sample, const Filter& filter, std::span<const double> time,
                           std::span<const double> flux) {
  const double factor = -1.0 / (2.0 * filter.wide() * filter.wide());
  const double near = 2.0 * filter.half_width / 3.0;
  std::vector<Sums> sums(time.size());
  std::vector<double> wide(time.size());
  std::size_t end = 0;  // the first point beyond the filter around point i
  for (std::size_t i = 0; i < time.size(); ++i) {
    sample.throw_if_stopped();
    end = std::max(end, i + 1);
    while (end < time.size() && time[end] - time[i] < filter.half_width) ++end;
    gaussians(time.subspan(i, end - i), time[i], factor, wide);
    sums[i].add(flux[i], 1.0, 1.0, true);
    for (std::size_t j = i + 1; j < end; ++j) {
      const double wide_ij = wide[j - i];
      const double narrow_ij = (wide_ij * wide_ij) * (wide_ij * wide_ij);  // as s2 = 2 s1
      const bool is_near = time[j] - time[i] <= near;
      sums[i].add(flux[j], narrow_ij, wide_ij, is_near);
      sums[j].add(flux[i], narrow_ij, wide_ij, is_near);
    }
  }
  return sums;
}

// The mean of the squared filtered flux over the valid points; NaN where there is none.
double filtered_variance(std::span<const Sums> sums, const Filter& filter) {
  double squares = 0.0;
  std::size_t valid = 0;
  for (const Sums& point : sums) {
    if (!point.valid()) continue;
    squares += point.filtered() * point.filtered();
    ++valid;
  }
  return squares / static_cast<double>(valid) / filter.squared_filter;
}

void evaluate(Sample& sample, BandSample& band, std::span<double> out) {
  static const Filter slow = make_filter(100.0);
  static const Filter fast = make_filter(10.0);

  const auto as_float = [](double value) { return static_cast<double>(static_cast<float>(value)); };
  std::vector<double> time;
  std::vector<double> flux;
  std::vector<double> flux_error;
  for (std::size_t i = 0; i < band.size(); ++i) {
    time.push_back(as_float(band.time[i]));
    flux.push_back(std::pow(10.0, 0.4 * (kZeroMagnitude - as_float(band.magnitude[i]))));
    flux_error.push_back(0.4 * std::numbers::ln10 * flux[i] * as_float(band.error[i]));
  }
  const double mean_flux = mean(flux);
  for (double& f : flux) f -= mean_flux;

  const std::vector<Sums> slow_sums = convolve(sample, slow, time, flux);
  const std::vector<Sums> fast_sums = convolve(sample, fast, time, flux);

  double noise_sum = 0.0;
  std::size_t slow_valid = 0;
  for (std::size_t i = 0; i < band.size(); ++i) {
    if (!slow_sums[i].valid()) continue;
    noise_sum += flux_error[i];
    ++slow_valid;
  }
  const double mean_noise = noise_sum / static_cast<double>(slow_valid) / mean_flux;
  const double noise = mean_noise * mean_noise;
  const double low = filtered_variance(slow_sums, slow) / (mean_flux * mean_flux) - noise;
  const double fast_power = filtered_variance(fast_sums, fast) / (mean_flux * mean_flux);
  // Written so that an undefined power counts as noise.
  const bool above_noise = fast_power > noise;
  const double high = above_noise ? fast_power - noise : fast_power;
  if (high == 0.0) return;
  out[0] = low / high;
  out[1] = low;
  out[2] = high;
  out[3] = static_cast<double>(std::ranges::count_if(fast_sums, &Sums::valid));
  out[4] = above_noise ? 0.0 : 1.0;
}

}  // namespace

extern constinit const FeatureFamily mexican_hat_power_spectrum{
    "Mexican-hat power spectrum",
    kOutputs,
    Column::time | Column::magnitude | Column::error,
    {"Arevalo et al. 2012, MNRAS 426, 1793", "10.1111/j.1365-2966.2012.21789.x"},
    PerBand{evaluate}};

}  // namespace larch::features

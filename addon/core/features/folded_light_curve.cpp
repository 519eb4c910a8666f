// How smooth the light curve is when folded with twice the multiband period P.
//
//   phase = (t mod 2P) / 2P, magnitudes in order of phase, mu their mean, sd their population
//   standard deviation
//   Psi_CS  = range of the cumulative sums of (m - mu) / (n sd)
//   Psi_eta = sum (m_i+1 - m_i)^2 / ((n - 1) sd^2)
// Twice the period, so that the minima of an eclipsing binary, whose period is found at half its
// length, do not fall on each other. Where there is no period the order is that of time, as in the
// original.
#include <algorithm>
#include <cmath>
#include <numeric>
#include <vector>

#include "../feature.hpp"
#include "../sample.hpp"

namespace larch::features {
namespace {

constexpr Output kOutputs[] = {
    {"Psi_CS", "1", "Range of the cumulative sums of the folded light curve", 3},
    {"Psi_eta", "1", "Von Neumann ratio of the folded light curve", 3},
};

std::vector<double> folded(const BandSample& band, double period) {
  if (std::isnan(period)) return band.magnitude;
  std::vector<std::pair<double, std::size_t>> order(band.size());
  for (std::size_t i = 0; i < band.size(); ++i) {
    double phase = std::fmod(band.time[i], 2.0 * period);
    if (phase < 0.0) phase += 2.0 * period;
    order[i] = {phase / (2.0 * period), i};
  }
  std::ranges::sort(order);
  std::vector<double> magnitudes;
  magnitudes.reserve(order.size());
  for (const auto& [phase, i] : order) magnitudes.push_back(band.magnitude[i]);
  return magnitudes;
}

void evaluate(Sample& sample, BandSample& band, std::span<double> out) {
  const double deviation = band.standard_deviation();
  if (deviation == 0.0) return;
  const std::vector<double> magnitudes = folded(band, sample.period_search().period);
  const double mean = band.mean();
  double cumulative = 0.0;
  double lowest = INFINITY;
  double highest = -INFINITY;
  double steps = 0.0;
  for (std::size_t i = 0; i < magnitudes.size(); ++i) {
    cumulative += magnitudes[i] - mean;
    lowest = std::min(lowest, cumulative);
    highest = std::max(highest, cumulative);
    if (i > 0) steps += (magnitudes[i] - magnitudes[i - 1]) * (magnitudes[i] - magnitudes[i - 1]);
  }
  const auto n = static_cast<double>(magnitudes.size());
  out[0] = (highest - lowest) / (n * deviation);
  out[1] = steps / ((n - 1.0) * deviation * deviation);
}

}  // namespace

extern constinit const FeatureFamily folded_light_curve{
    "folded light curve",
    kOutputs,
    Column::time | Column::magnitude | Column::error,
    {"Kim et al. 2014, A&A 566, A43", "10.1051/0004-6361/201323252"},
    PerBand{evaluate}};

}  // namespace larch::features

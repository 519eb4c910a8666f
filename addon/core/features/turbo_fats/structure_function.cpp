#include "structure_function.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <vector>

#include "../../statistics.hpp"

namespace larch::turbo_fats {
namespace {

constexpr double kShortest = 5.0;   // days
constexpr double kLongest = 365.0;  // days
constexpr double kDaysPerYear = 365.0;
constexpr std::size_t kBins = 19;  // of 0.1 dex from kShortest on: the last reaches past kLongest
constexpr StructureFunction kNoFit{-0.5, -0.5};

using Edges = std::array<double, kBins + 1>;  // days

const Edges& bin_edges() {
  static const Edges edges = [] {
    Edges made;
    for (std::size_t k = 0; k < made.size(); ++k) {
      // kShortest itself is in the first bin.
      made[k] = kShortest * std::pow(10.0, 0.1 * static_cast<double>(k));
    }
    return made;
  }();
  return edges;
}

struct Bin {
  double variance_sum = 0.0;  // mag^2
  std::size_t pairs = 0;
};

std::array<Bin, kBins> bin_pairs(const Sample& sample, const BandSample& band) {
  const Edges& edges = bin_edges();
  std::array<Bin, kBins> bins;
  std::size_t first = 0;  // the first row at least kShortest later than row i
  for (std::size_t i = 0; i < band.size(); ++i) {
    sample.throw_if_stopped();
    while (first < band.size() && band.time[first] - band.time[i] < edges[0]) ++first;
    const double variance_i = band.error[i] * band.error[i];
    std::size_t bin = 0;  // rows ascend in time: so do lags and bins
    for (std::size_t j = first; j < band.size(); ++j) {
      const double lag = band.time[j] - band.time[i];
      if (lag > kLongest) break;
      while (lag >= edges[bin + 1]) ++bin;
      const double dm = band.magnitude[i] - band.magnitude[j];
      bins[bin].variance_sum += dm * dm - variance_i - band.error[j] * band.error[j];
      ++bins[bin].pairs;
    }
  }
  return bins;
}

}  // namespace

StructureFunction structure_function(const Sample& sample, const BandSample& band) {
  const std::array<Bin, kBins> bins = bin_pairs(sample, band);
  const Edges& edges = bin_edges();
  std::size_t usable_bins = 0;
  std::vector<double> log_lag;       // log10 of years
  std::vector<double> log_function;  // log10 of mag
  for (std::size_t k = 0; k < kBins; ++k) {
    if (bins[k].pairs == 0 || bins[k].variance_sum < 0.0) continue;
    ++usable_bins;
    const double lag = (edges[k] + edges[k + 1]) / 2.0 / kDaysPerYear;
    if (!(lag > 0.01 && lag <= 0.5)) continue;
    log_lag.push_back(std::log10(lag));
    log_function.push_back(0.5 *
                           std::log10(bins[k].variance_sum / static_cast<double>(bins[k].pairs)));
  }
  if (usable_bins < 2 || log_lag.empty()) return kNoFit;

  // Of the lines through a single bin the reference takes the one of least norm.
  double gamma = log_function[0] / (2.0 * log_lag[0]);
  double intercept = log_function[0] / 2.0;
  if (log_lag.size() > 1) {
    gamma = slope(log_lag, log_function);
    intercept = mean(log_function) - gamma * mean(log_lag);
  }
  const double amplitude = std::pow(10.0, intercept);
  if (!std::isfinite(gamma) || !std::isfinite(intercept)) return kNoFit;
  if (amplitude < 0.005) return {0.0, 0.0};
  return {std::min(amplitude, 15.0), std::clamp(gamma, -0.5, 3.0)};
}

}  // namespace larch::turbo_fats

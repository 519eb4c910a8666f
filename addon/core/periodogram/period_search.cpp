#include "period_search.hpp"

#include <algorithm>
#include <cmath>

#include "../cancelled.hpp"
#include "peaks.hpp"
#include "power.hpp"

namespace larch {
namespace {

constexpr std::size_t kRefinedPeaks = 10;
constexpr std::size_t kRefinement = 20;  // frequencies between the neighbours of a peak
constexpr std::size_t kBlock = 1280;     // frequencies between two looks at the stop token

// F of the analysis of variance from powers (fractions of the chi-square): for one band, and for
// all bands together, whose powers count by their chi-square.
//   F = D/2 chi2 p / max(chi2 (1 - p), 1e-9)
class Statistic {
 public:
  explicit Statistic(const Observations& observations) {
    for (const BandObservations& band : observations.bands) {
      freedom_.push_back(static_cast<double>(band.size() - 3));
      chi_square_.push_back(band.chi_square);
      all_freedom_ += freedom_.back();
      all_chi_square_ += band.chi_square;
    }
  }

  float of_band(std::size_t b, double power) const {
    return value(freedom_[b], chi_square_[b], chi_square_[b] * power);
  }

  // `power`: one per band.
  float of_all(std::span<const double> power) const {
    double explained = 0.0;
    for (std::size_t b = 0; b < power.size(); ++b) explained += chi_square_[b] * power[b];
    return value(all_freedom_, all_chi_square_, explained);
  }

 private:
  static float value(double freedom, double chi_square, double explained) {
    return static_cast<float>(freedom / 2.0 * explained / std::max(chi_square - explained, 1e-9));
  }

  std::vector<double> freedom_;
  std::vector<double> chi_square_;
  double all_freedom_ = 0.0;
  double all_chi_square_ = 0.0;
};

}  // namespace

double Periodogram::frequency(std::size_t index) const {
  const auto moved = std::ranges::find(peaks, index, &Peak::index);
  return moved != peaks.end() ? moved->frequency : grid[index];
}

PeriodSearch search_period(const UsedDetections& detections, Phases phases,
                           const std::stop_token& stop) {
  PeriodSearch search;
  const Observations observations = observations_of(detections, phases);
  const std::size_t bands = observations.bands.size();
  if (bands == 0) return search;

  const Statistic statistic(observations);
  search.periodogram.emplace(FrequencyGrid(observations.span, phases == Phases::original));
  Periodogram& periodogram = *search.periodogram;
  const FrequencyGrid& grid = periodogram.grid;
  std::vector<float>& all = periodogram.statistic;
  all.resize(grid.size);
  std::vector<std::vector<float>> of_band(bands, std::vector<float>(grid.size));

  for (std::size_t first = 0; first < grid.size; first += kBlock) {
    throw_if_stopped(stop);
    const std::size_t count = std::min(kBlock, grid.size - first);
    for (std::size_t b = 0; b < bands; ++b) {
      power_on_grid(observations.bands[b], phases, grid, first,
                    std::span(of_band[b]).subspan(first, count));
    }
    for (std::size_t k = first; k < first + count; ++k) {
      std::array<double, 3> power;
      for (std::size_t b = 0; b < bands; ++b) {
        power[b] = of_band[b][k];
        of_band[b][k] = statistic.of_band(b, power[b]);
      }
      all[k] = statistic.of_all({power.data(), bands});
    }
  }

  for (const std::size_t index : highest_local_maxima(all, kRefinedPeaks)) {
    throw_if_stopped(stop);
    const double lower = grid[index - 1];
    const double step = (grid[index + 1] - lower) / (kRefinement - 1);
    std::array<double, kRefinement> frequencies;
    for (std::size_t k = 0; k < kRefinement; ++k) {
      frequencies[k] = lower + static_cast<double>(k) * step;
      if (grid.rounded) frequencies[k] = static_cast<float>(frequencies[k]);
    }
    std::array<std::array<double, kRefinement>, 3> power;
    for (std::size_t b = 0; b < bands; ++b) {
      power_at(observations.bands[b], phases, frequencies, power[b]);
    }
    Periodogram::Peak peak{index, grid[index]};
    for (std::size_t k = 0; k < kRefinement; ++k) {
      std::array<double, 3> at_k;
      for (std::size_t b = 0; b < bands; ++b) at_k[b] = power[b][k];
      const float value = statistic.of_all({at_k.data(), bands});
      if (!(value > all[index])) continue;
      all[index] = value;
      for (std::size_t b = 0; b < bands; ++b) of_band[b][index] = statistic.of_band(b, at_k[b]);
      peak.frequency = frequencies[k];
    }
    periodogram.peaks.push_back(peak);
  }
  if (periodogram.peaks.empty()) return search;

  std::ranges::stable_sort(
      periodogram.peaks, [&](const auto& a, const auto& b) { return all[a.index] > all[b.index]; });
  search.period = 1.0 / periodogram.peaks.front().frequency;
  for (std::size_t b = 0; b < bands; ++b) {
    const auto highest = std::ranges::max_element(of_band[b]);
    const auto index = static_cast<std::size_t>(highest - of_band[b].begin());
    search.band_period[static_cast<std::size_t>(observations.bands[b].band) - 1] =
        1.0 / periodogram.frequency(index);
  }
  return search;
}

}  // namespace larch

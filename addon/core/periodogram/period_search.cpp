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
constexpr double kLeastUnexplained = 1e-9;

// F of the analysis of variance over all bands, whose powers p_b, fractions of their chi-square,
// count by their chi-square; N_b rows each:
//   F = D / 2 sum chi2_b p_b / max(sum chi2_b (1 - p_b), 1e-9), D = sum (N_b - 3)
class Statistic {
 public:
  explicit Statistic(const Observations& observations) {
    double chi_square = 0.0;
    for (const BandObservations& band : observations.bands) chi_square += band.chi_square;
    for (const BandObservations& band : observations.bands) {
      half_freedom_ += (static_cast<double>(band.size()) - 3.0) / 2.0;
      share_.push_back(chi_square > 0.0 ? band.chi_square / chi_square : 0.0);
      single_share_.push_back(static_cast<float>(share_.back()));
    }
    least_ = std::min(kLeastUnexplained / chi_square, 1.0);
  }

  // `power`: one per band.
  float operator()(std::span<const double> power) const {
    double explained = 0.0;
    for (std::size_t b = 0; b < power.size(); ++b) explained += share_[b] * power[b];
    return static_cast<float>(half_freedom_ * explained / std::max(1.0 - explained, least_));
  }

  // `power`: `count` powers of each band.
  void operator()(std::span<const float* const> power, const Kernels& kernels, std::size_t count,
                  float* statistic) const {
    kernels.combine(power.data(), single_share_.data(), power.size(),
                    static_cast<float>(half_freedom_), static_cast<float>(least_), count,
                    statistic);
  }

 private:
  std::vector<double> share_;
  std::vector<float> single_share_;
  double half_freedom_ = 0.0;
  double least_;
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

  const Kernels& kernels = *supported_kernels().front();
  const Statistic statistic(observations);
  search.periodogram.emplace(FrequencyGrid(observations.span, phases == Phases::original));
  Periodogram& periodogram = *search.periodogram;
  const FrequencyGrid& grid = periodogram.grid;
  const std::size_t blocks = (grid.size + kBlock - 1) / kBlock;
  std::vector<float>& all = periodogram.statistic;
  all.resize(blocks * kBlock);

  // The powers of each band. Kept between searches: fresh memory of this size costs more than what
  // is computed into it.
  thread_local std::array<std::vector<float>, 3> of_band;
  std::vector<BandPower> band_powers;
  for (const BandObservations& band : observations.bands) {
    of_band[band_powers.size()].resize(blocks * kBlock);
    band_powers.emplace_back(band, grid, method_for(phases, band.size()), kernels);
  }

  for (std::size_t first = 0; first < grid.size; first += kBlock) {
    throw_if_stopped(stop);
    std::array<const float*, 3> power;
    for (std::size_t b = 0; b < bands; ++b) {
      const std::span<float, kBlock> block(&of_band[b][first], kBlock);
      band_powers[b].block(first, block);
      power[b] = block.data();
    }
    statistic({power.data(), bands}, kernels, kBlock, &all[first]);
  }
  all.resize(grid.size);

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
    for (std::size_t b = 0; b < bands; ++b) band_powers[b].at(frequencies, power[b]);
    Periodogram::Peak peak{index, grid[index]};
    for (std::size_t k = 0; k < kRefinement; ++k) {
      std::array<double, 3> at_k;
      for (std::size_t b = 0; b < bands; ++b) at_k[b] = power[b][k];
      const float value = statistic({at_k.data(), bands});
      if (!(value > all[index])) continue;
      all[index] = value;
      for (std::size_t b = 0; b < bands; ++b) of_band[b][index] = static_cast<float>(at_k[b]);
      peak.frequency = frequencies[k];
    }
    periodogram.peaks.push_back(peak);
  }
  if (periodogram.peaks.empty()) return search;

  std::ranges::stable_sort(
      periodogram.peaks, [&](const auto& a, const auto& b) { return all[a.index] > all[b.index]; });
  search.period = 1.0 / periodogram.peaks.front().frequency;
  for (std::size_t b = 0; b < bands; ++b) {
    const std::size_t highest = index_of_highest(std::span(of_band[b]).first(grid.size));
    search.band_period[static_cast<std::size_t>(observations.bands[b].band) - 1] =
        1.0 / periodogram.frequency(highest);
  }
  return search;
}

}  // namespace larch

#include "period_search.hpp"

#include <algorithm>
#include <array>

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

// The powers of the bands on the grid and the statistic made of them.
class Search {
 public:
  Search(const Observations& observations, Phases phases, Periodogram& periodogram,
         const std::stop_token& stop)
      : statistic_(observations), periodogram_(periodogram), stop_(stop) {
    for (const BandObservations& band : observations.bands) {
      bands_.emplace_back(band, periodogram.grid, method_for(phases, band.size()),
                          *supported_kernels().front());
    }
  }

  void evaluate_grid();
  // Moves the highest peaks to the highest of kRefinement frequencies between their neighbours.
  void refine_peaks();
  // 1/d, of the highest power of one band.
  double highest_frequency(std::size_t band) const {
    const std::span<const float> powers(powers_of(band));
    return periodogram_.frequency(index_of_highest(powers.first(periodogram_.grid.size)));
  }

 private:
  // Kept between searches: fresh memory of this size costs more than what is computed into it.
  static std::vector<float>& powers_of(std::size_t band) {
    thread_local std::array<std::vector<float>, 3> powers;
    return powers[band];
  }
  Periodogram::Peak refined(std::size_t index);

  Statistic statistic_;
  Periodogram& periodogram_;
  const std::stop_token& stop_;
  std::vector<BandPower> bands_;
};

void Search::evaluate_grid() {
  const std::size_t size = periodogram_.grid.size;
  const std::size_t padded = (size + kBlock - 1) / kBlock * kBlock;
  periodogram_.statistic.resize(padded);
  for (std::size_t b = 0; b < bands_.size(); ++b) powers_of(b).resize(padded);
  for (std::size_t first = 0; first < size; first += kBlock) {
    throw_if_stopped(stop_);
    std::array<const float*, 3> power;
    for (std::size_t b = 0; b < bands_.size(); ++b) {
      const std::span<float, kBlock> block(&powers_of(b)[first], kBlock);
      bands_[b].block(first, block);
      power[b] = block.data();
    }
    statistic_({power.data(), bands_.size()}, *supported_kernels().front(), kBlock,
               &periodogram_.statistic[first]);
  }
  periodogram_.statistic.resize(size);
}

Periodogram::Peak Search::refined(std::size_t index) {
  const FrequencyGrid& grid = periodogram_.grid;
  const double lower = grid[index - 1];
  const double step = (grid[index + 1] - lower) / (kRefinement - 1);
  std::array<double, kRefinement> frequencies;
  for (std::size_t k = 0; k < kRefinement; ++k) {
    frequencies[k] = lower + static_cast<double>(k) * step;
    if (grid.rounded) frequencies[k] = static_cast<float>(frequencies[k]);
  }
  std::array<std::array<double, kRefinement>, 3> power;
  for (std::size_t b = 0; b < bands_.size(); ++b) bands_[b].at(frequencies, power[b]);

  Periodogram::Peak peak{index, grid[index]};
  for (std::size_t k = 0; k < kRefinement; ++k) {
    std::array<double, 3> of_band;
    for (std::size_t b = 0; b < bands_.size(); ++b) of_band[b] = power[b][k];
    const float value = statistic_({of_band.data(), bands_.size()});
    if (!(value > periodogram_.statistic[index])) continue;
    periodogram_.statistic[index] = value;
    for (std::size_t b = 0; b < bands_.size(); ++b) {
      powers_of(b)[index] = static_cast<float>(of_band[b]);
    }
    peak.frequency = frequencies[k];
  }
  return peak;
}

void Search::refine_peaks() {
  for (const std::size_t index : highest_local_maxima(periodogram_.statistic, kRefinedPeaks)) {
    throw_if_stopped(stop_);
    periodogram_.peaks.push_back(refined(index));
  }
  std::ranges::stable_sort(periodogram_.peaks, [&](const auto& a, const auto& b) {
    return periodogram_.statistic[a.index] > periodogram_.statistic[b.index];
  });
}

}  // namespace

double Periodogram::frequency(std::size_t index) const {
  const auto moved = std::ranges::find(peaks, index, &Peak::index);
  return moved != peaks.end() ? moved->frequency : grid[index];
}

PeriodSearch search_period(const UsedDetections& detections, Phases phases,
                           const std::stop_token& stop) {
  PeriodSearch answer;
  const Observations observations = observations_of(detections, phases);
  if (observations.bands.empty()) return answer;
  const FrequencyGrid grid(observations.span, phases == Phases::original);
  Periodogram& periodogram = answer.periodogram.emplace(Periodogram{grid, {}, {}});

  Search search(observations, phases, periodogram, stop);
  search.evaluate_grid();
  search.refine_peaks();
  if (periodogram.peaks.empty()) return answer;
  answer.period = 1.0 / periodogram.peaks.front().frequency;
  for (std::size_t b = 0; b < observations.bands.size(); ++b) {
    const auto band = static_cast<std::size_t>(observations.bands[b].band) - 1;
    answer.band_period[band] = 1.0 / search.highest_frequency(b);
  }
  return answer;
}

}  // namespace larch

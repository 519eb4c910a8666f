// How much power there is at simple multiples of the strongest period.
//
//   Power_rate_k = F(1 / (k p0)) / max F, p0 the period at the highest F of the whole grid, F taken
//                  at the nearest frequency
// High where the period found is a multiple or a part of the true one, as for eclipsing binaries.
#include <iterator>

#include "../feature.hpp"
#include "../periodogram/peaks.hpp"
#include "../sample.hpp"

namespace larch::features {
namespace {

constexpr Output kOutputs[] = {
    {"Power_rate_1/4", "1", "Relative power at a quarter of the strongest period", 11},
    {"Power_rate_1/3", "1", "Relative power at a third of the strongest period", 11},
    {"Power_rate_1/2", "1", "Relative power at half the strongest period", 11},
    {"Power_rate_2", "1", "Relative power at twice the strongest period", 11},
    {"Power_rate_3", "1", "Relative power at three times the strongest period", 11},
    {"Power_rate_4", "1", "Relative power at four times the strongest period", 11},
};

constexpr double kMultiples[std::size(kOutputs)] = {1.0 / 4, 1.0 / 3, 1.0 / 2, 2.0, 3.0, 4.0};

// Of the two frequencies about `frequency` the nearer one, the lower if both are as near.
std::size_t nearest(const Periodogram& periodogram, double frequency) {
  std::size_t low = 0;
  std::size_t high = periodogram.grid.size;  // first index whose frequency is not below
  while (low < high) {
    const std::size_t middle = (low + high) / 2;
    if (periodogram.frequency(middle) < frequency) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  if (high == 0) return 0;
  if (high == periodogram.grid.size) return high - 1;
  double middle = periodogram.frequency(high - 1) + periodogram.frequency(high);
  if (periodogram.grid.rounded) middle = static_cast<float>(middle);
  return frequency > middle / 2.0 ? high : high - 1;
}

void evaluate(Sample& sample, std::span<double> out) {
  const auto& periodogram = sample.period_search().periodogram;
  if (!periodogram) return;
  const std::vector<float>& statistic = periodogram->statistic;
  const std::size_t highest = index_of_highest(statistic);
  const double strongest = 1.0 / periodogram->frequency(highest);
  for (std::size_t k = 0; k < std::size(kMultiples); ++k) {
    out[k] =
        statistic[nearest(*periodogram, 1.0 / (strongest * kMultiples[k]))] / statistic[highest];
  }
}

}  // namespace

extern constinit const FeatureFamily power_rates{
    "power rates",
    kOutputs,
    Column::time | Column::magnitude | Column::error,
    {"Sanchez-Saez et al. 2021, AJ 161, 141", "10.3847/1538-3881/abd5c1"},
    PerObject{evaluate}};

}  // namespace larch::features

// Periods of the light curve and how clear they are.
//
//   Multiband_period = 1 / f of the highest peak of the multiband periodogram F
//   Period_band_b    = 1 / f at the highest F of band b alone
//   delta_period_b   = |Multiband_period - Period_band_b|
//   PPE = 1 + sum q ln q / ln 100, q = (F + 0.01) / sum (F + 0.01), over the 100 highest F: the
//         entropy of the periodogram, 1 for a single peak
// A band needs 11 rows within 3000 days to take part.
#include <cmath>

#include "../feature.hpp"
#include "../periodogram/peaks.hpp"
#include "../sample.hpp"

namespace larch::features {
namespace {

constexpr Output kOutputs[] = {
    {"Multiband_period", "d", "Period of the highest peak over all bands", 11},
    {"PPE", "1", "Predominance of the period: 1 less the entropy of the highest powers", 11},
    {"Period_band_1", "d", "Period of the highest power of band g", 11},
    {"delta_period_1", "d", "Difference between the periods of band g and of all bands", 11},
    {"Period_band_2", "d", "Period of the highest power of band r", 11},
    {"delta_period_2", "d", "Difference between the periods of band r and of all bands", 11},
};

constexpr std::size_t kHighest = 100;

double entropy_of_highest(std::span<const float> statistic) {
  std::vector<float> highest = highest_values(statistic, kHighest);
  double sum = 0.0;
  for (const float value : highest) sum += value + 0.01;
  double entropy = 0.0;
  for (const float value : highest) {
    const double share = (value + 0.01) / sum;
    entropy -= share * std::log(share);
  }
  return 1.0 - entropy / std::log(kHighest);
}

void evaluate(Sample& sample, std::span<double> out) {
  const PeriodSearch& search = sample.period_search();
  if (std::isnan(search.period)) return;
  out[0] = search.period;
  out[1] = entropy_of_highest(search.periodogram->statistic);
  for (std::size_t b = 0; b < 2; ++b) {
    out[2 + 2 * b] = search.band_period[b];
    out[3 + 2 * b] = std::abs(search.period - search.band_period[b]);
  }
}

}  // namespace

extern constinit const FeatureFamily period{
    "period",
    kOutputs,
    Column::time | Column::magnitude | Column::error,
    {"Huijse et al. 2018, ApJS 236, 12", "10.3847/1538-4365/aab77c"},
    PerObject{evaluate}};

}  // namespace larch::features

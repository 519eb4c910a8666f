// Interquartile range of the magnitudes.
//
//   iqr = p75 - p25, percentiles by linear interpolation at position q (n - 1)
#include "../feature.hpp"
#include "../sample.hpp"

namespace larch::features {
namespace {

constexpr Output kOutputs[] = {
    {"iqr", "mag", "Difference between the 75th and the 25th percentile of the magnitudes", 1},
};

void evaluate(Sample&, BandSample& band, std::span<double> out) {
  out[0] = band.interquartile_range();
}

}  // namespace

extern constinit const FeatureFamily interquartile_range{
    "interquartile range",
    kOutputs,
    Column::magnitude,
    {"Sanchez-Saez et al. 2021, AJ 161, 141", "10.3847/1538-3881/abd5c1"},
    PerBand{evaluate}};

}  // namespace larch::features

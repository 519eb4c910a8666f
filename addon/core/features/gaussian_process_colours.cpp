// Time scale and colours of the outburst from a Gaussian process in two bands (OutburstProcess).
//
//   g-r(t) = -2.5 log10(f_g/f_r), t from the maximum of f_g + f_r
//
// where both standard deviations are below half of their means. Absent in total photometry, where
// the flux is not that of an outburst.
#include <algorithm>
#include <cmath>

#include "../feature.hpp"
#include "../outburst_process.hpp"
#include "../sample.hpp"

namespace larch::features {
namespace {

constexpr Output kOutputs[] = {
    {"GP_length", "d", "Likeliest length of the two-band Gaussian process: 8, 15, 30 or 60 d", 1},
    {"GP_g-r_-10", "mag", "Colour 10 d before the maximum of the summed bands", 2},
    {"GP_g-r_-5", "mag", "Colour 5 d before the maximum of the summed bands", 2},
    {"GP_g-r_0", "mag", "Colour at the maximum of the summed bands", 2},
    {"GP_g-r_5", "mag", "Colour 5 d after the maximum of the summed bands", 2},
    {"GP_g-r_10", "mag", "Colour 10 d after the maximum of the summed bands", 2},
    {"GP_g-r_15", "mag", "Colour 15 d after the maximum of the summed bands", 2},
    {"GP_g-r_20", "mag", "Colour 20 d after the maximum of the summed bands", 2},
    {"GP_g-r_30", "mag", "Colour 30 d after the maximum of the summed bands", 2},
    {"GP_g-r_40", "mag", "Colour 40 d after the maximum of the summed bands", 2},
    {"GP_g-r_60", "mag", "Colour 60 d after the maximum of the summed bands", 2},
};

constexpr double kDays[] = {-10.0, -5.0, 0.0, 5.0, 10.0, 15.0, 20.0, 30.0, 40.0, 60.0};
constexpr double kMostDeviation = 0.5;  // of the mean

void evaluate(Sample& sample, std::span<double> out) {
  const OutburstProcess& process = sample.outburst_process();
  out[0] = process.length;
  const TwoBandPosterior& posterior = process.posterior;
  if (sample.band(Band::g).size() == 0 || sample.band(Band::r).size() == 0) return;

  std::size_t brightest = 0;
  const auto sum = [&](std::size_t k) { return posterior.mean[0][k] + posterior.mean[1][k]; };
  for (std::size_t k = 1; k < posterior.size(); ++k) {
    if (sum(k) > sum(brightest)) brightest = k;
  }
  for (std::size_t i = 0; i < std::size(kDays); ++i) {
    const double k = static_cast<double>(brightest) + kDays[i] / posterior.step;
    if (k < 0.0 || k >= static_cast<double>(posterior.size())) continue;
    const auto at = static_cast<std::size_t>(k);
    const auto is_known = [&](std::size_t b) {
      return posterior.deviation[b][at] < kMostDeviation * posterior.mean[b][at];
    };
    if (is_known(0) && is_known(1)) {
      out[1 + i] = magnitude_of(posterior.mean[0][at] / posterior.mean[1][at], 0.0);
    }
  }
}

}  // namespace

extern constinit const FeatureFamily gaussian_process_colours{
    "Gaussian process colours",
    kOutputs,
    Column::time | Column::mag | Column::mag_err | Column::is_diff_pos | Column::non_detections,
    {"Boone 2019, AJ 158, 257", "10.3847/1538-3881/ab5182"},
    PerObject{evaluate}};

}  // namespace larch::features

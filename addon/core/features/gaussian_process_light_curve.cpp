// Maximum, rise and decline of the band on the two-band Gaussian process (OutburstProcess).
//
//   GP_dmag(t) = -2.5 log10(f(t)/f(0)), t from the maximum of the band
//
// where the standard deviation is below 0.35 f(0) and f(t) above 0.02 f(0). Times to a level are
// those of the first crossing, by linear interpolation. Absent in total photometry, where the flux
// is not that of an outburst.
#include <algorithm>
#include <cmath>

#include "../feature.hpp"
#include "../outburst_process.hpp"
#include "../sample.hpp"

namespace larch::features {
namespace {

constexpr Output kOutputs[] = {
    {"GP_t_max", "d", "Time of the maximum of the band from the brightest detection", 1},
    {"GP_mag_max", "mag", "Magnitude at the maximum of the band", 1},
    {"GP_rise_25", "d", "Time from a quarter of the maximum to the maximum", 1},
    {"GP_rise_50", "d", "Time from half of the maximum to the maximum", 1},
    {"GP_rise_75", "d", "Time from three quarters of the maximum to the maximum", 1},
    {"GP_fall_25", "d", "Time from the maximum to a quarter of it", 1},
    {"GP_fall_50", "d", "Time from the maximum to half of it", 1},
    {"GP_fall_75", "d", "Time from the maximum to three quarters of it", 1},
    {"GP_dmag_-10", "mag", "Magnitude 10 d before the maximum minus that at the maximum", 1},
    {"GP_dmag_10", "mag", "Magnitude 10 d after the maximum minus that at the maximum", 1},
    {"GP_dmag_15", "mag", "Magnitude 15 d after the maximum minus that at the maximum", 1},
    {"GP_dmag_20", "mag", "Magnitude 20 d after the maximum minus that at the maximum", 1},
    {"GP_dmag_30", "mag", "Magnitude 30 d after the maximum minus that at the maximum", 1},
    {"GP_dmag_40", "mag", "Magnitude 40 d after the maximum minus that at the maximum", 1},
    {"GP_dmag_60", "mag", "Magnitude 60 d after the maximum minus that at the maximum", 1},
};

constexpr double kLevels[] = {0.25, 0.5, 0.75};  // of the maximum
constexpr double kDays[] = {-10.0, 10.0, 15.0, 20.0, 30.0, 40.0, 60.0};
constexpr double kMostDeviation = 0.35;  // of the maximum
constexpr double kLeastFlux = 0.02;      // of the maximum

// Steps from `from` in the direction of `stride` to where the flux falls to `level`; NaN where it
// does not.
double steps_down_to(double level, std::span<const double> flux, std::size_t from,
                     std::ptrdiff_t stride) {
  const auto end = static_cast<std::ptrdiff_t>(flux.size());
  double steps = 0.0;
  for (auto k = static_cast<std::ptrdiff_t>(from); k + stride >= 0 && k + stride < end;
       k += stride, ++steps) {
    const double here = flux[k];
    const double next = flux[k + stride];
    if (next <= level) return steps + (here - level) / (here - next);
  }
  return kMissing;
}

void evaluate(Sample& sample, BandSample& band, std::span<double> out) {
  const TwoBandPosterior& posterior = sample.outburst_process().posterior;
  if (posterior.size() == 0) return;
  const std::size_t b = FluxCurves::index(band.band);
  const std::span<const double> flux = posterior.mean[b];
  const auto brightest = static_cast<std::size_t>(std::ranges::max_element(flux) - flux.begin());
  const double most = flux[brightest];
  if (!(most > 0.0)) return;

  out[0] = posterior.time(brightest);
  out[1] = magnitude_of(most, sample.flux_curves().peak_magnitude);
  for (std::size_t i = 0; i < std::size(kLevels); ++i) {
    out[2 + i] = posterior.step * steps_down_to(kLevels[i] * most, flux, brightest, -1);
    out[5 + i] = posterior.step * steps_down_to(kLevels[i] * most, flux, brightest, 1);
  }
  for (std::size_t i = 0; i < std::size(kDays); ++i) {
    const double k = static_cast<double>(brightest) + kDays[i] / posterior.step;
    if (k < 0.0 || k >= static_cast<double>(posterior.size())) continue;
    const auto at = static_cast<std::size_t>(k);
    if (posterior.deviation[b][at] < kMostDeviation * most && flux[at] > kLeastFlux * most) {
      out[8 + i] = magnitude_of(flux[at] / most, 0.0);
    }
  }
}

}  // namespace

extern constinit const FeatureFamily gaussian_process_light_curve{
    "Gaussian process light curve",
    kOutputs,
    Column::time | Column::mag | Column::mag_err | Column::is_diff_pos | Column::non_detections,
    {"Boone 2019, AJ 158, 257", "10.3847/1538-3881/ab5182"},
    PerBand{evaluate}};

}  // namespace larch::features

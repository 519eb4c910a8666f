// Height and widths of the peak of the band, from nightly mean fluxes f joined by straight lines.
//
//   centroid = sum f t/sum f, width^2 = sum f (t - centroid)^2/sum f, over nights of f > 0
//
// t from the brightest night of the band. Absent in total photometry, where the flux is not that of
// an outburst.
#include <algorithm>
#include <cmath>

#include "../feature.hpp"
#include "../flux_curves.hpp"
#include "../sample.hpp"

namespace larch::features {
namespace {

constexpr Output kOutputs[] = {
    {"peak_mag", "mag", "Magnitude of the brightest night of the band", 1},
    {"peak_rise_50", "d", "Time from half of the peak flux to the brightest night", 2},
    {"peak_fall_50", "d", "Time from the brightest night to half of the peak flux", 2},
    {"peak_width_50", "d", "Time above half of the peak flux", 2},
    {"peak_width_75", "d", "Time above three quarters of the peak flux", 2},
    {"peak_fraction_50", "1", "Fraction of the nights above half of the peak flux", 2},
    {"flux_width", "d", "Flux-weighted standard deviation of time", 2},
    {"flux_centroid", "d", "Flux-weighted mean time minus that of the brightest night", 2},
};

// Of the straight line from one night to the next, the time above a level.
double time_above(double level, double days, double from, double to) {
  const double most = std::max(from, to);
  const double least = std::min(from, to);
  if (least >= level) return days;
  return most > level ? days * (most - level) / (most - least) : 0.0;
}

double time_above(const FluxSeries& nights, double level) {
  double total = 0.0;
  for (std::size_t i = 1; i < nights.size(); ++i) {
    total +=
        time_above(level, nights.time[i] - nights.time[i - 1], nights.flux[i - 1], nights.flux[i]);
  }
  return total;
}

// Days from night `from`, in the direction of `stride`, to where the flux first falls to `level`;
// NaN where it does not.
double time_down_to(const FluxSeries& nights, double level, std::size_t from,
                    std::ptrdiff_t stride) {
  const auto end = static_cast<std::ptrdiff_t>(nights.size());
  double total = 0.0;
  for (auto k = static_cast<std::ptrdiff_t>(from); k + stride >= 0 && k + stride < end;
       k += stride) {
    const double days = std::abs(nights.time[k + stride] - nights.time[k]);
    const double next = nights.flux[k + stride];
    if (next <= level) return total + time_above(level, days, nights.flux[k], next);
    total += days;
  }
  return kMissing;
}

void evaluate(Sample& sample, BandSample& band, std::span<double> out) {
  const FluxCurves& curves = sample.flux_curves();
  const FluxSeries& nights = curves.nights_in(band.band);
  if (!curves.outburst || nights.size() == 0) return;
  const auto brightest =
      static_cast<std::size_t>(std::ranges::max_element(nights.flux) - nights.flux.begin());
  const double most = nights.flux[brightest];
  if (!(most > 0.0)) return;

  out[0] = magnitude_of(most, curves.peak_magnitude);
  out[1] = time_down_to(nights, 0.5 * most, brightest, -1);
  out[2] = time_down_to(nights, 0.5 * most, brightest, 1);
  out[3] = time_above(nights, 0.5 * most);
  out[4] = time_above(nights, 0.75 * most);
  const auto above = std::ranges::count_if(nights.flux, [&](double f) { return f > 0.5 * most; });
  out[5] = static_cast<double>(above) / static_cast<double>(nights.size());

  double total = 0.0, first_moment = 0.0, second_moment = 0.0;
  for (std::size_t i = 0; i < nights.size(); ++i) {
    const double flux = std::max(nights.flux[i] / most, 0.0);
    const double time = nights.time[i] - nights.time[brightest];
    total += flux;
    first_moment += flux * time;
    second_moment += flux * time * time;
  }
  const double centroid = first_moment / total;
  out[6] = std::sqrt(std::max(second_moment / total - centroid * centroid, 0.0));
  out[7] = centroid;
}

}  // namespace

extern constinit const FeatureFamily peak_widths{
    "peak and widths",
    kOutputs,
    Column::time | Column::mag | Column::mag_err | Column::is_diff_pos,
    {"Perley et al. 2020, ApJ 904, 35", "10.3847/1538-4357/abbd98"},
    PerBand{evaluate}};

}  // namespace larch::features

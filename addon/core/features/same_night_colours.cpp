// Colour of the object from nights with both bands.
//
//   g-r of nights in g and r within 1.6 d that are each the nearest to the other, at their mean
//   time
//
// Magnitudes of nightly mean fluxes; nights of negative flux have none. In total photometry the
// colours are those of the object itself, and what refers to a peak is absent.
#include <algorithm>
#include <cmath>
#include <vector>

#include "../feature.hpp"
#include "../nightly_magnitudes.hpp"
#include "../sample.hpp"
#include "../statistics.hpp"

namespace larch::features {
namespace {

constexpr Output kOutputs[] = {
    {"night_g-r_n", "1", "Number of nights with a colour", 1},
    {"night_g-r_first", "mag", "First nightly colour", 2},
    {"night_g-r_last", "mag", "Last nightly colour", 2},
    {"night_g-r_median", "mag", "Median of the nightly colours", 2},
    {"night_g-r_min", "mag", "Bluest nightly colour", 2},
    {"night_g-r_max", "mag", "Reddest nightly colour", 2},
    {"night_g-r_peak", "mag", "Nightly colour nearest the brightest detection, within 5 d", 2},
    {"night_g-r_slope", "mag/d", "Slope of the nightly colours", 4},
    {"night_g-r_slope_peak", "mag/d",
     "Slope of the nightly colours from 3 d before to 35 d after the brightest detection", 4},
    {"night_g-r_-7", "mag", "Colour 7 d before the brightest detection, interpolated", 4},
    {"night_g-r_0", "mag", "Colour at the brightest detection, interpolated", 4},
    {"night_g-r_10", "mag", "Colour 10 d after the brightest detection, interpolated", 4},
    {"night_g-r_20", "mag", "Colour 20 d after the brightest detection, interpolated", 4},
    {"night_g-r_30", "mag", "Colour 30 d after the brightest detection, interpolated", 4},
    {"night_g-r_50", "mag", "Colour 50 d after the brightest detection, interpolated", 4},
    {"night_g-r_t_peak", "d", "Time of the brightest night in g minus that in r", 2},
    {"night_g-r_peaks", "mag", "Brightest night in g minus that in r", 2},
};

constexpr double kMostSeparation = 1.6;  // days
constexpr double kAtPeak = 5.0;          // days
constexpr double kFirstDay = -3.0, kLastDay = 35.0;
constexpr double kDays[] = {-7.0, 0.0, 10.0, 20.0, 30.0, 50.0};

// The night nearest to `time`, the earlier of two; not of none.
std::size_t nearest(const NightlyMagnitudes& nights, double time) {
  const auto after = std::ranges::lower_bound(nights.time, time);
  const auto k = static_cast<std::size_t>(after - nights.time.begin());
  if (k == 0) return 0;
  if (k == nights.size()) return k - 1;
  return time - nights.time[k - 1] <= nights.time[k] - time ? k - 1 : k;
}

NightlyMagnitudes colours_of(const NightlyMagnitudes& g, const NightlyMagnitudes& r) {
  NightlyMagnitudes colours;
  if (r.size() == 0) return colours;
  for (std::size_t i = 0; i < g.size(); ++i) {
    const std::size_t j = nearest(r, g.time[i]);
    if (nearest(g, r.time[j]) != i) continue;
    if (!(std::abs(r.time[j] - g.time[i]) <= kMostSeparation)) continue;
    colours.time.push_back(0.5 * (g.time[i] + r.time[j]));
    colours.magnitude.push_back(g.magnitude[i] - r.magnitude[j]);
  }
  return colours;
}

void evaluate(Sample& sample, std::span<double> out) {
  const FluxCurves& curves = sample.flux_curves();
  const NightlyMagnitudes g = nightly_magnitudes(curves, Band::g);
  const NightlyMagnitudes r = nightly_magnitudes(curves, Band::r);
  const NightlyMagnitudes colours = colours_of(g, r);
  out[0] = static_cast<double>(colours.size());
  if (curves.outburst && g.size() > 0 && r.size() > 0) {
    out[15] = g.time[g.brightest()] - r.time[r.brightest()];
    out[16] = g.magnitude[g.brightest()] - r.magnitude[r.brightest()];
  }
  if (colours.size() == 0) return;

  out[1] = colours.magnitude.front();
  out[2] = colours.magnitude.back();
  out[3] = median(colours.magnitude);
  out[4] = std::ranges::min(colours.magnitude);
  out[5] = std::ranges::max(colours.magnitude);
  if (colours.size() > 1) out[7] = slope(colours.time, colours.magnitude);
  if (!curves.outburst) return;

  const std::size_t at_peak = nearest(colours, 0.0);
  if (std::abs(colours.time[at_peak]) <= kAtPeak) out[6] = colours.magnitude[at_peak];
  out[8] = colours.between(kFirstDay, kLastDay).slope();
  for (std::size_t i = 0; i < std::size(kDays); ++i) out[9 + i] = colours.at(kDays[i]);
}

}  // namespace

extern constinit const FeatureFamily same_night_colours{
    "same-night colours",
    kOutputs,
    Column::time | Column::mag | Column::mag_err | Column::is_diff_pos,
    {"Poznanski et al. 2002, PASP 114, 833", "10.1086/341741"},
    PerObject{evaluate}};

}  // namespace larch::features

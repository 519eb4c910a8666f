// How the band fades after its brightest night, and how it brightened before.
//
//   dmag(t) = m(t) - m(0), t from the brightest night of the band, m interpolated between nights
//   slopes: least squares lines through the nights after (before) the brightest, it included
//   m = a + b t + c t^2 through the nights of 5..50 d: curvature 2 c, scatter the rms residual
//
// Absent in total photometry, where the brightest night is no peak of an outburst.
#include <cmath>
#include <limits>
#include <vector>

#include "../feature.hpp"
#include "../linear_algebra.hpp"
#include "../nightly_magnitudes.hpp"
#include "../sample.hpp"

namespace larch::features {
namespace {

constexpr Output kOutputs[] = {
    {"dmag_-10", "mag", "Magnitude 10 d before the brightest night minus that of this night", 2},
    {"dmag_-5", "mag", "Magnitude 5 d before the brightest night minus that of this night", 2},
    {"dmag_10", "mag", "Magnitude 10 d after the brightest night minus that of this night", 2},
    {"dmag_15", "mag", "Magnitude 15 d after the brightest night minus that of this night", 2},
    {"dmag_30", "mag", "Magnitude 30 d after the brightest night minus that of this night", 2},
    {"dmag_45", "mag", "Magnitude 45 d after the brightest night minus that of this night", 2},
    {"dmag_60", "mag", "Magnitude 60 d after the brightest night minus that of this night", 2},
    {"decline_slope", "mag/d", "Slope of the magnitude from the brightest night on", 2},
    {"decline_slope_early", "mag/d",
     "Slope of the magnitude in the first 25 d from the brightest night on", 2},
    {"decline_slope_late", "mag/d",
     "Slope of the magnitude later than 25 d after the brightest night", 3},
    {"rise_slope", "mag/d", "Slope of the magnitude up to the brightest night", 2},
    {"decline_curvature", "mag/d^2",
     "Second derivative of the parabola through 5 to 50 d after the brightest night", 4},
    {"decline_scatter", "mag", "Scatter about that parabola", 5},
};

constexpr double kDays[] = {-10.0, -5.0, 10.0, 15.0, 30.0, 45.0, 60.0};
constexpr double kEarly = 25.0;                            // days
constexpr double kParabolaFrom = 5.0, kParabolaTo = 50.0;  // days
constexpr double kTimeUnit = 50.0;                         // days, so that the columns are alike
constexpr double kWorstCondition = 1e10;
constexpr double kInfinity = std::numeric_limits<double>::infinity();

struct Parabola {
  double curvature = kMissing;  // mag/d^2
  double scatter = kMissing;    // mag, n - 3 degrees of freedom
};

Parabola parabola_through(const NightlyMagnitudes& nights) {
  Parabola parabola;
  const std::size_t n = nights.size();
  if (n < 3) return parabola;
  std::vector<double> columns(4 * n);
  for (std::size_t i = 0; i < n; ++i) {
    const double t = nights.time[i] / kTimeUnit;
    columns[i] = 1.0;
    columns[n + i] = t;
    columns[2 * n + i] = t * t;
    columns[3 * n + i] = nights.magnitude[i];
  }
  triangularize(columns, n);
  if (!(condition_of_triangle(columns, n, 3) < kWorstCondition)) return parabola;
  std::vector<double> coefficients(columns.begin() + static_cast<std::ptrdiff_t>(3 * n),
                                   columns.begin() + static_cast<std::ptrdiff_t>(3 * n + 3));
  solve_triangle(columns, n, coefficients);
  parabola.curvature = 2.0 * coefficients[2] / (kTimeUnit * kTimeUnit);
  if (n > 3) {
    parabola.scatter = std::abs(columns[3 * n + 3]) / std::sqrt(static_cast<double>(n - 3));
  }
  return parabola;
}

void evaluate(Sample& sample, BandSample& band, std::span<double> out) {
  const FluxCurves& curves = sample.flux_curves();
  if (!curves.outburst) return;
  const NightlyMagnitudes nights = nightly_magnitudes(curves, band.band);
  if (nights.size() == 0) return;
  const double peak_time = nights.time[nights.brightest()];
  const double peak = nights.magnitude[nights.brightest()];

  for (std::size_t i = 0; i < std::size(kDays); ++i) {
    out[i] = nights.at(peak_time + kDays[i]) - peak;
  }
  out[7] = nights.between(peak_time, kInfinity).slope();
  out[8] = nights.between(peak_time, peak_time + kEarly).slope();
  out[9] = nights.between(peak_time + kEarly, kInfinity).slope();
  out[10] = nights.between(-kInfinity, peak_time).slope();
  NightlyMagnitudes decline = nights.between(peak_time + kParabolaFrom, peak_time + kParabolaTo);
  for (double& time : decline.time) time -= peak_time;
  const Parabola parabola = parabola_through(decline);
  out[11] = parabola.curvature;
  out[12] = parabola.scatter;
}

}  // namespace

extern constinit const FeatureFamily decline{
    "decline",
    kOutputs,
    Column::time | Column::mag | Column::mag_err | Column::is_diff_pos,
    {"Anderson et al. 2014, ApJ 786, 67", "10.1088/0004-637X/786/1/67"},
    PerBand{evaluate}};

}  // namespace larch::features

// Fits of the mean light curves of four classes of supernovae, in g and r at once.
//
//   minimum of sum ((s_b T_b((t - t0)/stretch) - f)/hypot(sigma_f, 0.06 f))^2/2
//              + (t0/6 d)^2/2 + (ln stretch/0.25)^2/2 + (ln(s_g/s_r)/0.35)^2/2
//
// over t0 in -12..12 d, every 3 d and then half as far about the best, stretch in 0.7..1.6, and the
// scales s_b > 0 of the bands, those that fit the fluxes best. T: supernova_templates.hpp, constant
// beyond its ends. Detections within -40..100 d of the brightest one, t0 from there; of the limits
// of the 30 d before the first of them the last 12, as flux 0 +- a third of the limit. Absent in
// total photometry, where the flux is not that of an outburst.
#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <vector>

#include "../feature.hpp"
#include "../outburst_points.hpp"
#include "../sample.hpp"
#include "../supernova_templates.hpp"

namespace larch::features {
namespace {

constexpr std::size_t kLeastPoints = 4;

constexpr Output kOutputs[] = {
    {"template_cost_SNIa", "1", "Cost of the template of SNIa over the number of points",
     kLeastPoints},
    {"template_t0_SNIa", "d", "Time of its maximum from the brightest detection", kLeastPoints},
    {"template_stretch_SNIa", "1", "Stretch of its time", kLeastPoints},
    {"template_g-r_SNIa", "mag", "Colour in excess of its own", kLeastPoints},
    {"template_cost_SNIbc", "1", "Cost of the template of SNIbc over the number of points",
     kLeastPoints},
    {"template_t0_SNIbc", "d", "Time of its maximum from the brightest detection", kLeastPoints},
    {"template_stretch_SNIbc", "1", "Stretch of its time", kLeastPoints},
    {"template_g-r_SNIbc", "mag", "Colour in excess of its own", kLeastPoints},
    {"template_cost_SNII", "1", "Cost of the template of SNII over the number of points",
     kLeastPoints},
    {"template_t0_SNII", "d", "Time of its maximum from the brightest detection", kLeastPoints},
    {"template_stretch_SNII", "1", "Stretch of its time", kLeastPoints},
    {"template_g-r_SNII", "mag", "Colour in excess of its own", kLeastPoints},
    {"template_cost_SLSN", "1", "Cost of the template of SLSN over the number of points",
     kLeastPoints},
    {"template_t0_SLSN", "d", "Time of its maximum from the brightest detection", kLeastPoints},
    {"template_stretch_SLSN", "1", "Stretch of its time", kLeastPoints},
    {"template_g-r_SLSN", "mag", "Colour in excess of its own", kLeastPoints},
    {"template_dcost_SNIbc", "1",
     "Cost of the template of SNIbc minus that of SNIa, over the root of the number of points",
     kLeastPoints},
    {"template_dcost_SNII", "1",
     "Cost of the template of SNII minus that of SNIa, over the root of the number of points",
     kLeastPoints},
    {"template_dcost_SLSN", "1",
     "Cost of the template of SLSN minus that of SNIa, over the root of the number of points",
     kLeastPoints},
};

constexpr double kFirstTime = -40.0, kLastTime = 100.0;  // days from the peak
constexpr double kModelError = 0.06;
constexpr double kMostShift = 12.0, kShiftStep = 3.0, kShiftDeviation = 6.0;  // days
constexpr double kStretches[] = {0.7, 0.8, 0.9, 1.0, 1.12, 1.25, 1.4, 1.6};
constexpr double kStretchDeviation = 0.25, kColourDeviation = 0.35;  // of natural logarithms
constexpr double kLeastScale = 1e-3;                                 // of the brightest detection

struct Fit {
  double cost = std::numeric_limits<double>::infinity();
  double t0 = kMissing, stretch = kMissing, colour = kMissing;
};

// A band's points, as what its sums of squares need.
struct BandPoints {
  std::vector<double> times, weights, weighted_fluxes;  // weight = 1/variance
  double squares = 0.0;                                 // sum of weight f^2
};

std::array<BandPoints, 2> bands_of(const std::vector<TwoBandPoint>& points) {
  std::array<BandPoints, 2> bands;
  for (const TwoBandPoint& point : points) {
    BandPoints& band = bands[FluxCurves::index(point.band)];
    const double weight = 1.0 / point.variance;
    band.times.push_back(point.time);
    band.weights.push_back(weight);
    band.weighted_fluxes.push_back(weight * point.flux);
    band.squares += weight * point.flux * point.flux;
  }
  return bands;
}

double template_at(const std::array<double, kTemplateSize>& values, double place) {
  if (!(place > 0.0)) return values.front();
  if (place >= static_cast<double>(kTemplateSize - 1)) return values.back();
  const auto before = static_cast<std::size_t>(place);
  const double fraction = place - static_cast<double>(before);
  return values[before] + fraction * (values[before + 1] - values[before]);
}

double half_square(double deviations) { return 0.5 * deviations * deviations; }

// With the best scales of the bands.
Fit fit_at(const std::array<BandPoints, 2>& bands, const SupernovaTemplate& shape, double t0,
           double stretch) {
  const double per_day = 1.0 / (stretch * kTemplateStep);
  const double origin = -kTemplateFirst / kTemplateStep - t0 * per_day;
  Fit fit{half_square(t0 / kShiftDeviation) + half_square(std::log(stretch) / kStretchDeviation),
          t0, stretch, kMissing};
  std::array<double, 2> scales{kMissing, kMissing};
  for (std::size_t b = 0; b < bands.size(); ++b) {
    const BandPoints& band = bands[b];
    if (band.times.empty()) continue;
    double product = 0.0, square = 0.0;
    for (std::size_t i = 0; i < band.times.size(); ++i) {
      const double model = template_at(shape[b], origin + band.times[i] * per_day);
      product += band.weighted_fluxes[i] * model;
      square += band.weights[i] * model * model;
    }
    const double scale = product > 0.0 ? std::max(product / square, kLeastScale) : kLeastScale;
    fit.cost += 0.5 * (band.squares - 2.0 * scale * product + scale * scale * square);
    scales[b] = scale;
  }
  const double ratio = std::log(scales[0] / scales[1]);
  if (!std::isnan(ratio)) fit.cost += half_square(ratio / kColourDeviation);
  fit.colour = -kMagnitudesPerLogarithm * ratio;
  return fit;
}

Fit best_fit(Sample& sample, const std::array<BandPoints, 2>& bands,
             const SupernovaTemplate& shape) {
  Fit best;
  const auto improve = [&](double t0) {
    sample.throw_if_stopped();
    for (const double stretch : kStretches) {
      const Fit fit = fit_at(bands, shape, t0, stretch);
      if (fit.cost < best.cost) best = fit;
    }
  };
  for (double t0 = -kMostShift; t0 <= kMostShift; t0 += kShiftStep) improve(t0);
  const double between = 0.5 * kShiftStep, middle = best.t0;
  for (const double t0 : {middle - between, middle + between}) improve(t0);
  return best;
}

void evaluate(Sample& sample, std::span<double> out) {
  const std::vector<TwoBandPoint> points =
      outburst_points(sample.flux_curves(), kFirstTime, kLastTime, kModelError);
  if (points.size() < kLeastPoints) return;
  const auto count = static_cast<double>(points.size());
  const std::array<BandPoints, 2> bands = bands_of(points);
  double first = kMissing;
  for (std::size_t k = 0; k < kSupernovaTemplates.size(); ++k) {
    const Fit fit = best_fit(sample, bands, kSupernovaTemplates[k]);
    out[4 * k] = fit.cost / count;
    out[4 * k + 1] = fit.t0;
    out[4 * k + 2] = fit.stretch;
    out[4 * k + 3] = fit.colour;
    if (k == 0) first = fit.cost;
    if (k > 0) out[15 + k] = (fit.cost - first) / std::sqrt(count);
  }
}

}  // namespace

extern constinit const FeatureFamily template_fits{
    "template fits",
    kOutputs,
    Column::time | Column::mag | Column::mag_err | Column::is_diff_pos | Column::non_detections,
    {"Sako et al. 2011, ApJ 738, 162", "10.1088/0004-637X/738/2/162"},
    PerObject{evaluate}};

}  // namespace larch::features

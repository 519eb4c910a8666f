#include "outburst_process.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "sample.hpp"

namespace larch {
namespace {

constexpr double kFirstTime = -150.0, kLastTime = 250.0;  // days from the peak
constexpr double kLimitDays = 30.0;
constexpr std::size_t kMostLimits = 12;
constexpr double kLimitSigmas = 3.0;
constexpr double kModelError = 0.02;
constexpr double kAmplitude = 0.6;  // of the peak
constexpr double kCoupling = 0.75;
constexpr double kLengths[] = {8.0, 15.0, 30.0, 60.0};               // days
constexpr double kMargin = 5.0, kStep = 0.5, kLastGridTime = 150.0;  // days

std::vector<TwoBandPoint> detections_of(const FluxCurves& curves) {
  std::vector<TwoBandPoint> points;
  for (const Band band : {Band::g, Band::r}) {
    const FluxSeries& series = curves.detections_in(band);
    for (std::size_t i = 0; i < series.size(); ++i) {
      if (!(series.time[i] >= kFirstTime && series.time[i] <= kLastTime)) continue;
      const double model_error = kModelError * series.flux[i];
      points.push_back({series.time[i], band, series.flux[i],
                        series.error[i] * series.error[i] + model_error * model_error});
    }
  }
  std::ranges::stable_sort(points, {}, &TwoBandPoint::time);
  return points;
}

std::vector<TwoBandPoint> limits_before(const FluxCurves& curves, double first) {
  std::vector<TwoBandPoint> points;
  for (const FluxLimit& limit : curves.limits) {
    if (!(limit.time >= first - kLimitDays && limit.time < first)) continue;
    const double error = limit.flux / kLimitSigmas;
    points.push_back({limit.time, limit.band, 0.0, error * error});
  }
  if (points.size() > kMostLimits) points.erase(points.begin(), points.end() - kMostLimits);
  return points;
}

}  // namespace

OutburstProcess outburst_process(Sample& sample) {
  OutburstProcess process;
  const FluxCurves& curves = sample.flux_curves();
  if (!curves.outburst) return process;
  std::vector<TwoBandPoint> points = detections_of(curves);
  if (points.empty()) return process;
  const std::vector<TwoBandPoint> limits = limits_before(curves, points.front().time);
  points.insert(points.begin(), limits.begin(), limits.end());

  double best = -std::numeric_limits<double>::infinity();
  for (const double length : kLengths) {
    const double likelihood =
        log_likelihood(sample.stop(), points, {kAmplitude, length, kCoupling});
    if (!(likelihood > best)) continue;
    best = likelihood;
    process.length = length;
  }
  if (std::isnan(process.length)) return process;

  const double first = points.front().time - kMargin;
  const double last = std::min(points.back().time + kMargin, kLastGridTime);
  // The brightest detection itself can be missing among the points: its flux may have no error.
  if (!(last >= first)) return process;
  const auto count = static_cast<std::size_t>((last - first) / kStep) + 1;
  process.posterior = posterior(sample.stop(), points, {kAmplitude, process.length, kCoupling},
                                first, kStep, count);
  return process;
}

}  // namespace larch

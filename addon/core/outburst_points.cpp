#include "outburst_points.hpp"

#include <algorithm>

namespace larch {
namespace {

constexpr double kLimitDays = 30.0;
constexpr std::size_t kMostLimits = 12;
constexpr double kLimitSigmas = 3.0;

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

std::vector<TwoBandPoint> outburst_points(const FluxCurves& curves, double first, double last,
                                          double model_error) {
  std::vector<TwoBandPoint> points;
  if (!curves.outburst) return points;
  for (const Band band : {Band::g, Band::r}) {
    const FluxSeries& series = curves.detections_in(band);
    for (std::size_t i = 0; i < series.size(); ++i) {
      if (!(series.time[i] >= first && series.time[i] <= last)) continue;
      const double of_model = model_error * series.flux[i];
      points.push_back({series.time[i], band, series.flux[i],
                        series.error[i] * series.error[i] + of_model * of_model});
    }
  }
  if (points.empty()) return points;
  std::ranges::stable_sort(points, {}, &TwoBandPoint::time);
  const std::vector<TwoBandPoint> limits = limits_before(curves, points.front().time);
  points.insert(points.begin(), limits.begin(), limits.end());
  return points;
}

}  // namespace larch

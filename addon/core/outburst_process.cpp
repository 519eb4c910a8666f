#include "outburst_process.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

#include "outburst_points.hpp"
#include "sample.hpp"

namespace larch {
namespace {

constexpr double kFirstTime = -150.0, kLastTime = 250.0;  // days from the peak
constexpr double kModelError = 0.02;
constexpr double kAmplitude = 0.6;  // of the peak
constexpr double kCoupling = 0.75;
constexpr double kLengths[] = {8.0, 15.0, 30.0, 60.0};               // days
constexpr double kMargin = 5.0, kStep = 0.5, kLastGridTime = 150.0;  // days

}  // namespace

OutburstProcess outburst_process(Sample& sample) {
  OutburstProcess process;
  const std::vector<TwoBandPoint> points =
      outburst_points(sample.flux_curves(), kFirstTime, kLastTime, kModelError);
  if (points.empty()) return process;

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

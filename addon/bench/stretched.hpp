// The light curves of the benchmarks.
#pragma once

#include "synthetic.hpp"

namespace larch::bench {

// test::sinusoid with `points` rows in both bands together, an even number, spread over `days`.
inline LightCurve stretched(std::size_t points, double days) {
  LightCurve light_curve = test::sinusoid(points / 2);
  std::vector<double>& mjd = light_curve.detections.mjd;
  const double first = mjd.front();
  const double stretch = days / (mjd.back() - first);
  for (double& time : mjd) time = first + stretch * (time - first);
  return light_curve;
}

}  // namespace larch::bench

// A Gaussian process in two coupled bands: its likelihood and its posterior, in O(points).
#pragma once

#include <array>
#include <cstddef>
#include <span>
#include <stop_token>
#include <vector>

#include "light_curve.hpp"

namespace larch {

// k(t, b; t', b') = amplitude^2 (1 + u) exp(-u) c, u = sqrt(3) |t - t'|/length (Matern 3/2), c = 1
// where b = b', else `coupling` (in -1..1). The mean is 0.
struct TwoBandKernel {
  double amplitude;  // flux
  double length;     // days
  double coupling;
};

struct TwoBandPoint {
  double time;  // days
  Band band;    // g or r
  double flux;
  double variance;  // of the noise, > 0
};

struct TwoBandPosterior {
  double first = 0.0, step = 1.0;                      // days
  std::array<std::vector<double>, 2> mean, deviation;  // g, r: flux at first + k step

  std::size_t size() const { return mean[0].size(); }
  double time(std::size_t k) const { return first + step * static_cast<double>(k); }
};

// `points` ascending in time. Throws Cancelled once `stop` is triggered.
//
// A Matern 3/2 process is the first component of x' = (0 1; -l^2 -2l) x + white noise, l =
// sqrt(3)/length (Hartikainen & Sarkka 2010, MLSP, doi:10.1109/MLSP.2010.5589113), so the two bands
// are a state of four that a Kalman filter follows.
double log_likelihood(const std::stop_token& stop, std::span<const TwoBandPoint> points,
                      const TwoBandKernel& kernel);
// At `count` times; by the fixed-interval smoother of de Jong 1989, JASA 84, 1085.
TwoBandPosterior posterior(const std::stop_token& stop, std::span<const TwoBandPoint> points,
                           const TwoBandKernel& kernel, double first, double step,
                           std::size_t count);

}  // namespace larch

#include "damped_random_walk_fit.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <vector>

#include "damped_random_walk_likelihood.hpp"

namespace larch {
namespace {

constexpr double kGradientTolerance = 1e-5;  // of ln L
constexpr double kLargestLogarithm = 40.0;   // of the variance and of 1/tau
constexpr double kClearlyBetter = 1e-6;      // in ln L
constexpr double kScanStep = 3.0;            // factor in tau
constexpr double kScanRange = 1e7;           // the shortest gap counts as at least span/this

struct Place {
  std::array<double, 2> at{};  // ln variance, -ln tau
  double value = std::numeric_limits<double>::infinity();
};

// The two lowest minima of -ln L along tau, from twice the span to half the shortest gap, where
// the variance is that of the magnitudes or e^2 times smaller.
std::array<Place, 2> scan(DampedRandomWalkLikelihood& likelihood, const Sample& sample,
                          double log_variance, double span, double shortest_gap) {
  std::array<Place, 2> lowest;
  const auto keep = [&](const Place& place) {
    if (place.value < lowest[0].value) {
      lowest = {place, lowest[0]};
    } else if (place.value < lowest[1].value) {
      lowest[1] = place;
    }
  };
  const double slowest = -std::log(2.0) - std::log(span);  // of ln 1/tau
  const double fastest = std::log(2.0) - std::log(std::max(shortest_gap, span / kScanRange));
  const double step = std::log(kScanStep);
  const int steps = static_cast<int>((fastest - slowest) / step);  // 15 at most
  for (const double log_a : {log_variance, log_variance - 2.0}) {
    Place last;
    bool falling = false;
    for (int k = 0; k <= steps; ++k) {
      const double log_c = slowest + k * step;
      sample.throw_if_stopped();
      const Place here{{log_a, log_c}, likelihood.negative_log_likelihood(log_a, log_c)};
      const bool was_falling = falling;
      falling = here.value < last.value;
      if (was_falling && !falling) keep(last);
      last = here;
    }
    if (falling) keep(last);
  }
  return lowest;
}

}  // namespace

DampedRandomWalk fit_damped_random_walk(Sample& sample, BandSample& band, std::size_t given,
                                        DampedRandomWalk start) {
  thread_local DampedRandomWalkLikelihood likelihood;
  thread_local std::vector<double> deviations;
  const std::size_t n = band.size();
  deviations.resize(n);
  double variance = 0.0;
  double shortest_gap = std::numeric_limits<double>::infinity();
  for (std::size_t i = 0; i < n; ++i) {
    deviations[i] = band.magnitude[i] - band.mean();
    variance += deviations[i] * deviations[i] / static_cast<double>(n);
    if (i > 0) shortest_gap = std::min(shortest_gap, band.time[i] - band.time[i - 1]);
  }
  likelihood.set_data(band.time, deviations, band.error, given);

  const auto climb_from = [&](std::array<double, 2> from) {
    const auto function = [&](std::array<double, 2> at) {
      sample.throw_if_stopped();
      return likelihood.expand(at[0], at[1]);
    };
    return minimise_by_newton(function, from, kGradientTolerance, kLargestLogarithm);
  };
  NewtonMinimum best = climb_from({std::log(start.variance), -std::log(start.tau)});
  if (!std::isfinite(best.value)) return {kMissing, kMissing};

  const double span = band.time.back() - band.time.front();
  if (variance > 0.0 && std::isfinite(std::log(span))) {
    for (const Place& place : scan(likelihood, sample, std::log(variance), span, shortest_gap)) {
      if (!std::isfinite(place.value)) continue;
      const NewtonMinimum other = climb_from(place.at);
      if (other.value < best.value - kClearlyBetter) best = other;
    }
  }
  return {std::exp(best.at[0]), std::exp(-best.at[1])};
}

}  // namespace larch

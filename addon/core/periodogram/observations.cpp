#include "observations.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <span>

namespace larch {
namespace {

constexpr double kWindow = 3000.0;  // days
constexpr std::size_t kFewestRows = 11;

struct Window {
  std::size_t first = 0;
  std::size_t last = 0;  // inclusive
};

// As the original trims: a window is measured before its last row is checked against the 3000 days,
// so that its last row may lie beyond them. A row that lies beyond kLongestSpan is left out, where
// the original would lay a grid over the whole gap.
Window longest_window(std::span<const double> time) {
  Window best;
  Window window;
  while (true) {
    if (window.last - window.first > best.last - best.first) best = window;
    if (time[window.last] - time[window.first] < kWindow) {
      if (++window.last == time.size()) break;
    } else {
      ++window.first;
    }
  }
  if (time[best.last] - time[best.first] > kLongestSpan) --best.last;
  return best;
}

// About a magnitude of the band first, so that equal magnitudes give exact zeros.
void add_normalised(std::span<const double> magnitude, std::span<const double> error,
                    BandObservations& band) {
  const std::size_t n = magnitude.size();
  std::vector<double> signal(n);
  double weights = 0.0;
  double weighted = 0.0;
  for (std::size_t i = 0; i < n; ++i) {
    band.weight.push_back(1.0 / (error[i] * error[i]));
    signal[i] = magnitude[i] - magnitude[0];
    weights += band.weight[i];
    weighted += band.weight[i] * signal[i];
  }
  for (std::size_t i = 0; i < n; ++i) {
    signal[i] -= weighted / weights;
    band.chi_square += band.weight[i] * signal[i] * signal[i];
    band.weight[i] /= weights;
  }
  const double scale = band.chi_square > 0.0 ? std::sqrt(weights / band.chi_square) : 0.0;
  for (std::size_t i = 0; i < n; ++i) {
    band.weighted_signal.push_back(band.weight[i] * scale * signal[i]);
  }
}

}  // namespace

Observations observations_of(const UsedDetections& detections, Phases phases) {
  Observations observations;
  if (detections.size() == 0) return observations;
  const Window window = longest_window(detections.time);
  const auto rounded = [&](double value) {
    return phases == Phases::original ? static_cast<double>(static_cast<float>(value)) : value;
  };

  double earliest = std::numeric_limits<double>::infinity();
  double latest = -earliest;
  for (const Band name : {Band::g, Band::r, Band::i}) {
    BandObservations band{name, {}, {}, {}};
    std::vector<double> magnitude;
    std::vector<double> error;
    for (std::size_t row = window.first; row <= window.last; ++row) {
      if (detections.band[row] != name) continue;
      band.time.push_back(rounded(detections.time[row]));
      magnitude.push_back(rounded(detections.magnitude[row]));
      error.push_back(rounded(detections.error[row]));
    }
    if (band.size() < kFewestRows) continue;
    add_normalised(magnitude, error, band);
    earliest = std::min(earliest, band.time.front());
    latest = std::max(latest, band.time.back());
    observations.bands.push_back(std::move(band));
  }
  if (observations.bands.empty()) return observations;

  // Times beyond single precision leave no span (NaN): the smallest grid then.
  observations.span = std::min(std::max(0.0, latest - earliest), kLongestSpan);
  if (phases == Phases::exact) {
    for (BandObservations& band : observations.bands) {
      for (double& time : band.time) time -= earliest;
    }
  }
  return observations;
}

}  // namespace larch

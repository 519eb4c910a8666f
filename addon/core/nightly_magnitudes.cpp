#include "nightly_magnitudes.hpp"

#include <algorithm>

#include "statistics.hpp"

namespace larch {

std::size_t NightlyMagnitudes::brightest() const {
  return static_cast<std::size_t>(std::ranges::min_element(magnitude) - magnitude.begin());
}

double NightlyMagnitudes::at(double when) const {
  const auto after = std::ranges::lower_bound(time, when);
  if (after == time.end()) return kMissing;
  const auto k = static_cast<std::size_t>(after - time.begin());
  if (time[k] == when) return magnitude[k];
  if (k == 0) return kMissing;
  const double fraction = (when - time[k - 1]) / (time[k] - time[k - 1]);
  return magnitude[k - 1] + fraction * (magnitude[k] - magnitude[k - 1]);
}

NightlyMagnitudes NightlyMagnitudes::between(double from, double to) const {
  const auto first = std::ranges::lower_bound(time, from) - time.begin();
  const auto last = std::max(first, std::ranges::upper_bound(time, to) - time.begin());
  return {{time.begin() + first, time.begin() + last},
          {magnitude.begin() + first, magnitude.begin() + last}};
}

double NightlyMagnitudes::slope() const {
  return size() < 2 ? kMissing : larch::slope(time, magnitude);
}

NightlyMagnitudes nightly_magnitudes(const FluxCurves& curves, Band band) {
  const FluxSeries& nights = curves.nights_in(band);
  NightlyMagnitudes answer;
  for (std::size_t i = 0; i < nights.size(); ++i) {
    if (!(nights.flux[i] > 0.0)) continue;
    answer.time.push_back(nights.time[i]);
    answer.magnitude.push_back(magnitude_of(nights.flux[i], curves.peak_magnitude));
  }
  return answer;
}

}  // namespace larch

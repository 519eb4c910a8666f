#include "grid.hpp"

#include <algorithm>
#include <cmath>

namespace larch {
namespace {

constexpr double kLowest = 1.0 / kLongestPeriod;
constexpr double kHighest = 1.0 / kShortestPeriod;
// Of the resolution 1/span of the light curve, half a step.
constexpr double kShift = 0.2;
constexpr double kSmallestGrid = 1000.0;

double size_for(double span) {
  return std::max(std::ceil((kHighest - kLowest) * span / (2.0 * kShift)), kSmallestGrid);
}

}  // namespace

FrequencyGrid::FrequencyGrid(double span, bool rounded)
    : size(static_cast<std::size_t>(size_for(span))),
      step((kHighest - kLowest) / static_cast<double>(size - 1)),
      rounded(rounded) {}

double FrequencyGrid::operator[](std::size_t k) const {
  const double frequency = k + 1 == size ? kHighest : kLowest + static_cast<double>(k) * step;
  return rounded ? static_cast<float>(frequency) : frequency;
}

}  // namespace larch

// The trial frequencies of the period search.
#pragma once

#include <cstddef>

namespace larch {

inline constexpr double kShortestPeriod = 0.045;  // days
inline constexpr double kLongestPeriod = 500.0;   // days

// Frequencies equally spaced from 1/500 to 1/0.045 per day, in steps of 0.4 over the time span.
struct FrequencyGrid {
  std::size_t size;
  double step;   // 1/d
  bool rounded;  // to single precision, as the original has them

  // `span`: days between the first and the last observation, at most kLongestSpan of
  // observations.hpp, which bounds the grid to 333,222 frequencies.
  FrequencyGrid(double span, bool rounded);

  // 1/d, of the index `k` < size.
  double operator[](std::size_t k) const;
};

}  // namespace larch

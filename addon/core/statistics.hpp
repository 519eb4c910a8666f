// Order statistics and sums with the conventions of numpy, which the reference is written in.
#pragma once

#include <span>

namespace larch {

// Pairwise summation as numpy does it is not reproduced: plain order, long enough in double.
double sum(std::span<const double> values);
double mean(std::span<const double> values);  // NaN where empty

// Linear interpolation between order statistics at position q * (n - 1), 0 <= q <= 1, of ascending
// values (numpy.percentile, method "linear"). NaN where empty.
double quantile_of_sorted(std::span<const double> ascending, double q);
double median_of_sorted(std::span<const double> ascending);

// Copies and sorts.
double median(std::span<const double> values);

}  // namespace larch

// Order statistics, means and lines with the conventions of numpy, which the reference is written
// in.
#pragma once

#include <span>

namespace larch {

// NaN where empty. Summed as offsets from the first value, so that the mean of equal values is that
// value exactly and their variance 0.
double mean(std::span<const double> values);

// Linear interpolation between order statistics at position q * (n - 1), 0 <= q <= 1, of ascending
// values (numpy.percentile, method "linear"). NaN where empty.
double quantile_of_sorted(std::span<const double> ascending, double q);
double median_of_sorted(std::span<const double> ascending);

// Copies and sorts.
double median(std::span<const double> values);

// Sum of products of two equally long sequences.
double dot(std::span<const double> a, std::span<const double> b);

// Slope of the least squares line of y over x; the line passes through (mean x, mean y).
double slope(std::span<const double> x, std::span<const double> y);

}  // namespace larch

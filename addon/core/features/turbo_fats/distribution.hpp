// Statistics of the magnitudes and errors of one band that do not depend on the order of the rows.
//
// m magnitude, e error, n rows; mu mean, sd population and sd1 sample standard deviation,
// med median, wm mean weighted by 1/e^2, p(q) percentile by linear interpolation.
#pragma once

#include "../../sample.hpp"

namespace larch::turbo_fats {

// (median of the k largest - median of the k smallest) / 2, k = ceil(0.05 n)
double amplitude(BandSample& band);

// 1 / (1 + exp(-10 (A2 - 0.3))), A2 the Anderson-Darling distance of (m - mu)/sd1 from a normal
// distribution
double anderson_darling(BandSample& band);

// Fraction of rows further than s from wm, s^2 = sum (m - wm)^2 / (n - 1). Richards et al. 2011
double beyond_1_std(BandSample& band);

// median(m <= p(3)) + median(m >= p(97)) - 2 med
double gskew(BandSample& band);

// median |m - med|
double median_absolute_deviation(BandSample& band);

// Fraction of rows closer to med than a tenth of the range. Richards et al. 2011
double median_buffer_range_percentage(BandSample& band);

// max |m - med| / med
double percent_amplitude(BandSample& band);

// m3 / m2^1.5, m2 and m3 central moments (biased)
double skew(BandSample& band);

// n (n+1) / ((n-1)(n-2)(n-3)) sum ((m - mu)/sd)^4 - 3 (n-1)^2 / ((n-2)(n-3))
double small_kurtosis(BandSample& band);

// sum |z| / sqrt(n sum z^2), z = sqrt(n / (n-1)) (m - wm) / e. Stetson 1996
double stetson_k(BandSample& band);

// Chi-square probability, n - 1 degrees of freedom, at sum ((m - mu)/e)^2. McLaughlin et al. 1996
double variability_probability(BandSample& band);

// sum ((m - mu)^2 - e^2) / (n mu^2). Allevato et al. 2013
double excess_variance(BandSample& band);

}  // namespace larch::turbo_fats

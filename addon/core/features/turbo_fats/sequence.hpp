// Statistics of the magnitudes of one band in the order of time.
//
// m magnitude, t time, n rows; mu mean and sd population standard deviation of m; d(x) the
// difference of x between consecutive rows.
#pragma once

#include "../../sample.hpp"

namespace larch::turbo_fats {

// Smallest lag, in rows, at which the autocorrelation falls below 1/e; n if it never does (constant
// magnitudes): r_k = sum (m_i - mu)(m_{i+k} - mu) / sum (m_i - mu)^2
double autocorrelation_length(const Sample& sample, BandSample& band);

// Fraction of the n - 2 runs of three rows that lie entirely outside mu +- 2 sd
double consecutive_outliers(BandSample& band);

// sum (d(m)/d(t))^2 / sum 1/d(t)^2 / sd^2. Kim et al. 2014
double eta_e(BandSample& band);

// max |d(m)| / d(t)
double max_slope(const BandSample& band);

// Over the last 30 rows: (count d(m) > 0 - count d(m) <= 0) / 30; fewer rows are divided by 30 too.
// Richards et al. 2011
double pair_slope_trend(const BandSample& band);

// Range of the cumulative sum of (m - mu) / (n sd). Kim et al. 2011
double cumulative_sum_range(BandSample& band);

}  // namespace larch::turbo_fats

#pragma once

#include "../../sample.hpp"

namespace larch::turbo_fats {

// The power law A tau^gamma, tau in years, that the structure function of one band follows.
struct StructureFunction {
  double amplitude;  // mag, at one year
  double gamma;
};

// Intrinsic variability of pairs of rows against their lag tau, 5 d <= tau <= 365 d (after Schmidt
// et al. 2010, ApJ 714, 1194):
//   V(bin) = mean of (m_i - m_j)^2 - e_i^2 - e_j^2 over the pairs in bins of 0.1 dex of tau
//   log10 sqrt(V) = log10 A + gamma log10 tau   by least squares, 0.01 yr < tau <= 0.5 yr
// Bins with V < 0 are left out. With fewer than two bins, or none in the range of the fit,
// A = gamma = -0.5; A < 0.005 gives 0 and gamma 0, A > 15 gives 15; gamma is clipped to -0.5..3.
StructureFunction structure_function(const Sample& sample, const BandSample& band);

}  // namespace larch::turbo_fats

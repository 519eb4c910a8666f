// Distribution functions that the standard library lacks.
#pragma once

namespace larch {

// ln of the standard normal cumulative distribution, to full relative precision in both tails:
// ln Phi(z), Phi(z) = erfc(-z / sqrt 2) / 2.
double log_normal_cdf(double z);

// Probability that a chi-square variable with `degrees_of_freedom` > 0 is at most x, relative error
// below 1e-12: the regularised lower incomplete gamma function P(degrees_of_freedom / 2, x / 2).
double chi_square_cdf(double x, double degrees_of_freedom);

}  // namespace larch

#include "special_functions.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <initializer_list>
#include <limits>
#include <numbers>

using namespace larch;

namespace {

// 1 - P(chi-square <= x) for an even number of degrees of freedom: a Poisson sum.
double upper_tail(double x, int degrees_of_freedom) {
  long double term = std::exp(-static_cast<long double>(x) / 2);
  long double sum = 0;
  for (int j = 0; j < degrees_of_freedom / 2; ++j) {
    sum += term;
    term *= static_cast<long double>(x) / 2 / (j + 1);
  }
  return static_cast<double>(sum);
}

// ln(1 - Phi(z)) for z > 3 by Laplace's continued fraction for Mills' ratio.
double log_upper_normal(double z) {
  long double fraction = z;
  for (int k = 2000; k >= 1; --k) fraction = z + k / fraction;
  return static_cast<double>(-static_cast<long double>(z) * z / 2 - std::log(fraction) -
                             std::log(2 * std::numbers::pi_v<long double>) / 2);
}

}  // namespace

TEST_CASE("the chi-square distribution of few degrees of freedom is elementary") {
  for (const double x : {1e-3, 0.1, 1.0, 2.5, 7.5, 20.0, 60.0}) {
    CAPTURE(x);
    const double erf = std::erf(std::sqrt(x / 2.0));
    CHECK(chi_square_cdf(x, 1.0) == doctest::Approx(erf).epsilon(1e-13));
    CHECK(chi_square_cdf(x, 2.0) == doctest::Approx(-std::expm1(-x / 2.0)).epsilon(1e-13));
    const double three = erf - std::sqrt(2.0 * x / std::numbers::pi) * std::exp(-x / 2.0);
    CHECK(std::abs(chi_square_cdf(x, 3.0) - three) < 1e-15);
  }
}

TEST_CASE("the chi-square distribution agrees with the Poisson sum up to thousands of degrees") {
  for (const int k : {4, 10, 30, 100, 500, 3000}) {
    for (const double ratio : {0.5, 0.9, 0.99, 1.0, 1.01, 1.1, 1.5}) {
      CAPTURE(k);
      CAPTURE(ratio);
      CHECK(std::abs(chi_square_cdf(ratio * k, k) - (1.0 - upper_tail(ratio * k, k))) < 1e-12);
    }
  }
}

TEST_CASE("a lower tail keeps its relative precision") {
  // P(5, 0.05) = e^-0.05 sum_{j >= 5} 0.05^j / j!
  double term = std::exp(-0.05) * std::pow(0.05, 5) / 120.0;
  double sum = 0.0;
  for (int j = 5; j < 30; ++j) {
    sum += term;
    term *= 0.05 / (j + 1);
  }
  CHECK(chi_square_cdf(0.1, 10.0) == doctest::Approx(sum).epsilon(1e-12));
}

TEST_CASE("the chi-square distribution has its limits at the ends") {
  CHECK(chi_square_cdf(0.0, 5.0) == 0.0);
  CHECK(chi_square_cdf(-1.0, 5.0) == 0.0);
  CHECK(chi_square_cdf(1e300, 5.0) == 1.0);
  CHECK(chi_square_cdf(std::numeric_limits<double>::infinity(), 5.0) == 1.0);
  CHECK(std::isnan(chi_square_cdf(std::numeric_limits<double>::quiet_NaN(), 5.0)));
}

TEST_CASE("the logarithm of the normal distribution is precise in both tails") {
  CHECK(log_normal_cdf(0.0) == doctest::Approx(-std::numbers::ln2).epsilon(1e-15));
  for (const double z : {4.0, 8.0, 20.0, 34.9, 35.1, 100.0, 1e6}) {
    CAPTURE(z);
    CHECK(log_normal_cdf(-z) == doctest::Approx(log_upper_normal(z)).epsilon(1e-13));
    const double other = std::log1p(-std::exp(log_upper_normal(z)));
    CHECK(log_normal_cdf(z) == doctest::Approx(other).epsilon(1e-12));
  }
  CHECK(std::isnan(log_normal_cdf(std::numeric_limits<double>::quiet_NaN())));
}

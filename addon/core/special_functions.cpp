#include "special_functions.hpp"

#include <cmath>
#include <limits>
#include <numbers>

namespace larch {
namespace {

constexpr double kEpsilon = std::numeric_limits<double>::epsilon();

// ln Gamma(a + 1) - ((a + 1/2) ln a - a + ln(2 pi) / 2): what Stirling's formula leaves out.
// (std::lgamma writes a global, so it is not for threads.)
double stirling_error(double a) {
  if (a < 16.0) {
    return std::log(std::tgamma(a + 1.0) / std::sqrt(2.0 * std::numbers::pi * a)) -
           a * std::log(a) + a;
  }
  const double a2 = a * a;
  return (1.0 / 12 - (1.0 / 360 - (1.0 / 1260 - (1.0 / 1680 - 1.0 / 1188 / a2) / a2) / a2) / a2) /
         a;
}

// x^a e^-x / Gamma(a + 1) as a departure from the peak at x = a, where logarithms of large numbers
// would cancel (Loader 2000).
double gamma_density(double a, double x) {
  const double u = (x - a) / a;
  const double log_ratio = std::abs(u) < 0.5 ? std::log1p(u) : std::log(x / a);
  return std::exp(-a * (u - log_ratio) - stirling_error(a)) / std::sqrt(2.0 * std::numbers::pi * a);
}

// P(a, x) / gamma_density by the power series, which converges fast for x < a + 1.
double lower_series(double a, double x) {
  double term = 1.0;
  double sum = 1.0;
  for (double k = 1.0; term > sum * kEpsilon; ++k) {
    term *= x / (a + k);
    sum += term;
  }
  return sum;
}

// (1 - P(a, x)) / gamma_density by Legendre's continued fraction, for x >= a + 1; modified Lentz.
double upper_fraction(double a, double x) {
  double b = x + 1.0 - a;
  double c = std::numeric_limits<double>::infinity();
  double d = 1.0 / b;
  double fraction = d;
  double factor = 0.0;
  for (double k = 1.0; std::abs(factor - 1.0) > kEpsilon; ++k) {
    const double numerator = k * (a - k);
    b += 2.0;
    d = 1.0 / (b + numerator * d);
    c = b + numerator / c;
    factor = c * d;
    fraction *= factor;
  }
  return a * fraction;
}

}  // namespace

double log_normal_cdf(double z) {
  const double tail = std::erfc(std::abs(z) / std::numbers::sqrt2) / 2.0;
  if (z >= 0.0) return std::log1p(-tail);
  if (z > -35.0) return std::log(tail);
  // Asymptotic series, before erfc leaves the normal numbers.
  const double z2 = z * z;
  return -z2 / 2.0 - std::log(-z * std::sqrt(2.0 * std::numbers::pi)) +
         std::log1p((-1.0 + (3.0 - 15.0 / z2) / z2) / z2);
}

double chi_square_cdf(double x, double degrees_of_freedom) {
  const double a = degrees_of_freedom / 2.0;
  const double half = x / 2.0;
  if (std::isnan(half)) return half;
  if (half <= 0.0) return 0.0;
  const double density = gamma_density(a, half);
  if (half < a + 1.0) return density * lower_series(a, half);
  return density > 0.0 ? 1.0 - density * upper_fraction(a, half) : 1.0;
}

}  // namespace larch

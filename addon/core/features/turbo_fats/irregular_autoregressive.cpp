#include "irregular_autoregressive.hpp"

#include <cmath>
#include <cstddef>
#include <span>
#include <vector>

#include "../../optimize/brent.hpp"
#include "../../vector_exp.hpp"

namespace larch::turbo_fats {
namespace {

// One step of the filter: a row and what leads to the next.
struct Rows {
  std::vector<double> y;            // standardised magnitude
  std::vector<double> next_error2;  // squared error of the next row, in units of sd1^2
  std::vector<double> dt;           // days to the next row
};

Rows standardise(BandSample& band) {
  Rows rows;
  const double sd = band.sample_standard_deviation();
  for (std::size_t i = 0; i + 1 < band.size(); ++i) {
    const double next_error = band.error[i + 1] / sd;
    rows.y.push_back((band.magnitude[i] - band.mean()) / sd);
    rows.next_error2.push_back(next_error * next_error);
    rows.dt.push_back(band.time[i + 1] - band.time[i]);
  }
  return rows;
}

LARCH_VECTOR_LOOPS void powers(double base, std::span<const double> exponents,
                               std::span<double> out) {
  const double log_base = std::log(base);
  for (std::size_t i = 0; i < exponents.size(); ++i) out[i] = vector_exp(exponents[i] * log_base);
}

// Twice the negative log likelihood, up to constants and the factor n.
double deviance(const Rows& rows, std::span<const double> phi_to_dt) {
  double state = 0.0;
  double variance = 1.0;
  double log_determinant = 0.0;
  double product = 1.0;  // of innovation variances whose logarithm is not yet taken
  double squares = 0.0;
  for (std::size_t i = 0; i < rows.y.size(); ++i) {
    const double innovation_variance = variance + rows.next_error2[i];
    product *= innovation_variance;
    if (!(product > 1e-150 && product < 1e150)) {
      log_determinant += std::log(product);
      product = 1.0;
    }
    const double innovation = rows.y[i] - state;
    squares += innovation * innovation / innovation_variance;
    const double transition = phi_to_dt[i];
    const double gain = transition * variance;
    state = transition * state + gain / innovation_variance * innovation;
    variance = transition * transition * variance + (1.0 - transition * transition) -
               gain * gain / innovation_variance;
  }
  return log_determinant + std::log(product) + squares;
}

}  // namespace

double irregular_autoregressive_phi(const Sample& sample, BandSample& band) {
  const Rows rows = standardise(band);
  std::vector<double> phi_to_dt(rows.dt.size());
  const auto n = static_cast<double>(band.size());
  const auto objective = [&](double phi) {
    sample.throw_if_stopped();
    powers(phi, rows.dt, phi_to_dt);
    return deviance(rows, phi_to_dt) / n;
  };
  return minimise_bounded(objective, 0.0, 1.0, 1e-12, 50000).x;
}

}  // namespace larch::turbo_fats

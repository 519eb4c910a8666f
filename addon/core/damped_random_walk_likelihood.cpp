#include "damped_random_walk_likelihood.hpp"

#include <cmath>
#include <numbers>

#include "vector_exp.hpp"

namespace larch {
namespace {

const double kLogTwoPi = std::log(2.0 * std::numbers::pi);

// The logarithm of a product of positive numbers, taken as rarely as the range of doubles allows.
class LogarithmOfProduct {
 public:
  void multiply(double factor) {
    const double next = product_ * factor;
    if (next > 1e-100 && next < 1e100) {
      product_ = next;
    } else {
      sum_ += std::log(product_) + std::log(factor);
      product_ = 1.0;
    }
  }
  double value() const { return sum_ + std::log(product_); }

 private:
  double product_ = 1.0;
  double sum_ = 0.0;
};

LARCH_VECTOR_LOOPS
void exponentiate(std::span<const double> gaps, double factor, std::span<double> decays) {
  for (std::size_t i = 0; i < gaps.size(); ++i) decays[i] = vector_exp(factor * gaps[i]);
}

}  // namespace

void DampedRandomWalkLikelihood::set_data(std::span<const double> times,
                                          std::span<const double> magnitudes,
                                          std::span<const double> errors, std::size_t given) {
  given_ = given;
  const std::size_t n = times.size();
  magnitudes_.assign(magnitudes.begin(), magnitudes.end());
  gaps_.resize(n);
  variances_.resize(n);
  decays_.resize(n);
  for (std::size_t i = 0; i < n; ++i) {
    gaps_[i] = i == 0 ? 0.0 : times[i] - times[i - 1];
    variances_[i] = errors[i] * errors[i];
  }
}

void DampedRandomWalkLikelihood::write_decays(double c) { exponentiate(gaps_, -c, decays_); }

double DampedRandomWalkLikelihood::negative_log_likelihood(double log_a, double log_c) {
  const double a = std::exp(log_a);
  write_decays(std::exp(log_c));
  double state = 0.0;
  double variance = a;
  double total = 0.0;
  LogarithmOfProduct determinant;
  for (std::size_t i = 0; i < gaps_.size(); ++i) {
    const double predicted = decays_[i] * state;
    const double predicted_variance = a + decays_[i] * decays_[i] * (variance - a);
    const double innovation = magnitudes_[i] - predicted;
    const double innovation_variance = predicted_variance + variances_[i];
    const double gain = predicted_variance / innovation_variance;
    if (i >= given_) {
      total += innovation * innovation / innovation_variance;
      determinant.multiply(innovation_variance);
    }
    state = predicted + gain * innovation;
    variance = gain * variances_[i];
  }
  return 0.5 *
         (total + determinant.value() + static_cast<double>(gaps_.size() - given_) * kLogTwoPi);
}

Expansion DampedRandomWalkLikelihood::expand(double log_a, double log_c) {
  const double a = std::exp(log_a);
  const double c = std::exp(log_c);
  write_decays(c);
  // The filter above and its derivatives, marked by u for ln a and w for ln c.
  // x state, F its variance; P predicted variance; z innovation, D its variance; K gain.
  double x = 0.0, x_u = 0.0, x_w = 0.0, x_uu = 0.0, x_uw = 0.0, x_ww = 0.0;
  double F = a, F_u = a, F_w = 0.0, F_uu = a, F_uw = 0.0, F_ww = 0.0;
  Expansion total{};
  LogarithmOfProduct determinant;
  for (std::size_t i = 0; i < gaps_.size(); ++i) {
    const double q = c * gaps_[i];
    const double phi = decays_[i];
    const double phi_w = -q * phi;
    const double phi_ww = (q - 1.0) * q * phi;
    const double R = phi * phi;
    const double R_w = -2.0 * q * R;
    const double R_ww = (4.0 * q - 2.0) * q * R;

    const double P = a + R * (F - a);
    const double P_u = a + R * (F_u - a);
    const double P_w = R_w * (F - a) + R * F_w;
    const double P_uu = a + R * (F_uu - a);
    const double P_uw = R_w * (F_u - a) + R * F_uw;
    const double P_ww = R_ww * (F - a) + 2.0 * R_w * F_w + R * F_ww;

    const double z = magnitudes_[i] - phi * x;
    const double z_u = -phi * x_u;
    const double z_w = -(phi_w * x + phi * x_w);
    const double z_uu = -phi * x_uu;
    const double z_uw = -(phi_w * x_u + phi * x_uw);
    const double z_ww = -(phi_ww * x + 2.0 * phi_w * x_w + phi * x_ww);

    // z^2/D + ln D with D' = P'
    const double D = P + variances_[i];
    const double inverse_D = 1.0 / D;
    const double s = z * inverse_D;
    const double by_D = inverse_D - s * s;
    const double by_DD = (2.0 * s * s - inverse_D) * inverse_D;
    const auto second = [&](double P_a, double P_b, double P_ab, double z_a, double z_b,
                            double z_ab) {
      return by_DD * P_a * P_b + by_D * P_ab +
             2.0 * (inverse_D * (z_a * z_b - s * (z_a * P_b + z_b * P_a)) + s * z_ab);
    };
    if (i >= given_) {
      total.value += z * s;
      determinant.multiply(D);
      total.gradient[0] += by_D * P_u + 2.0 * s * z_u;
      total.gradient[1] += by_D * P_w + 2.0 * s * z_w;
      total.hessian[0] += second(P_u, P_u, P_uu, z_u, z_u, z_uu);
      total.hessian[1] += second(P_u, P_w, P_uw, z_u, z_w, z_uw);
      total.hessian[2] += second(P_w, P_w, P_ww, z_w, z_w, z_ww);
    }

    // K = P/D; x = phi x + K z = y - (1 - K) z; F = K e^2 = (1 - K) P
    const double rest = variances_[i] * inverse_D;  // 1 - K
    const double rest_P = -rest * inverse_D;
    const double rest_PP = -2.0 * rest_P * inverse_D;
    const auto state = [&](double P_a, double P_b, double P_ab, double z_a, double z_b,
                           double z_ab) {
      return -((rest_PP * P_a * P_b + rest_P * P_ab) * z + rest_P * (P_a * z_b + P_b * z_a) +
               rest * z_ab);
    };
    x = magnitudes_[i] - rest * z;
    x_u = -(rest_P * P_u * z + rest * z_u);
    x_w = -(rest_P * P_w * z + rest * z_w);
    x_uu = state(P_u, P_u, P_uu, z_u, z_u, z_uu);
    x_uw = state(P_u, P_w, P_uw, z_u, z_w, z_uw);
    x_ww = state(P_w, P_w, P_ww, z_w, z_w, z_ww);

    const double F_P = rest * rest;
    const double F_PP = 2.0 * rest * rest_P;
    F = rest * P;
    F_u = F_P * P_u;
    F_w = F_P * P_w;
    F_uu = F_PP * P_u * P_u + F_P * P_uu;
    F_uw = F_PP * P_u * P_w + F_P * P_uw;
    F_ww = F_PP * P_w * P_w + F_P * P_ww;
  }
  total.value = 0.5 * (total.value + determinant.value() +
                       static_cast<double>(gaps_.size() - given_) * kLogTwoPi);
  for (double& derivative : total.gradient) derivative *= 0.5;
  for (double& derivative : total.hessian) derivative *= 0.5;
  return total;
}

}  // namespace larch

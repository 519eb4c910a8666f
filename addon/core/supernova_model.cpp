#include "supernova_model.hpp"

#include <cmath>

#include "vector_exp.hpp"

namespace larch {
namespace {

constexpr double kSigmoidWidth = 3.0;  // days

// -(t - from)/scale
LARCH_VECTOR_LOOPS
void write_exponents(std::span<const double> times, double from, double scale,
                     double* __restrict exponents) {
  for (std::size_t i = 0; i < times.size(); ++i) exponents[i] = -(times[i] - from) / scale;
}

LARCH_VECTOR_LOOPS
void exponentiate(std::span<double> values) {
  for (std::size_t i = 0; i < values.size(); ++i) values[i] = vector_exp(values[i]);
}

// The exponentials of each point: of the rise, of the sigmoid and of the decay.
struct Exponentials {
  const double* rise;
  const double* sigmoid;
  const double* decay;
};

LARCH_VECTOR_LOOPS
void write_residuals(std::span<const double> times, std::span<const double> fluxes,
                     const SupernovaParameters& p, const Exponentials& exponentials,
                     double* __restrict residuals) {
  const double a = p[0], t0 = p[1], gamma = p[2], beta = p[3];
  const auto [rise, sigmoid, decay] = exponentials;
  for (std::size_t i = 0; i < times.size(); ++i) {
    const double s = 1.0 / (1.0 + sigmoid[i]);
    const double fall = (1.0 - beta) * decay[i];
    const double plateau = 1.0 - beta * (times[i] - t0) / gamma;
    residuals[i] = a * (fall * s + plateau * (1.0 - s)) / (1.0 + rise[i]) - fluxes[i];
  }
}

// The derivatives, one column after the other; 0 where a step of `h` is lost in the rounding of
// the flux.
LARCH_VECTOR_LOOPS
void write_derivatives(std::span<const double> times, std::span<const double> fluxes,
                       const SupernovaParameters& p, const SupernovaParameters& h,
                       const Exponentials& exponentials, double* __restrict jacobian) {
  const auto [a, t0, gamma, beta, tau_rise, tau_fall] = p;
  const auto [rise, sigmoid, decay] = exponentials;
  const std::size_t n = times.size();
#pragma GCC ivdep  // the columns are n apart
  for (std::size_t i = 0; i < n; ++i) {
    const double since_t0 = times[i] - t0;
    const double s = 1.0 / (1.0 + sigmoid[i]);
    const double rest = 1.0 - s;
    const double fall = (1.0 - beta) * decay[i];
    const double plateau = 1.0 - beta * since_t0 / gamma;
    const double unit = 1.0 / (1.0 + rise[i]);
    const double flux = a * unit * (fall * s + plateau * rest);
    const double by_t1 = a * unit * s * (fall / tau_fall + rest * (plateau - fall) / kSigmoidWidth);
    const double by_rise_time = -flux * unit * rise[i] / tau_rise;
    const double scale = std::abs(flux) + fluxes[i];
    const auto unless_lost = [&](double derivative, double step) {
      return scale + std::abs(derivative * step) == scale ? 0.0 : derivative;
    };
    jacobian[i] = unless_lost(flux / a, h[0]);
    jacobian[n + i] = unless_lost(by_t1 + a * unit * rest * beta / gamma + by_rise_time, h[1]);
    jacobian[2 * n + i] =
        unless_lost(by_t1 + a * unit * rest * beta * since_t0 / (gamma * gamma), h[2]);
    jacobian[3 * n + i] = unless_lost(-a * unit * (decay[i] * s + rest * since_t0 / gamma), h[3]);
    jacobian[4 * n + i] = unless_lost(by_rise_time * since_t0 / tau_rise, h[4]);
    jacobian[5 * n + i] =
        unless_lost(a * unit * fall * s * (since_t0 - gamma) / (tau_fall * tau_fall), h[5]);
  }
}

SupernovaParameters parameters_of(std::span<const double> x) {
  return {x[0], x[1], x[2], x[3], x[4], x[5]};
}

}  // namespace

void SupernovaFit::set_data(const Sample& sample, std::span<const double> times,
                            std::span<const double> fluxes, Bounds bounds) {
  sample_ = &sample;
  times_ = times;
  fluxes_ = fluxes;
  bounds_ = bounds;
  exponentials_.resize(3 * times.size());
}

void SupernovaFit::write_exponentials(const SupernovaParameters& p) {
  const auto [a, t0, gamma, beta, tau_rise, tau_fall] = p;
  const std::size_t n = times_.size();
  write_exponents(times_, t0, tau_rise, exponentials_.data());
  write_exponents(times_, t0 + gamma, kSigmoidWidth, exponentials_.data() + n);
  write_exponents(times_, t0 + gamma, tau_fall, exponentials_.data() + 2 * n);
  exponentiate(exponentials_);
}

void SupernovaFit::residuals(std::span<const double> x, std::span<double> f) {
  sample_->throw_if_stopped();
  const SupernovaParameters p = parameters_of(x);
  write_exponentials(p);
  const double* rows = exponentials_.data();
  write_residuals(times_, fluxes_, p, {rows, rows + f.size(), rows + 2 * f.size()}, f.data());
}

void SupernovaFit::jacobian(std::span<const double> x, std::span<const double> f,
                            std::span<double> jacobian) {
  const SupernovaParameters p = parameters_of(x);
  SupernovaParameters h;
  forward_difference_steps(x, bounds_, h);
  write_exponentials(p);
  const double* rows = exponentials_.data();
  write_derivatives(times_, fluxes_, p, h, {rows, rows + f.size(), rows + 2 * f.size()},
                    jacobian.data());
}

}  // namespace larch

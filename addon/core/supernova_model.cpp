#include "supernova_model.hpp"

#include <algorithm>

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

// The model minus the fluxes, from the three exponentials of each point.
LARCH_VECTOR_LOOPS
void write_residuals(std::span<const double> times, const double* __restrict fluxes,
                     const SupernovaParameters& p, const double* __restrict rise,
                     const double* __restrict sigmoid, const double* __restrict fall,
                     double* __restrict residuals) {
  const double a = p[0], t0 = p[1], gamma = p[2], beta = p[3];
  for (std::size_t i = 0; i < times.size(); ++i) {
    const double s = 1.0 / (1.0 + sigmoid[i]);
    const double plateau = 1.0 - beta * (times[i] - t0) / gamma;
    residuals[i] =
        a / (1.0 + rise[i]) * ((1.0 - beta) * fall[i] * s + plateau * (1.0 - s)) - fluxes[i];
  }
}

}  // namespace

void SupernovaFit::set_data(const Sample& sample, std::span<const double> times,
                            std::span<const double> fluxes, Bounds bounds) {
  sample_ = &sample;
  times_ = times;
  fluxes_ = fluxes;
  bounds_ = bounds;
}

void SupernovaFit::write_exponentials(std::initializer_list<Exponential> exponentials) {
  exponentials_.resize(exponentials.size() * times_.size());
  double* row = exponentials_.data();
  for (const auto [from, scale] : exponentials) {
    write_exponents(times_, from, scale, row);
    row += times_.size();
  }
  exponentiate(exponentials_);
}

void SupernovaFit::residuals(std::span<const double> x, std::span<double> f) {
  sample_->throw_if_stopped();
  SupernovaParameters p;
  std::ranges::copy(x, p.begin());
  const auto [a, t0, gamma, beta, tau_rise, tau_fall] = p;
  const double t1 = t0 + gamma;
  write_exponentials({{t0, tau_rise}, {t1, kSigmoidWidth}, {t1, tau_fall}});
  const double* rise = exponentials_.data();
  const double* sigmoid = rise + times_.size();
  const double* fall = sigmoid + times_.size();
  write_residuals(times_, fluxes_.data(), p, rise, sigmoid, fall, f.data());
}

void SupernovaFit::jacobian(std::span<const double> x, std::span<const double> f,
                            std::span<double> jacobian) {
  SupernovaParameters p, h, moved;
  std::ranges::copy(x, p.begin());
  forward_difference_steps(x, bounds_, h);
  for (std::size_t j = 0; j < p.size(); ++j) moved[j] = p[j] + h[j];
  const auto [a, t0, gamma, beta, tau_rise, tau_fall] = p;
  const double t1 = t0 + gamma;
  const double t1_by_t0 = moved[1] + gamma;
  const double t1_by_gamma = t0 + moved[2];

  // Every exponential of the seven points once: three at p, then those that a move changes.
  write_exponentials({{t0, tau_rise},
                      {t1, kSigmoidWidth},
                      {t1, tau_fall},
                      {moved[1], tau_rise},
                      {t1_by_t0, kSigmoidWidth},
                      {t1_by_t0, tau_fall},
                      {t1_by_gamma, kSigmoidWidth},
                      {t1_by_gamma, tau_fall},
                      {t0, moved[4]},
                      {t1, moved[5]}});
  constexpr struct {
    std::size_t rise, sigmoid, fall;
  } kRows[] = {{0, 1, 2}, {3, 4, 5}, {0, 6, 7}, {0, 1, 2}, {8, 1, 2}, {0, 1, 9}};

  const std::size_t n = times_.size();
  for (std::size_t j = 0; j < p.size(); ++j) {
    SupernovaParameters one_moved = p;
    one_moved[j] = moved[j];
    double* column = &jacobian[j * n];
    write_residuals(times_, fluxes_.data(), one_moved, &exponentials_[kRows[j].rise * n],
                    &exponentials_[kRows[j].sigmoid * n], &exponentials_[kRows[j].fall * n],
                    column);
    for (std::size_t i = 0; i < n; ++i) column[i] = (column[i] - f[i]) / (moved[j] - p[j]);
  }
}

}  // namespace larch

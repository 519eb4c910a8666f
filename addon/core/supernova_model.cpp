#include "supernova_model.hpp"

#include "vector_exp.hpp"

namespace larch {
namespace {

LARCH_VECTOR_LOOPS
void model_minus_flux(const double* times, const double* fluxes, std::size_t count,
                      const SupernovaParameters& p, double* residuals) {
  const auto [a, t0, gamma, beta, tau_rise, tau_fall] = p;
  const double t1 = t0 + gamma;
  for (std::size_t i = 0; i < count; ++i) {
    const double t = times[i];
    const double s = 1.0 / (1.0 + vector_exp(-(t - t1) / 3.0));
    const double rise = 1.0 + vector_exp(-(t - t0) / tau_rise);
    const double fall = (1.0 - beta) * vector_exp(-(t - t1) / tau_fall) * s;
    const double plateau = (1.0 - beta * (t - t0) / gamma) * (1.0 - s);
    residuals[i] = a / rise * (fall + plateau) - fluxes[i];
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

void SupernovaFit::residuals(std::span<const double> x, std::span<double> f) {
  sample_->throw_if_stopped();
  model_minus_flux(times_.data(), fluxes_.data(), times_.size(),
                   {x[0], x[1], x[2], x[3], x[4], x[5]}, f.data());
}

void SupernovaFit::jacobian(std::span<const double> x, std::span<const double> f,
                            std::span<double> jacobian) {
  SupernovaParameters h;
  forward_difference_steps(x, bounds_, h);
  for (std::size_t j = 0; j < kSupernovaParameters; ++j) {
    SupernovaParameters moved{x[0], x[1], x[2], x[3], x[4], x[5]};
    moved[j] += h[j];
    const std::span<double> column = jacobian.subspan(j * f.size(), f.size());
    residuals(moved, column);
    const double step = moved[j] - x[j];
    for (std::size_t i = 0; i < f.size(); ++i) column[i] = (column[i] - f[i]) / step;
  }
}

}  // namespace larch

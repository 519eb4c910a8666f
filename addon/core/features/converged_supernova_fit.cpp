// Fit of the supernova parametric model to the flux of one band, with weak priors, from many starts
// and to convergence, or to 100 evaluations where the model does not suit.
//
//   minimum of sum ((model - f)/hypot(sigma_f, 0.03 f))^2/2 + sum ((p - mean)/deviation)^2/2
//
// over p = ln A, t0, ln gamma, beta, ln tau_rise, ln tau_fall with means ln(1.3 max f), -8 d,
// ln 20 d, 0.4, ln 4 d, ln 30 d and deviations 0.6, 12 d, 0.9, 0.3, 0.8, 0.9. Detections within
// -100..200 d of the brightest one, t0 from there; of the limits of the band before the first of
// them, within that time, the last 8 as flux 0 +- a third of the limit. Absent in total photometry,
// where the flux is not that of an outburst.
#include "../converged_supernova_fit.hpp"

#include <algorithm>
#include <cmath>

#include "../feature.hpp"

namespace larch::features {
namespace {

constexpr Output kOutputs[] = {
    {"SNfit_ln_A", "ln(uJy)", "Logarithm of the amplitude", 4},
    {"SNfit_t0", "d", "Reference time of the rise, from the brightest detection", 4},
    {"SNfit_ln_gamma", "ln(d)", "Logarithm of the duration of the plateau", 4},
    {"SNfit_beta", "1", "Slope of the plateau", 4},
    {"SNfit_ln_tau_rise", "ln(d)", "Logarithm of the rise time", 4},
    {"SNfit_ln_tau_fall", "ln(d)", "Logarithm of the decay time", 4},
    {"SNfit_ln_A_max", "1", "Logarithm of the amplitude over the largest flux of the band", 4},
    {"SNfit_chi", "1", "Chi-square per point, limits included", 4},
    {"SNfit_prior", "1", "Half the sum of squared deviations of the parameters from the priors", 4},
};

constexpr std::size_t kLeastDetections = 4;

// Working memory, kept from fit to fit.
struct Scratch {
  FittedFluxes fluxes;
  ConvergedSupernovaProblem problem;
};

void evaluate(Sample& sample, BandSample& band, std::span<double> out) {
  thread_local Scratch scratch;
  auto& [fluxes, problem] = scratch;
  const FluxCurves& curves = sample.flux_curves();
  fluxes.fill(curves, band.band);
  if (fluxes.detections < kLeastDetections || !(fluxes.most > 0.0)) return;

  problem.set_data(fluxes);
  const LmFit<kConvergedParameters> fit = fit_supernova(sample, problem);
  if (fit.status == LmStatus::failed) return;
  std::ranges::copy(fit.at, out.begin());
  out[0] += (kZeroPoint - curves.peak_magnitude) / kMagnitudesPerLogarithm;
  out[6] = fit.at[0] - std::log(fluxes.most);
  out[8] = problem.prior_cost(fit.at);
  out[7] = 2.0 * (fit.normal.cost - out[8]) / static_cast<double>(fluxes.times.size());
}

}  // namespace

extern constinit const FeatureFamily converged_supernova_fit{
    "converged supernova fit",
    kOutputs,
    Column::time | Column::mag | Column::mag_err | Column::is_diff_pos | Column::non_detections,
    {"Villar et al. 2019, ApJ 884, 83", "10.3847/1538-4357/ab418c"},
    PerBand{evaluate}};

}  // namespace larch::features

// Fit of the supernova parametric model to the difference flux of one band.
//
//   flux  = 10^(26 - (mag + 48.6)/2.5) in mJy, unweighted least squares; times from the first point
//   SPM_chi = sum ((model - flux)/(flux error + 0.01))^2 / (n - 6)
//
// The fit stops early by design: ftol is a twentieth of the start of A, whose unit is mJy. So the
// parameters are those of the path that the Trust Region Reflective method takes from the start,
// which TrustRegionReflective follows step by step. As in the reference, times and fluxes are
// rounded to single precision.
#include <algorithm>
#include <cmath>

#include "../feature.hpp"
#include "../sample.hpp"
#include "../supernova_model.hpp"

namespace larch::features {
namespace {

constexpr Output kOutputs[] = {
    {"SPM_A", "mJy", "Amplitude of the supernova model", 1},
    {"SPM_t0", "d", "Reference time of the rise, from the first detection of the band", 1},
    {"SPM_gamma", "d", "Duration of the plateau", 1},
    {"SPM_beta", "1", "Slope of the plateau", 1},
    {"SPM_tau_rise", "d", "Exponential time scale of the rise", 1},
    {"SPM_tau_fall", "d", "Exponential time scale of the decay after the plateau", 1},
    {"SPM_chi", "1", "Reduced chi-square of the fit, 0.01 mJy added to the errors", 7},
};

constexpr double kSystematicError = 0.01;  // mJy
constexpr int kMostEvaluations = 600;

double single_precision(double value) { return static_cast<double>(static_cast<float>(value)); }
double flux_of(double mag) { return std::pow(10.0, -(mag + 48.6) / 2.5 + 26.0); }  // mJy

// Working memory, kept from fit to fit.
struct Scratch {
  std::vector<double> times, fluxes, residuals;
  SupernovaFit problem;
  TrustRegionReflective optimiser;
};

void evaluate(Sample& sample, BandSample& band, std::span<double> out) {
  thread_local Scratch scratch;
  auto& [times, fluxes, residuals, problem, optimiser] = scratch;
  const std::size_t n = band.size();
  times.resize(n);
  fluxes.resize(n);
  residuals.resize(n);
  for (std::size_t i = 0; i < n; ++i) {
    times[i] = single_precision(band.time[i] - band.time[0]);
    fluxes[i] = single_precision(flux_of(band.mag[i]));
  }
  if (!std::isfinite(times.back()) ||
      !std::ranges::all_of(fluxes, [](double flux) { return std::isfinite(flux); })) {
    return;
  }

  const auto brightest = std::ranges::max_element(fluxes);
  const double most = *brightest;
  const double time_of_most = times[static_cast<std::size_t>(brightest - fluxes.begin())];
  const SupernovaParameters lower{most / 3.0, -50.0, 1.0, 0.0, 1.0, 1.0};
  const SupernovaParameters upper{most * 3.0, 50.0, 100.0, 1.0, 100.0, 100.0};
  const SupernovaParameters start{most * 3.0,
                                  -5.0,
                                  std::clamp(times.back(), 1.0, 100.0),
                                  0.5,
                                  std::clamp(time_of_most / 2.0, 1.0, 100.0),
                                  40.0};
  const Bounds bounds{lower, upper};
  problem.set_data(sample, times, fluxes, bounds);

  for (const double tolerance : {start[0] / 20.0, start[0] / 3.0}) {
    SupernovaParameters parameters = start;
    const TrfFit fit = optimiser.minimise(
        problem, parameters, n, bounds, {.ftol = tolerance, .most_evaluations = kMostEvaluations});
    if (!fit.converged()) continue;

    problem.residuals(parameters, residuals);
    double chi = 0.0;
    for (std::size_t i = 0; i < n; ++i) {
      const double error = flux_of(band.mag[i] - band.mag_err[i]) - flux_of(band.mag[i]);
      const double deviation = residuals[i] / (error + kSystematicError);
      chi += deviation * deviation;
    }
    std::ranges::copy(parameters, out.begin());
    out[kSupernovaParameters] = chi / (static_cast<double>(n) - kSupernovaParameters);
    return;
  }
}

}  // namespace

extern constinit const FeatureFamily supernova_parametric_model{
    "supernova parametric model",
    kOutputs,
    Column::time | Column::mag | Column::mag_err,
    {"Villar et al. 2019, ApJ 884, 83", "10.3847/1538-4357/ab418c"},
    PerBand{evaluate}};

}  // namespace larch::features

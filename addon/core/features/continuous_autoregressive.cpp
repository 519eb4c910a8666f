// First-order continuous autoregressive process of the band, by maximum likelihood.
//
//   dX = -X/tau dt + sigma dW + b dt, b = mean/tau, observed with the errors
//
// the damped random walk of variance tau sigma^2/2, given its first point. FATS stops its search at
// a place that depends on the optimiser and its start (sigma = 0.01, tau = 100 d); here that is the
// start of the climb, and the likeliest values are reported.
#include <cmath>

#include "../damped_random_walk_fit.hpp"
#include "../feature.hpp"
#include "../sample.hpp"

namespace larch::features {
namespace {

constexpr Output kOutputs[] = {
    {"CAR_sigma", "mag d^-1/2", "Strength of the noise that drives the autoregressive process", 6},
    {"CAR_tau", "d", "Relaxation time of the autoregressive process", 6},
    {"CAR_mean", "mag/d", "Mean magnitude over the relaxation time", 6},
};

constexpr double kStartSigma = 0.01;
constexpr double kStartTau = 100.0;

void evaluate(Sample& sample, BandSample& band, std::span<double> out) {
  const DampedRandomWalk walk = fit_damped_random_walk(
      sample, band, 1, {0.5 * kStartTau * kStartSigma * kStartSigma, kStartTau});
  out[0] = std::sqrt(2.0 * walk.variance / walk.tau);
  out[1] = walk.tau;
  out[2] = band.mean() / walk.tau;
}

}  // namespace

extern constinit const FeatureFamily continuous_autoregressive{
    "continuous autoregressive process",
    kOutputs,
    Column::time | Column::magnitude | Column::error,
    {"Nun et al. 2015, arXiv:1506.00010", "10.48550/arXiv.1506.00010"},
    PerBand{evaluate}};

}  // namespace larch::features

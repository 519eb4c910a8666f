// Variance and relaxation time of the band as a damped random walk, by maximum likelihood.
//
//   covariance sigma exp(-|t - t'|/tau), errors squared on the diagonal, mean magnitude removed
//
// The climb starts where that of the reference does. Where the likelihood is flat (no variability,
// or tau far below the sampling or beyond the span) the values mean no more than that.
#include "../damped_random_walk_fit.hpp"
#include "../feature.hpp"
#include "../sample.hpp"

namespace larch::features {
namespace {

constexpr Output kOutputs[] = {
    {"GP_DRW_sigma", "mag^2", "Variance (not its root) of the damped random walk", 1},
    {"GP_DRW_tau", "d", "Relaxation time of the damped random walk", 1},
};

void evaluate(Sample& sample, BandSample& band, std::span<double> out) {
  const DampedRandomWalk walk = fit_damped_random_walk(sample, band, 0, {1.0, 1.0});
  out[0] = walk.variance;
  out[1] = walk.tau;
}

}  // namespace

extern constinit const FeatureFamily damped_random_walk{
    "damped random walk",
    kOutputs,
    Column::time | Column::magnitude | Column::error,
    {"Kelly et al. 2009, ApJ 698, 895", "10.1088/0004-637X/698/1/895"},
    PerBand{evaluate}};

}  // namespace larch::features

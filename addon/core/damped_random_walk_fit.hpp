// The likeliest damped random walk of a band.
#pragma once

#include <cstddef>

#include "sample.hpp"

namespace larch {

struct DampedRandomWalk {
  double variance;  // mag^2
  double tau;       // days
};

// Climbs the likelihood from `start`, then from the two best places of a coarse scan over tau; the
// first answer stands unless another is clearly higher, since the likelihood has several maxima: in
// between, where the walk is white noise, and where there is no walk. The first `given` points are
// conditioned upon. NaN where the likelihood is not finite.
DampedRandomWalk fit_damped_random_walk(Sample& sample, BandSample& band, std::size_t given,
                                        DampedRandomWalk start);

}  // namespace larch

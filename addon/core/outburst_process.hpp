// The smooth light curve of an outburst in g and r: a Gaussian process through its fluxes.
#pragma once

#include "two_band_gaussian_process.hpp"

namespace larch {

class Sample;

struct OutburstProcess {
  double length = kMissing;  // days
  TwoBandPosterior
      posterior;  // fluxes and times as in FluxCurves; empty where there is no outburst
};

// Points within -150..250 d of the peak, with the noise sigma_f^2 + (0.02 f)^2; of the limits of
// the 30 d before the first of them the last 12, as flux 0 +- a third of the limit. Kernel:
// amplitude 0.6 of the peak, coupling 0.75, the likeliest length of 8, 15, 30 and 60 d. The
// posterior is given every 0.5 d from 5 d before the first to 5 d after the last, at most 150 d
// after the peak.
OutburstProcess outburst_process(Sample& sample);

}  // namespace larch

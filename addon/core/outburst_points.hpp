// Fluxes of an outburst in g and r and the limits before it, as one series of points with noise.
#pragma once

#include <vector>

#include "flux_curves.hpp"
#include "two_band_gaussian_process.hpp"

namespace larch {

// Detections from `first` to `last` d from the peak, with the noise sigma_f^2 + (model_error f)^2;
// of the limits of the 30 d before the first of them the last 12, as flux 0 +- a third of the
// limit. Ascending in time; empty where there is no outburst or no such detection.
std::vector<TwoBandPoint> outburst_points(const FluxCurves& curves, double first, double last,
                                          double model_error);

}  // namespace larch

#pragma once

#include "../../sample.hpp"

namespace larch::turbo_fats {

// The coefficient phi, 0 < phi < 1 per day, of the irregular autoregressive model
//   y(t_j) = phi^(t_j - t_{j-1}) y(t_{j-1}) + noise
// of largest likelihood (Eyheramendy, Elorrieta & Palma 2018, MNRAS 481, 4311), by a Kalman filter
// on the standardised magnitudes. As in the reference, the variance of an innovation takes the
// error of the next row.
double irregular_autoregressive_phi(const Sample& sample, BandSample& band);

}  // namespace larch::turbo_fats

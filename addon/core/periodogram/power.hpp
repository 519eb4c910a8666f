// Power of one band: the fraction of its chi-square about the weighted mean that a sine of a trial
// frequency takes away, the mean being fitted too (floating-mean Lomb-Scargle: Zechmeister &
// Kurster 2009, A&A 496, 577; what the one-harmonic MHAOV of Schwarzenberg-Czerny 1996 computes).
//
// With u, y of BandObservations, phi = 2 pi frequency t, and sums over the rows
//   C = sum u cos phi, S = sum u sin phi, YC = sum u y cos phi, YS = sum u y sin phi
//   CC = sum u cos^2 phi - C^2, SS = sum u sin^2 phi - S^2, CS = sum u cos phi sin phi - C S
//   power = (SS YC^2 + CC YS^2 - 2 CS YC YS) / (CC SS - CS^2), 0 to 1
#pragma once

#include <cstddef>
#include <span>

#include "grid.hpp"
#include "observations.hpp"

namespace larch {

// At any frequencies (1/d), slowly and to double precision.
void power_at(const BandObservations& band, Phases phases, std::span<const double> frequencies,
              std::span<double> power);

// At the `power.size()` frequencies of the grid from index `first` on.
void power_on_grid(const BandObservations& band, Phases phases, const FrequencyGrid& grid,
                   std::size_t first, std::span<float> power);

}  // namespace larch

// The multiband period search of P4J (Huijse et al. 2018, ApJS 236, 12): the analysis-of-variance
// statistic of Schwarzenberg-Czerny (1996, ApJ 460, L107) with one harmonic, over all bands, on a
// grid of frequencies, the best peaks refined.
#pragma once

#include <array>
#include <cstddef>
#include <limits>
#include <optional>
#include <stop_token>
#include <vector>

#include "grid.hpp"
#include "observations.hpp"

namespace larch {

// The statistic over the grid, with the best peaks moved to where they are highest.
struct Periodogram {
  struct Peak {
    std::size_t index;  // in the grid
    double frequency;   // 1/d, between the neighbours of the index
  };
  FrequencyGrid grid;
  std::vector<float> statistic;  // F of both bands, one per frequency, 0 or larger
  std::vector<Peak> peaks;       // highest first after refining

  double frequency(std::size_t index) const;  // 1/d, ascending in the index
};

struct PeriodSearch {
  static constexpr double kNone = std::numeric_limits<double>::quiet_NaN();

  double period = kNone;                                      // days; NaN where nothing peaks
  std::array<double, 3> band_period = {kNone, kNone, kNone};  // days, of each band alone: g, r, i
  std::optional<Periodogram> periodogram;                     // none where no band has enough rows
};

// Throws Cancelled once `stop` is triggered. Work and memory are bounded by the number of rows and
// the largest grid; any times, magnitudes and errors are accepted.
PeriodSearch search_period(const UsedDetections& detections, Phases phases,
                           const std::stop_token& stop);

}  // namespace larch

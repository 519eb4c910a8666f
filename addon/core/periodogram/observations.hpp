// The rows that the period search uses, in the form in which it uses them.
#pragma once

#include <vector>

#include "../preprocess.hpp"

namespace larch {

// Days. No window of rows wider than this is searched.
inline constexpr double kLongestSpan = 6000.0;

// Which phases the period search computes.
//   exact:    in double precision, of the time since the first row.
//   original: as the original does, of float32(float32(mjd) * float32(frequency)). At MJD 58000 and
//             22 cycles a day that is a phase noise of up to 0.1 cycles: its periods need it.
enum class Phases { exact, original };

// The rows of one band, in the units of the floating-mean Lomb-Scargle power: weights
// u_i = W_i / sum W with W_i = 1/error_i^2, magnitudes y_i about their weighted mean, scaled so
// that sum u y^2 = 1 (all 0 where the magnitudes are equal).
struct BandObservations {
  Band band;
  std::vector<double> time;             // days, MJD or since the first row
  std::vector<double> weight;           // u
  std::vector<double> weighted_signal;  // u y
  double chi_square = 0.0;              // sum W (m - mean)^2

  std::size_t size() const { return time.size(); }
};

struct Observations {
  std::vector<BandObservations> bands;  // those with enough rows, ascending
  double span = 0.0;                    // days, over the bands kept
};

// The longest run of rows within 3000 days, and of that the bands with more than 10 rows.
Observations observations_of(const UsedDetections& detections, Phases phases);

}  // namespace larch

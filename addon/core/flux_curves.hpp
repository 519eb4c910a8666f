// The light of an object in g and r as flux around its brightest detection: what the features of an
// outburst are made of.
#pragma once

#include <array>
#include <cstddef>
#include <numbers>
#include <vector>

#include "light_curve.hpp"

namespace larch {

class Sample;

inline constexpr double kMagnitudesPerLogarithm = 2.5 / std::numbers::ln10;  // of the flux
inline constexpr double kZeroPoint = 23.9;                                   // mag of 1 microjansky

// Ascending in time.
struct FluxSeries {
  std::vector<double> time;   // days from the brightest detection of the object
  std::vector<double> flux;   // in units of that detection's; negative below the reference image
  std::vector<double> error;  // sigma_f = 0.921 |f| sigma_m, > 0

  std::size_t size() const { return time.size(); }
};

struct FluxLimit {
  double time;  // days from the brightest detection
  Band band;    // g or r
  double flux;  // 5 sigma, in units of the brightest detection's
  double limiting_mag;
};

struct FluxCurves {
  // False where no flux stands for an excess over a reference image: in total photometry the
  // brightest detection of a star is the top of its variation, not the peak of an outburst.
  bool outburst = false;
  double peak_time = kMissing;           // MJD of the brightest detection in g or r
  double peak_magnitude = kMissing;      // as received
  std::array<FluxSeries, 2> detections;  // g, r
  // The detections of a band and of one night (whole MJD), averaged with weights 1/error^2.
  std::array<FluxSeries, 2> nights;
  std::vector<FluxLimit> limits;  // ascending in time

  const FluxSeries& detections_in(Band band) const { return detections[index(band)]; }
  const FluxSeries& nights_in(Band band) const { return nights[index(band)]; }
  // Days from the brightest detection; NaN where there is none.
  double first_detection() const;
  double last_detection() const;

  static std::size_t index(Band band) { return static_cast<std::size_t>(band) - 1; }
};

// From the magnitudes as received. Rows whose flux is not a normal number are left out; without a
// row of positive flux in g or r everything is empty.
FluxCurves flux_curves(Sample& sample);

// mag, from flux over a flux of magnitude `reference`. NaN for what is not positive.
double magnitude_of(double relative_flux, double reference);

}  // namespace larch

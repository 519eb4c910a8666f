// Magnitudes, or colours, of one band against time, one a night.
#pragma once

#include <cstddef>
#include <vector>

#include "flux_curves.hpp"

namespace larch {

// Ascending in time.
struct NightlyMagnitudes {
  std::vector<double> time;  // days
  std::vector<double> magnitude;

  std::size_t size() const { return time.size(); }
  std::size_t brightest() const;  // the first of these; not of none
  // Linear interpolation in time; NaN before the first night and after the last.
  double at(double when) const;
  // The nights with from <= time <= to, days.
  NightlyMagnitudes between(double from, double to) const;
  double slope() const;  // mag/d; NaN where fewer than two nights
};

// Of the nights of positive mean flux, at days from the brightest detection.
NightlyMagnitudes nightly_magnitudes(const FluxCurves& curves, Band band);

}  // namespace larch

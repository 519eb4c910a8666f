// The used rows of one object as the feature families see them, with the intermediates that
// several families share computed once, when first asked for.
#pragma once

#include <array>
#include <optional>
#include <span>
#include <stop_token>
#include <vector>

#include "cancelled.hpp"
#include "flux_curves.hpp"
#include "outburst_process.hpp"
#include "periodogram/period_search.hpp"
#include "preprocess.hpp"

namespace larch {

// The rows of one band, ascending in time. Not thread-safe: one sample belongs to one extraction.
class BandSample {
 public:
  Band band;
  std::vector<double> time;
  std::vector<double> magnitude;
  std::vector<double> error;
  std::vector<double> mag;
  std::vector<double> mag_err;
  std::vector<double> is_diff_pos;  // empty where not given

  std::size_t size() const { return time.size(); }

  double mean();                                // of magnitude, mag
  double standard_deviation();                  // population (ddof 0), mag
  double sample_standard_deviation();           // ddof 1, mag
  double weighted_mean();                       // weights 1/error^2, mag
  double median();                              // of magnitude, mag
  double interquartile_range();                 // 75th - 25th percentile of magnitude, mag
  std::span<const double> sorted_magnitudes();  // ascending

 private:
  std::optional<double> mean_, sum_of_squares_, weighted_mean_;
  std::vector<double> sorted_;

  double sum_of_squares();  // of deviations from the mean, mag^2
};

class Sample {
 public:
  Sample(const LightCurve& light_curve, Preprocessed preprocessed, std::stop_token stop = {},
         Phases phases = Phases::exact);

  // All bands together, ascending in time.
  const UsedDetections& detections() const { return preprocessed_.detections; }
  const UsedNonDetections& non_detections() const { return preprocessed_.non_detections; }
  const Quality& quality() const { return preprocessed_.quality; }
  const Crossmatch& crossmatch() const { return crossmatch_; }
  PhotometryKind photometry() const { return photometry_; }

  BandSample& band(Band band) { return bands_[static_cast<std::size_t>(band) - 1]; }
  std::span<BandSample> bands() { return bands_; }  // g, r, i; possibly empty ones

  const PeriodSearch& period_search();
  const FluxCurves& flux_curves();
  const OutburstProcess& outburst_process();

  double ra() const { return ra_; }    // degrees; NaN where unknown
  double dec() const { return dec_; }  // degrees; NaN where unknown

  // Long computations call this every few thousand operations.
  void throw_if_stopped() const { larch::throw_if_stopped(stop_); }
  const std::stop_token& stop() const { return stop_; }

 private:
  Preprocessed preprocessed_;
  Crossmatch crossmatch_;
  PhotometryKind photometry_;
  double ra_;
  double dec_;
  std::stop_token stop_;
  Phases phases_;
  std::array<BandSample, 3> bands_;
  std::optional<PeriodSearch> period_search_;
  std::optional<FluxCurves> flux_curves_;
  std::optional<OutburstProcess> outburst_process_;
};

}  // namespace larch

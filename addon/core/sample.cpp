#include "sample.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include "statistics.hpp"

namespace larch {

double BandSample::mean() {
  if (!mean_) mean_ = larch::mean(magnitude);
  return *mean_;
}

double BandSample::sum_of_squares() {
  if (!sum_of_squares_) {
    double total = 0.0;
    for (const double m : magnitude) total += (m - mean()) * (m - mean());
    sum_of_squares_ = total;
  }
  return *sum_of_squares_;
}

double BandSample::standard_deviation() {
  return std::sqrt(sum_of_squares() / static_cast<double>(size()));
}

double BandSample::sample_standard_deviation() {
  return std::sqrt(sum_of_squares() / static_cast<double>(size() - 1));
}

double BandSample::weighted_mean() {
  if (!weighted_mean_) {
    double weights = 0.0;
    double offsets = 0.0;
    for (std::size_t i = 0; i < size(); ++i) {
      const double weight = 1.0 / (error[i] * error[i]);
      weights += weight;
      offsets += weight * (magnitude[i] - magnitude[0]);
    }
    weighted_mean_ = magnitude[0] + offsets / weights;
  }
  return *weighted_mean_;
}

std::span<const double> BandSample::sorted_magnitudes() {
  if (sorted_.size() != magnitude.size()) {
    sorted_ = magnitude;
    std::sort(sorted_.begin(), sorted_.end());
  }
  return sorted_;
}

double BandSample::median() { return median_of_sorted(sorted_magnitudes()); }

double BandSample::interquartile_range() {
  return quantile_of_sorted(sorted_magnitudes(), 0.75) -
         quantile_of_sorted(sorted_magnitudes(), 0.25);
}

Sample::Sample(const LightCurve& light_curve, Preprocessed preprocessed, std::stop_token stop,
               Phases phases)
    : preprocessed_(std::move(preprocessed)),
      crossmatch_(light_curve.crossmatch),
      photometry_(light_curve.photometry),
      ra_(light_curve.ra),
      dec_(light_curve.dec),
      stop_(std::move(stop)),
      phases_(phases) {
  const UsedDetections& rows = preprocessed_.detections;
  if (std::isnan(ra_)) ra_ = mean(rows.ra);
  if (std::isnan(dec_)) dec_ = mean(rows.dec);
  for (std::size_t b = 0; b < bands_.size(); ++b) {
    BandSample& in_band = bands_[b];
    in_band.band = static_cast<Band>(b + 1);
    for (std::size_t row = 0; row < rows.size(); ++row) {
      if (rows.band[row] != in_band.band) continue;
      in_band.time.push_back(rows.time[row]);
      in_band.magnitude.push_back(rows.magnitude[row]);
      in_band.error.push_back(rows.error[row]);
      in_band.mag.push_back(rows.mag[row]);
      in_band.mag_err.push_back(rows.mag_err[row]);
      if (!rows.is_diff_pos.empty()) in_band.is_diff_pos.push_back(rows.is_diff_pos[row]);
    }
  }
}

const PeriodSearch& Sample::period_search() {
  if (!period_search_) period_search_ = search_period(detections(), phases_, stop_);
  return *period_search_;
}

const FluxCurves& Sample::flux_curves() {
  if (!flux_curves_) flux_curves_ = larch::flux_curves(*this);
  return *flux_curves_;
}

const OutburstProcess& Sample::outburst_process() {
  if (!outburst_process_) outburst_process_ = larch::outburst_process(*this);
  return *outburst_process_;
}

}  // namespace larch

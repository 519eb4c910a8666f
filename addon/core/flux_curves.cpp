#include "flux_curves.hpp"

#include <algorithm>
#include <cmath>

#include "sample.hpp"

namespace larch {
namespace {

constexpr std::array kBands = {Band::g, Band::r};

bool is_positive(const FluxCurves& curves, const BandSample& band, std::size_t row) {
  return !curves.outburst || band.is_diff_pos.empty() || !(band.is_diff_pos[row] < 0.0);
}

// The earliest of the rows that are brightest.
void find_peak(FluxCurves& curves, Sample& sample) {
  for (const Band name : kBands) {
    const BandSample& band = sample.band(name);
    for (std::size_t row = 0; row < band.size(); ++row) {
      if (!is_positive(curves, band, row)) continue;
      const bool earlier =
          band.mag[row] == curves.peak_magnitude && band.time[row] < curves.peak_time;
      if (std::isnan(curves.peak_time) || band.mag[row] < curves.peak_magnitude || earlier) {
        curves.peak_time = band.time[row];
        curves.peak_magnitude = band.mag[row];
      }
    }
  }
}

double flux_over_peak(const FluxCurves& curves, double mag) {
  return std::exp((curves.peak_magnitude - mag) / kMagnitudesPerLogarithm);
}

FluxSeries series_of(const FluxCurves& curves, const BandSample& band) {
  FluxSeries series;
  for (std::size_t row = 0; row < band.size(); ++row) {
    const double flux = flux_over_peak(curves, band.mag[row]);
    const double error = flux * band.mag_err[row] / kMagnitudesPerLogarithm;
    if (!std::isnormal(flux) || !std::isnormal(error) || error < 0.0) continue;
    series.time.push_back(band.time[row] - curves.peak_time);
    series.flux.push_back(is_positive(curves, band, row) ? flux : -flux);
    series.error.push_back(error);
  }
  return series;
}

FluxSeries nightly(const FluxSeries& series, double peak_time) {
  FluxSeries nights;
  const auto night_of = [&](std::size_t row) { return std::floor(series.time[row] + peak_time); };
  for (std::size_t first = 0, end = 0; first < series.size(); first = end) {
    while (end < series.size() && night_of(end) == night_of(first)) ++end;
    if (end == first) break;  // a time that is no number
    const double smallest =
        *std::min_element(series.error.begin() + static_cast<std::ptrdiff_t>(first),
                          series.error.begin() + static_cast<std::ptrdiff_t>(end));
    double weights = 0.0, time = 0.0, flux = 0.0;
    for (std::size_t row = first; row < end; ++row) {
      const double ratio = smallest / series.error[row];
      weights += ratio * ratio;
      time += ratio * ratio * (series.time[row] - series.time[first]);
      flux += ratio * ratio * series.flux[row];
    }
    nights.time.push_back(series.time[first] + time / weights);
    nights.flux.push_back(flux / weights);
    nights.error.push_back(smallest / std::sqrt(weights));
  }
  return nights;
}

}  // namespace

double FluxCurves::first_detection() const {
  double first = kMissing;
  for (const FluxSeries& series : detections) {
    if (series.size() > 0) first = std::fmin(first, series.time.front());
  }
  return first;
}

double FluxCurves::last_detection() const {
  double last = kMissing;
  for (const FluxSeries& series : detections) {
    if (series.size() > 0) last = std::fmax(last, series.time.back());
  }
  return last;
}

FluxCurves flux_curves(Sample& sample) {
  FluxCurves curves;
  curves.outburst = sample.photometry() == PhotometryKind::difference;
  find_peak(curves, sample);
  if (std::isnan(curves.peak_time)) {
    curves.outburst = false;
    return curves;
  }
  for (const Band name : kBands) {
    curves.detections[FluxCurves::index(name)] = series_of(curves, sample.band(name));
    curves.nights[FluxCurves::index(name)] = nightly(curves.detections_in(name), curves.peak_time);
  }
  const UsedNonDetections& rows = sample.non_detections();
  for (std::size_t row = 0; row < rows.size(); ++row) {
    if (rows.band[row] != Band::g && rows.band[row] != Band::r) continue;
    const double flux = flux_over_peak(curves, rows.limiting_mag[row]);
    if (!std::isnormal(flux)) continue;
    curves.limits.push_back(
        {rows.time[row] - curves.peak_time, rows.band[row], flux, rows.limiting_mag[row]});
  }
  return curves;
}

double magnitude_of(double relative_flux, double reference) {
  return relative_flux > 0.0 ? reference - kMagnitudesPerLogarithm * std::log(relative_flux)
                             : kMissing;
}

}  // namespace larch

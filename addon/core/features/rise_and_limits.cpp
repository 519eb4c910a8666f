// How the detections in g and r lie about the brightest of them, and which limits came before the
// first.
//
//   signal to noise = |f|/sigma_f of a detection, nights = whole MJD with a detection
//   slope = (magnitude of the first detection - last limit before it)/(time between them)
//
// In total photometry only nights, span, gap and error are given: there the brightest detection is
// no peak of an outburst, nor a limit one on its flux.
#include <algorithm>
#include <cmath>
#include <vector>

#include "../feature.hpp"
#include "../flux_curves.hpp"
#include "../sample.hpp"
#include "../statistics.hpp"

namespace larch::features {
namespace {

constexpr Output kOutputs[] = {
    {"n_nights", "1", "Number of nights with a detection in g or r", 1},
    {"span", "d", "Time between the first and the last detection in g or r", 1},
    {"median_gap", "d", "Median time between successive nights with a detection", 2},
    {"median_error", "mag", "Median error of the magnitudes as received", 1},
    {"best_snr", "1", "Best signal to noise of a detection", 1},
    {"n_before_peak", "1", "Number of detections before the brightest", 1},
    {"limit_to_first", "d", "Time from the last limit before the first detection to it", 1},
    {"limit_to_peak", "d",
     "Time from the last limit before the first detection to the brightest detection", 1},
    {"first_to_peak", "d", "Time from the first to the brightest detection", 1},
    {"peak_to_last", "d", "Time from the brightest to the last detection", 1},
    {"limit_dmag", "mag", "First detection minus the last limit before it", 1},
    {"limit_slope", "mag/d", "Slope of the magnitude from that limit to the first detection", 1},
    {"limit_depth", "mag", "90th percentile of the 5 sigma limits before the first detection", 1},
};

constexpr double kDepthQuantile = 0.9;

struct Row {
  double time, flux, error;
};

std::vector<Row> rows_of(const FluxCurves& curves) {
  std::vector<Row> rows;
  for (const FluxSeries& series : curves.detections) {
    for (std::size_t i = 0; i < series.size(); ++i) {
      rows.push_back({series.time[i], series.flux[i], series.error[i]});
    }
  }
  std::ranges::sort(rows, {}, &Row::time);
  return rows;
}

void evaluate(Sample& sample, std::span<double> out) {
  const FluxCurves& curves = sample.flux_curves();
  const std::vector<Row> rows = rows_of(curves);
  if (rows.empty()) return;
  std::vector<double> starts, gaps, errors;  // of nights; between them; of magnitudes
  double best = 0.0;
  for (const Row& row : rows) {
    const double night = std::floor(row.time + curves.peak_time);
    if (starts.empty() || night != std::floor(starts.back() + curves.peak_time)) {
      if (!starts.empty()) gaps.push_back(row.time - starts.back());
      starts.push_back(row.time);
    }
    const double noise = row.error / std::abs(row.flux);
    errors.push_back(kMagnitudesPerLogarithm * noise);
    best = std::max(best, 1.0 / noise);
  }
  out[0] = static_cast<double>(starts.size());
  out[1] = rows.back().time - rows.front().time;
  out[2] = median(gaps);
  out[3] = median(errors);
  if (!curves.outburst) return;

  out[4] = best;
  out[5] = static_cast<double>(
      std::ranges::count_if(rows, [](const Row& row) { return row.time < 0.0; }));
  out[8] = -rows.front().time;
  out[9] = rows.back().time;

  std::vector<double> depths;
  const FluxLimit* last = nullptr;
  for (const FluxLimit& limit : curves.limits) {
    if (!(limit.time < rows.front().time)) break;
    depths.push_back(limit.limiting_mag);
    last = &limit;
  }
  if (last == nullptr) return;
  const double first_magnitude = magnitude_of(std::abs(rows.front().flux), curves.peak_magnitude);
  out[6] = rows.front().time - last->time;
  out[7] = -last->time;
  out[10] = first_magnitude - last->limiting_mag;
  out[11] = out[10] / out[6];
  std::ranges::sort(depths);
  out[12] = quantile_of_sorted(depths, kDepthQuantile);
}

}  // namespace

extern constinit const FeatureFamily rise_and_limits{
    "rise and limits",
    kOutputs,
    Column::time | Column::mag | Column::mag_err | Column::is_diff_pos | Column::non_detections,
    {"Perley et al. 2020, ApJ 904, 35", "10.3847/1538-4357/abbd98"},
    PerObject{evaluate}};

}  // namespace larch::features

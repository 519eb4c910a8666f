#include "preprocess.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <span>
#include <tuple>

namespace larch {
namespace {

bool missing(const std::vector<double>& column, std::size_t row) {
  return !column.empty() && !std::isfinite(column[row]);
}

std::vector<double> take(const std::vector<double>& column, std::span<const std::size_t> rows) {
  std::vector<double> taken;
  if (column.empty()) return taken;
  taken.reserve(rows.size());
  for (const std::size_t row : rows) taken.push_back(column[row]);
  return taken;
}

std::vector<Band> take(const std::vector<Band>& column, std::span<const std::size_t> rows) {
  std::vector<Band> taken;
  taken.reserve(rows.size());
  for (const std::size_t row : rows) taken.push_back(column[row]);
  return taken;
}

UsedNonDetections usable(const NonDetections& non_detections) {
  std::vector<std::size_t> rows;
  for (std::size_t row = 0; row < non_detections.size(); ++row) {
    if (std::isfinite(non_detections.mjd[row]) && std::isfinite(non_detections.limiting_mag[row])) {
      rows.push_back(row);
    }
  }
  const auto key = [&](std::size_t row) {
    return std::tuple(non_detections.mjd[row], non_detections.band[row],
                      non_detections.limiting_mag[row]);
  };
  std::sort(rows.begin(), rows.end(),
            [&](std::size_t a, std::size_t b) { return key(a) < key(b); });
  return {take(non_detections.mjd, rows), take(non_detections.band, rows),
          take(non_detections.limiting_mag, rows)};
}

}  // namespace

Preprocessed preprocess(const LightCurve& light_curve) {
  const Detections& in = light_curve.detections;
  const std::vector<double>& magnitude = light_curve.corrected ? in.mag_corr : in.mag;
  const std::vector<double>& error = light_curve.corrected ? in.mag_err_corr_ext : in.mag_err;

  Preprocessed out;
  out.quality.received = in.size();
  const auto drop = [&](DropReason reason) {
    ++out.quality.dropped[static_cast<std::size_t>(reason)];
  };

  std::vector<std::size_t> rows;
  rows.reserve(in.size());
  for (std::size_t row = 0; row < in.size(); ++row) {
    // Written so that a NaN real-bogus score fails, as it does in the original.
    if (!in.rb.empty() && !(in.rb[row] >= kMinimumRb)) {
      drop(DropReason::low_rb);
    } else if (missing(in.mjd, row) || missing(in.mag, row) || missing(in.mag_err, row) ||
               missing(magnitude, row) || missing(error, row) || missing(in.ra, row) ||
               missing(in.dec, row) || missing(in.rb, row) || missing(in.sgscore1, row)) {
      drop(DropReason::missing_value);
    } else if (!(error[row] > 0.0 && error[row] < kMaximumError)) {
      drop(DropReason::mag_err_out_of_range);
    } else {
      rows.push_back(row);
    }
  }

  // Best row of each time first; the magnitudes only make the choice independent of row order.
  const auto key = [&](std::size_t row) {
    return std::tuple(in.mjd[row], in.rb.empty() ? 0.0 : -in.rb[row], in.mag_err[row], in.band[row],
                      magnitude[row], in.mag[row]);
  };
  std::sort(rows.begin(), rows.end(),
            [&](std::size_t a, std::size_t b) { return key(a) < key(b); });
  const auto same_time = [&](std::size_t a, std::size_t b) { return in.mjd[a] == in.mjd[b]; };
  const auto duplicates = std::unique(rows.begin(), rows.end(), same_time);
  out.quality.dropped[static_cast<std::size_t>(DropReason::duplicate_time)] =
      static_cast<std::size_t>(rows.end() - duplicates);
  rows.erase(duplicates, rows.end());

  out.detections = {take(in.mjd, rows),         take(in.band, rows),    take(magnitude, rows),
                    take(error, rows),          take(in.mag, rows),     take(in.mag_err, rows),
                    take(in.is_diff_pos, rows), take(in.rb, rows),      take(in.ra, rows),
                    take(in.dec, rows),         take(in.sgscore1, rows)};
  out.quality.used = rows.size();
  for (const Band band : out.detections.band) {
    ++out.quality.used_per_band[static_cast<std::size_t>(band)];
  }
  if (!rows.empty()) {
    out.quality.time_span = out.detections.time.back() - out.detections.time.front();
  }

  out.non_detections = usable(light_curve.non_detections);
  out.quality.non_detections_received = light_curve.non_detections.size();
  out.quality.non_detections_used = out.non_detections.size();
  return out;
}

}  // namespace larch

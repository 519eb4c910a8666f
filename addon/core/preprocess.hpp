// The preprocessor of the ALeRCE light curve classifier (Sanchez-Saez et al. 2021, AJ 161, 141):
// which detections are used, and why the others are not.
#pragma once

#include <array>
#include <cstddef>
#include <string_view>
#include <vector>

#include "light_curve.hpp"

namespace larch {

enum class DropReason { low_rb, missing_value, mag_err_out_of_range, duplicate_time };

inline constexpr std::array<std::string_view, 4> kDropReasonNames = {
    "lowRb", "missingValue", "magErrOutOfRange", "duplicateTime"};

inline constexpr double kMinimumRb = 0.55;
inline constexpr double kMaximumError = 1.0;  // mag, exclusive
// An object with this many usable detections, over all bands, or fewer has no features.
inline constexpr std::size_t kTooFewDetections = 5;

// The used rows, sorted by time, no two of one time. Optional columns stay empty where the light
// curve does not have them.
struct UsedDetections {
  std::vector<double> time;  // days, MJD
  std::vector<Band> band;
  std::vector<double> magnitude;  // THE magnitude: corrected where the light curve is corrected
  std::vector<double> error;      // its error, 0 < error < 1
  std::vector<double> mag;        // as received; what supernova features are made of
  std::vector<double> mag_err;
  std::vector<double> is_diff_pos;
  std::vector<double> rb;
  std::vector<double> ra;
  std::vector<double> dec;
  std::vector<double> sgscore1;

  std::size_t size() const { return time.size(); }
};

struct UsedNonDetections {
  std::vector<double> time;  // days, MJD, ascending
  std::vector<Band> band;
  std::vector<double> limiting_mag;

  std::size_t size() const { return time.size(); }
};

struct Quality {
  std::size_t received = 0;
  std::size_t used = 0;
  std::array<std::size_t, kDropReasonNames.size()> dropped{};  // indexed by DropReason
  std::array<std::size_t, 4> used_per_band{};                  // indexed by Band
  double time_span = 0.0;                                      // days, over the used rows
  std::size_t non_detections_received = 0;
  std::size_t non_detections_used = 0;
};

struct Preprocessed {
  UsedDetections detections;
  UsedNonDetections non_detections;
  Quality quality;

  bool too_few_detections() const { return detections.size() <= kTooFewDetections; }
};

// Applies, in this order: the choice of magnitude, the real-bogus cut, the cut on missing values,
// the cut on the error, the choice among rows of one time. Each dropped row is counted once, under
// the first rule it fails. The answer does not depend on the order of the rows.
Preprocessed preprocess(const LightCurve& light_curve);

}  // namespace larch

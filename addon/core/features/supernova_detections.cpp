// What is asked first about a supernova candidate: how the detections of a band lie in magnitude
// and time, and which limits its non-detections set before and after the first of them.
//
//   before: non-detections with time < first detection of the band; after: all the rest,
//           those between detections included
//   dmag_non_det_fid   = median limit before - brightest detection
//   dmag_first_det_fid = last limit before - first detection
//
// A missing isDiffPos counts as negative. Of an empty set of non-detections the count is 0 and
// everything else is absent.
#include <algorithm>
#include <cstddef>
#include <vector>

#include "../feature.hpp"
#include "../sample.hpp"
#include "../statistics.hpp"

namespace larch::features {
namespace {

constexpr Output kOutputs[] = {
    {"delta_mag_fid", "mag", "Faintest minus brightest magnitude", 1},
    {"delta_mjd_fid", "d", "Time between the first and the last detection", 1},
    {"first_mag", "mag", "Magnitude of the first detection", 1},
    {"mean_mag", "mag", "Mean magnitude", 1},
    {"min_mag", "mag", "Brightest magnitude", 1},
    {"n_det", "1", "Number of detections", 1},
    {"n_neg", "1", "Number of detections fainter than the reference image", 1},
    {"n_pos", "1", "Number of detections brighter than the reference image", 1},
    {"positive_fraction", "1", "Fraction of detections brighter than the reference image", 1},
    {"n_non_det_before_fid", "1", "Number of non-detections before the first detection", 1},
    {"max_diffmaglim_before_fid", "mag", "Deepest 5 sigma limit before the first detection", 1},
    {"median_diffmaglim_before_fid", "mag", "Median 5 sigma limit before the first detection", 1},
    {"last_diffmaglim_before_fid", "mag", "Last 5 sigma limit before the first detection", 1},
    {"last_mjd_before_fid", "d", "MJD of the last non-detection before the first detection", 1},
    {"dmag_non_det_fid", "mag",
     "Median 5 sigma limit before the first detection minus the brightest magnitude", 1},
    {"dmag_first_det_fid", "mag",
     "Last 5 sigma limit before the first detection minus the magnitude of that detection", 1},
    {"n_non_det_after_fid", "1", "Number of non-detections after the first detection", 1},
    {"max_diffmaglim_after_fid", "mag", "Deepest 5 sigma limit after the first detection", 1},
    {"median_diffmaglim_after_fid", "mag", "Median 5 sigma limit after the first detection", 1},
};

// In the order of kOutputs.
enum : std::size_t {
  kDeltaMag,
  kDeltaMjd,
  kFirstMag,
  kMeanMag,
  kMinMag,
  kNDet,
  kNNeg,
  kNPos,
  kPositiveFraction,
  kNBefore,
  kMaxBefore,
  kMedianBefore,
  kLastBefore,
  kLastMjdBefore,
  kDmagNonDet,
  kDmagFirstDet,
  kNAfter,
  kMaxAfter,
  kMedianAfter,
};

void evaluate(Sample& sample, BandSample& band, std::span<double> out) {
  const auto ascending = band.sorted_magnitudes();
  const double brightest = ascending.front();
  out[kDeltaMag] = ascending.back() - brightest;
  out[kDeltaMjd] = band.time.back() - band.time.front();
  out[kFirstMag] = band.magnitude.front();
  out[kMeanMag] = band.mean();
  out[kMinMag] = brightest;
  out[kNDet] = static_cast<double>(band.size());
  if (!band.is_diff_pos.empty()) {
    const auto positive = std::ranges::count_if(band.is_diff_pos, [](double p) { return p > 0.0; });
    out[kNPos] = static_cast<double>(positive);
    out[kNNeg] = out[kNDet] - out[kNPos];
    out[kPositiveFraction] = out[kNPos] / out[kNDet];
  }

  const UsedNonDetections& rows = sample.non_detections();
  std::vector<double> before;
  std::vector<double> after;
  for (std::size_t row = 0; row < rows.size(); ++row) {
    if (rows.band[row] != band.band) continue;
    if (rows.time[row] < band.time.front()) {
      before.push_back(rows.limiting_mag[row]);
      out[kLastMjdBefore] = rows.time[row];
    } else {
      after.push_back(rows.limiting_mag[row]);
    }
  }
  out[kNBefore] = static_cast<double>(before.size());
  if (!before.empty()) {
    out[kMaxBefore] = std::ranges::max(before);
    out[kMedianBefore] = median(before);
    out[kLastBefore] = before.back();
    out[kDmagNonDet] = out[kMedianBefore] - brightest;
    out[kDmagFirstDet] = out[kLastBefore] - band.magnitude.front();
  }
  out[kNAfter] = static_cast<double>(after.size());
  if (!after.empty()) {
    out[kMaxAfter] = std::ranges::max(after);
    out[kMedianAfter] = median(after);
  }
}

}  // namespace

extern constinit const FeatureFamily supernova_detections{
    "supernova detections",
    kOutputs,
    Column::time | Column::magnitude | Column::is_diff_pos | Column::non_detections,
    {"Sanchez-Saez et al. 2021, AJ 161, 141", "10.3847/1538-3881/abd5c1"},
    PerBand{evaluate}};

}  // namespace larch::features

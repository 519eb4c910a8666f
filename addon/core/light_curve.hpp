// A light curve as it is received: columns of equal length, nothing filtered or sorted yet.
#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <vector>

namespace larch {

inline constexpr double kMissing = std::numeric_limits<double>::quiet_NaN();

// The numbers are the filter ids (fid) of ZTF and the suffixes of per-band feature names.
enum class Band : std::uint8_t { g = 1, r = 2, i = 3 };

// Whether `mag` is the brightness of the difference image or of the source itself.
enum class PhotometryKind : std::uint8_t { difference, total };

// One row per detection. NaN is a missing measurement; an empty column (the four above `mag_corr`
// excepted, which are required) was not given for any row.
struct Detections {
  std::vector<double> mjd;  // days
  std::vector<Band> band;
  std::vector<double> mag;               // mag, as in the alert or the data release
  std::vector<double> mag_err;           // mag, 1 sigma
  std::vector<double> mag_corr;          // mag, total magnitude of a corrected alert
  std::vector<double> mag_err_corr_ext;  // mag, 1 sigma
  std::vector<double> is_diff_pos;       // > 0: brighter than the reference
  std::vector<double> rb;                // real-bogus score, 0..1
  std::vector<double> ra;                // degrees, ICRS
  std::vector<double> dec;               // degrees, ICRS
  std::vector<double> sgscore1;          // star/galaxy score of the nearest PanSTARRS source

  std::size_t size() const { return mjd.size(); }
};

struct NonDetections {
  std::vector<double> mjd;  // days
  std::vector<Band> band;
  std::vector<double> limiting_mag;  // mag, 5 sigma

  std::size_t size() const { return mjd.size(); }
};

// AllWISE magnitudes and the star/galaxy score of the object; NaN where unknown.
struct Crossmatch {
  double w1 = kMissing;
  double w2 = kMissing;
  double w3 = kMissing;
  double w4 = kMissing;
  double sgscore1 = kMissing;
};

struct LightCurve {
  PhotometryKind photometry = PhotometryKind::difference;
  // True: `mag_corr` and `mag_err_corr_ext` are the magnitude and error of every row.
  bool corrected = false;
  double ra = kMissing;   // degrees, ICRS; overrides the mean over the detections
  double dec = kMissing;  // degrees, ICRS
  Detections detections;
  NonDetections non_detections;
  Crossmatch crossmatch;
};

}  // namespace larch

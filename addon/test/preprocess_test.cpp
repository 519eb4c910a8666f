#include "preprocess.hpp"

#include <doctest/doctest.h>

#include "synthetic.hpp"

using namespace larch;

namespace {
std::size_t dropped(const Quality& quality, DropReason reason) {
  return quality.dropped[static_cast<std::size_t>(reason)];
}
}  // namespace

TEST_CASE("each dropped row is counted under the first rule it fails") {
  LightCurve light_curve = test::sinusoid(10);
  Detections& rows = light_curve.detections;
  rows.rb[0] = 0.54;
  rows.rb[1] = kMissing;
  rows.mag[2] = kMissing;  // drops a row of a corrected object too
  rows.ra[3] = kMissing;
  rows.mag_err_corr_ext[4] = 1.0;
  rows.mag_err_corr_ext[5] = 0.0;
  rows.mjd[7] = rows.mjd[6];

  const Quality quality = preprocess(light_curve).quality;
  CHECK(quality.received == 20);
  CHECK(dropped(quality, DropReason::low_rb) == 2);
  CHECK(dropped(quality, DropReason::missing_value) == 2);
  CHECK(dropped(quality, DropReason::mag_err_out_of_range) == 2);
  CHECK(dropped(quality, DropReason::duplicate_time) == 1);
  CHECK(quality.used == 13);
}

TEST_CASE(
    "of two rows at one time the larger rb wins, then the smaller magErr, then the bluer band") {
  LightCurve light_curve = test::sinusoid(10);
  Detections& rows = light_curve.detections;
  rows.mjd[1] = rows.mjd[0];
  rows.rb[0] = 0.7;
  rows.rb[1] = 0.8;
  CHECK(preprocess(light_curve).detections.band[0] == Band::r);
  rows.rb[1] = 0.7;
  rows.mag_err[0] = 0.2;
  rows.mag_err[1] = 0.1;
  CHECK(preprocess(light_curve).detections.band[0] == Band::r);
  rows.mag_err[1] = 0.2;
  CHECK(preprocess(light_curve).detections.band[0] == Band::g);
  rows.rb.clear();
  CHECK(preprocess(light_curve).detections.band[0] == Band::g);
}

TEST_CASE("a light curve without rb is not filtered by rb") {
  LightCurve light_curve = test::sinusoid(10);
  light_curve.detections.rb.clear();
  CHECK(preprocess(light_curve).quality.used == 20);
}

TEST_CASE("a missing sgscore1 drops the row, also where the object has a score of its own") {
  LightCurve light_curve = test::sinusoid(10);
  light_curve.detections.sgscore1[4] = kMissing;
  light_curve.crossmatch.sgscore1 = 0.3;
  CHECK(preprocess(light_curve).quality.used == 19);
  light_curve.detections.sgscore1.clear();
  CHECK(preprocess(light_curve).quality.used == 20);
}

TEST_CASE("non-detections are sorted, incomplete ones left out") {
  LightCurve light_curve = test::sinusoid(3);
  NonDetections& rows = light_curve.non_detections;
  std::swap(rows.mjd[0], rows.mjd[11]);
  rows.limiting_mag[5] = kMissing;
  const Preprocessed preprocessed = preprocess(light_curve);
  CHECK(preprocessed.quality.non_detections_received == 12);
  CHECK(preprocessed.quality.non_detections_used == 11);
  for (std::size_t i = 1; i < preprocessed.non_detections.size(); ++i) {
    CHECK(preprocessed.non_detections.time[i - 1] <= preprocessed.non_detections.time[i]);
  }
}

// libFuzzer target: any bytes are a light curve, and every light curve has an extraction whose
// values are finite or absent and whose rows are all accounted for.
#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <limits>
#include <numeric>
#include <span>
#include <vector>

#include "extract.hpp"
#include "registry.hpp"

using namespace larch;

namespace {

// Work grows with rows; these are enough for every branch that depends on their number.
constexpr std::size_t kMostDetections = 128;
constexpr std::size_t kMostNonDetections = 16;

constexpr std::array kExtremes = {std::numeric_limits<double>::quiet_NaN(),
                                  std::numeric_limits<double>::infinity(),
                                  -std::numeric_limits<double>::infinity(),
                                  std::numeric_limits<double>::max(),
                                  std::numeric_limits<double>::lowest(),
                                  std::numeric_limits<double>::denorm_min(),
                                  std::numeric_limits<double>::min(),
                                  0.0,
                                  -0.0,
                                  -1.0,
                                  1e-160,
                                  1e-9,
                                  0.999999999,
                                  1e6,
                                  -1e12,
                                  3.5e38};

// The bytes of one input, read once; zeros where they have ended.
class Bytes {
 public:
  explicit Bytes(std::span<const std::uint8_t> bytes) : rest_(bytes) {}

  bool empty() const { return rest_.empty(); }

  std::uint8_t byte() {
    if (rest_.empty()) return 0;
    const std::uint8_t first = rest_.front();
    rest_ = rest_.subspan(1);
    return first;
  }

  bool bit(unsigned position) { return (byte() >> position & 1u) != 0; }

  // One byte chooses among 224 steps from `low` to `high`, the extremes, and the eight bytes that
  // follow as they are.
  double number(double low, double high) {
    constexpr std::uint8_t kSteps = 224;
    const std::uint8_t choice = byte();
    if (choice < kSteps) return low + (high - low) * choice / (kSteps - 1);
    if (choice < kSteps + kExtremes.size()) return kExtremes[choice - kSteps];
    std::array<std::uint8_t, sizeof(double)> raw;
    for (std::uint8_t& value : raw) value = byte();
    double value;
    std::memcpy(&value, raw.data(), sizeof(value));
    return value;
  }

  Band band() { return static_cast<Band>(1 + byte() % 3); }

 private:
  std::span<const std::uint8_t> rest_;
};

// A header says which columns are given and what time does from row to row; non-detections and
// detections follow, one after the other, until the bytes end.
LightCurve decode(Bytes& bytes) {
  LightCurve light_curve;
  Detections& rows = light_curve.detections;
  const unsigned given = bytes.byte();
  const auto has = [&](unsigned column) { return (given >> column & 1u) != 0; };
  light_curve.photometry = has(6) ? PhotometryKind::total : PhotometryKind::difference;
  light_curve.corrected = has(0);

  // The greatest step from row to row, days; 0: every time on its own.
  constexpr std::array kSteps = {0.0, 1e-9, 1e-3, 0.5, 5.0, 60.0, 4000.0, 1e6};
  const double step = kSteps[bytes.byte() % kSteps.size()];
  const std::size_t non_detections = bytes.byte() % (kMostNonDetections + 1);
  if (has(7)) {
    light_curve.ra = bytes.number(0.0, 360.0);
    light_curve.dec = bytes.number(-90.0, 90.0);
    light_curve.crossmatch = {bytes.number(5.0, 18.0), bytes.number(5.0, 18.0),
                              bytes.number(5.0, 18.0), bytes.number(5.0, 18.0),
                              bytes.number(0.0, 1.0)};
  }
  // An extreme step is a time, from which the next row does not go on.
  double latest = 58000.0;
  const auto next_mjd = [&] {
    if (step == 0.0) return bytes.number(57000.0, 60000.0);
    const double forward = bytes.number(0.0, step);
    if (!(std::abs(forward) <= step)) return forward;
    return latest += forward;
  };
  for (std::size_t row = 0; row < non_detections; ++row) {
    light_curve.non_detections.mjd.push_back(next_mjd());
    light_curve.non_detections.band.push_back(bytes.band());
    light_curve.non_detections.limiting_mag.push_back(bytes.number(18.0, 21.5));
  }
  latest -= step * static_cast<double>(non_detections) / 4.0;  // some rows between the others
  while (!bytes.empty() && rows.size() < kMostDetections) {
    rows.mjd.push_back(next_mjd());
    rows.band.push_back(bytes.band());
    rows.mag.push_back(bytes.number(14.0, 21.0));
    rows.mag_err.push_back(bytes.number(0.005, 0.3));
    if (has(0)) {
      rows.mag_corr.push_back(bytes.number(14.0, 21.0));
      rows.mag_err_corr_ext.push_back(bytes.number(0.005, 0.3));
    }
    if (has(1)) rows.is_diff_pos.push_back(bytes.number(-1.0, 1.0));
    if (has(2)) rows.rb.push_back(bytes.number(0.5, 1.0));
    if (has(3)) rows.ra.push_back(bytes.number(0.0, 360.0));
    if (has(4)) rows.dec.push_back(bytes.number(-90.0, 90.0));
    if (has(5)) rows.sgscore1.push_back(bytes.number(0.0, 1.0));
  }
  return light_curve;
}

void require(bool holds, const char* what) {
  if (holds) return;
  std::fprintf(stderr, "broken: %s\n", what);
  std::abort();
}

std::size_t sum(std::span<const std::size_t> counts) {
  return std::accumulate(counts.begin(), counts.end(), std::size_t{0});
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  Bytes bytes({data, size});
  const ExtractOptions options{.compat = bytes.bit(0)};
  const LightCurve light_curve = decode(bytes);
  const Extraction extraction = extract(light_curve, feature_families(), {}, options);

  const Quality& quality = extraction.quality;
  require(quality.received == light_curve.detections.size(), "every row is received");
  require(quality.used + sum(quality.dropped) == quality.received, "a row is used or dropped");
  require(sum(quality.used_per_band) == quality.used, "a used row has a band");
  require(quality.non_detections_received == light_curve.non_detections.size() &&
              quality.non_detections_used <= quality.non_detections_received,
          "non-detections are received");
  require(extraction.too_few_detections == (quality.used <= kTooFewDetections),
          "few rows are too few");

  std::size_t features = 0;
  for (const FeatureFamily* family : feature_families()) features += family->size();
  require(extraction.values.size() == (extraction.too_few_detections ? 0 : features),
          "every feature has its value");
  require(std::ranges::none_of(extraction.values, [](double v) { return std::isinf(v); }),
          "no value is infinite");
  return 0;
}

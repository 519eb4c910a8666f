// Light curves made up for tests.
#pragma once

#include <cmath>
#include <numbers>
#include <random>
#include <vector>

#include "light_curve.hpp"

namespace larch::test {

// A sinusoidal variable in g and r with all columns given, `points_per_band` rows a band, no two
// rows at one time. Period in days, times from MJD 58000.
inline LightCurve sinusoid(std::size_t points_per_band, double period = 0.61, unsigned seed = 1) {
  std::mt19937 random(seed);
  std::normal_distribution<double> noise;
  std::uniform_real_distribution<double> uniform;
  LightCurve light_curve;
  Detections& rows = light_curve.detections;
  for (std::size_t i = 0; i < 2 * points_per_band; ++i) {
    const double mjd = 58000.0 + 1.7 * static_cast<double>(i) + uniform(random);
    const Band band = i % 2 == 0 ? Band::g : Band::r;
    const double error = 0.02 + 0.03 * uniform(random);
    const double mag = (band == Band::g ? 17.3 : 16.9) +
                       0.4 * std::sin(2.0 * std::numbers::pi * mjd / period) +
                       error * noise(random);
    rows.mjd.push_back(mjd);
    rows.band.push_back(band);
    rows.mag.push_back(mag + (band == Band::g ? 1.5 : 1.2));
    rows.mag_err.push_back(1.4 * error);
    rows.mag_corr.push_back(mag);
    rows.mag_err_corr_ext.push_back(error);
    rows.is_diff_pos.push_back(uniform(random) < 0.5 ? -1.0 : 1.0);
    rows.rb.push_back(0.6 + 0.4 * uniform(random));
    rows.ra.push_back(180.0 + 1e-5 * noise(random));
    rows.dec.push_back(30.0 + 1e-5 * noise(random));
    rows.sgscore1.push_back(0.9);
  }
  light_curve.corrected = true;
  for (int i = 0; i < 12; ++i) {
    light_curve.non_detections.mjd.push_back(57990.0 + 5.3 * i);
    light_curve.non_detections.band.push_back(i % 2 == 0 ? Band::g : Band::r);
    light_curve.non_detections.limiting_mag.push_back(19.5 + uniform(random));
  }
  light_curve.crossmatch = {14.1, 13.9, 12.0, 9.0, kMissing};
  return light_curve;
}

// A supernova of magnitude 18, `nights` nights with a row in g and one in r, `days` apart, the
// first of them `first` days from about the maximum; difference photometry without optional
// columns. Two limits before.
inline LightCurve supernova(std::size_t nights, double days, double first, unsigned seed = 1) {
  std::mt19937 random(seed);
  std::normal_distribution<double> noise;
  LightCurve light_curve;
  Detections& rows = light_curve.detections;
  for (std::size_t i = 0; i < nights; ++i) {
    for (const Band band : {Band::g, Band::r}) {
      const double time = first + days * static_cast<double>(i) + (band == Band::g ? 0.0 : 0.03);
      const double decay = band == Band::g ? 30.0 : 45.0;
      const double flux = std::exp(-time / decay) / (1.0 + std::exp(-(time + 5.0) / 4.0));
      rows.mjd.push_back(58300.2 + time);
      rows.band.push_back(band);
      rows.mag.push_back(18.0 - 2.5 * std::log10(flux) + 0.05 * noise(random));
      rows.mag_err.push_back(0.05);
    }
  }
  for (const Band band : {Band::g, Band::r}) {
    light_curve.non_detections.mjd.push_back(58260.2);
    light_curve.non_detections.band.push_back(band);
    light_curve.non_detections.limiting_mag.push_back(20.5);
  }
  return light_curve;
}

// Appends a row without optional columns.
inline void add_row(LightCurve& light_curve, Band band, double mjd, double mag,
                    double mag_err = 0.1) {
  Detections& rows = light_curve.detections;
  rows.mjd.push_back(mjd);
  rows.band.push_back(band);
  rows.mag.push_back(mag);
  rows.mag_err.push_back(mag_err);
}

// Six rows in band i: with them an object is long enough to have features, and they give none of
// g or r.
inline LightCurve only_i() {
  LightCurve light_curve;
  for (int i = 0; i < 6; ++i) add_row(light_curve, Band::i, 50000.0 + i, 15.0 + 0.1 * i);
  return light_curve;
}

// `magnitudes` in band g at `times`, all with the same error, and the rows of only_i().
inline LightCurve in_g(const std::vector<double>& times, const std::vector<double>& magnitudes,
                       double error = 0.1) {
  LightCurve light_curve = only_i();
  for (std::size_t k = 0; k < times.size(); ++k) {
    add_row(light_curve, Band::g, times[k], magnitudes[k], error);
  }
  return light_curve;
}

}  // namespace larch::test

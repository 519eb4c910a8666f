#include "periodogram/period_search.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>
#include <random>
#include <string>
#include <vector>

#include "cancelled.hpp"

using namespace larch;

namespace {

constexpr double kPi = std::numbers::pi;

// Magnitude about the mean at a phase of 0 to 1.
using Shape = double (*)(double phase);

double sine(double phase) { return 0.3 * std::sin(2.0 * kPi * phase); }

double faint_sine(double phase) { return 0.2 * sine(phase); }

// A quick rise and a slow decline.
double sawtooth(double phase) { return phase < 0.15 ? 0.5 - phase / 0.15 : (phase - 0.575) / 0.85; }

double eclipses(double phase) {
  const auto dip = [&](double middle, double depth) {
    const double distance = (phase - middle) / 0.06;
    return depth * std::exp(-0.5 * distance * distance);
  };
  return dip(0.25, 0.7) + dip(0.75, 0.5);
}

// Epochs as a survey makes them: a few hours a night, every third night or so, half of the year, g
// and r on the same nights.
UsedDetections observed(std::size_t rows, double years, Shape shape, double period, unsigned seed) {
  std::mt19937 random(seed);
  std::uniform_real_distribution<double> uniform;
  std::normal_distribution<double> normal;
  std::vector<double> time;
  while (time.size() < rows) {
    const double year = std::floor(years * uniform(random));
    const double night = std::floor(180.0 * uniform(random));
    time.push_back(58000.0 + 365.0 * year + night + 0.15 + 0.3 * uniform(random));
  }
  std::ranges::sort(time);
  const double start = uniform(random);
  UsedDetections detections;
  for (const double t : time) {
    const double cycles = t / period + start;
    const bool g = uniform(random) < 0.45;
    const double error = 0.02 + 0.04 * uniform(random);
    detections.time.push_back(t);
    detections.band.push_back(g ? Band::g : Band::r);
    detections.magnitude.push_back((g ? 1.3 : 1.0) * shape(cycles - std::floor(cycles)) +
                                   (g ? 17.2 : 16.8) + error * normal(random));
    detections.error.push_back(error);
  }
  return detections;
}

PeriodSearch search(const UsedDetections& detections, Phases phases = Phases::exact) {
  return search_period(detections, phases, {});
}

bool near(double found, double wanted) { return std::abs(found / wanted - 1.0) < 0.01; }

}  // namespace

TEST_CASE("exact phases find at least as many true periods in sparse epochs as the original's") {
  struct Kind {
    const char* name;
    Shape shape;
    double period;  // days
    double part;    // of the period that is as good an answer
    std::size_t rows;
  };
  constexpr Kind kKinds[] = {{"delta Scuti", faint_sine, 0.0512, 1.0, 40},
                             {"RR Lyrae", sawtooth, 0.5634, 1.0, 30},
                             {"eclipsing binary", eclipses, 1.37, 0.5, 30},
                             {"Cepheid", sawtooth, 7.31, 1.0, 30},
                             {"long period variable", sine, 241.0, 1.0, 30}};
  constexpr unsigned kEach = 30;
  unsigned exact_in_all = 0;
  unsigned original_in_all = 0;
  for (const Kind& kind : kKinds) {
    unsigned exact = 0;
    unsigned original = 0;
    for (unsigned seed = 0; seed < kEach; ++seed) {
      const double period = kind.period * (1.0 + 0.003 * seed);
      const UsedDetections detections = observed(kind.rows, 3.0, kind.shape, period, seed + 1);
      const auto found = [&](Phases phases) {
        const double answer = search(detections, phases).period;
        return near(answer, period) || near(answer, kind.part * period);
      };
      exact += found(Phases::exact);
      original += found(Phases::original);
    }
    MESSAGE(std::string(kind.name) << ": " << exact << " of " << kEach << " with exact phases, "
                                   << original << " with the original's");
    CHECK(exact >= kEach * 2 / 3);
    exact_in_all += exact;
    original_in_all += original;
  }
  CHECK(exact_in_all >= original_in_all);
}

TEST_CASE("a band's own period is found in that band") {
  UsedDetections detections = observed(160, 2.0, sine, 0.731, 3);
  for (std::size_t row = 0; row < detections.size(); ++row) {
    if (detections.band[row] == Band::r) {
      detections.magnitude[row] = 17.0 + 0.01 * sine(detections.time[row] / 3.19);
    }
  }
  const PeriodSearch found = search(detections);
  CHECK(near(found.band_period[0], 0.731));
  CHECK(near(found.band_period[1], 3.19));
  CHECK(std::isnan(found.band_period[2]));
}

TEST_CASE(
    "with exact phases the period depends neither on the zero points nor on the first epoch") {
  const UsedDetections detections = observed(80, 3.0, sawtooth, 0.4321, 8);
  const PeriodSearch before = search(detections);
  UsedDetections moved = detections;
  for (double& time : moved.time) time -= 58000.0;
  for (double& magnitude : moved.magnitude) magnitude += 4.0;
  const PeriodSearch after = search(moved);
  CHECK(after.period == doctest::Approx(before.period).epsilon(1e-9));
  CHECK(after.band_period[1] == doctest::Approx(before.band_period[1]).epsilon(1e-9));
}

TEST_CASE("magnitudes that are equal, and times that are, have no period") {
  UsedDetections constant = observed(60, 1.0, sine, 0.5, 2);
  for (double& magnitude : constant.magnitude) magnitude = 17.123;
  UsedDetections at_once = observed(60, 1.0, sine, 0.5, 2);
  for (double& time : at_once.time) time = 58000.0;
  for (const Phases phases : {Phases::exact, Phases::original}) {
    CHECK(std::isnan(search(constant, phases).period));
    CHECK(std::isnan(search(at_once, phases).period));
    CHECK(search(constant, phases).periodogram->peaks.empty());
  }
}

TEST_CASE("a band needs 11 rows within 3000 days") {
  UsedDetections detections = observed(40, 1.0, sine, 0.61, 4);
  detections.band.assign(40, Band::g);
  std::fill_n(detections.band.begin() + 15, 10, Band::r);
  CHECK(std::isnan(search(detections).band_period[1]));
  detections.band[3] = Band::r;
  CHECK_FALSE(std::isnan(search(detections).band_period[1]));
  for (std::size_t row = 0; row < 3; ++row) detections.time[row] -= 4000.0;
  CHECK_FALSE(std::isnan(search(detections).band_period[1]));
  for (std::size_t row = 3; row < 20; ++row) detections.time[row] -= 4000.0;
  CHECK(std::isnan(search(detections).band_period[1]));
}

TEST_CASE("rows of band i take part in the search") {
  UsedDetections detections = observed(80, 2.0, sine, 0.731, 6);
  for (Band& band : detections.band) {
    if (band == Band::g) band = Band::i;
  }
  const PeriodSearch found = search(detections);
  CHECK(near(found.period, 0.731));
  CHECK(near(found.band_period[2], 0.731));
  CHECK_FALSE(search({}).periodogram);
}

TEST_CASE("a last row beyond the window does not stretch the grid without bound") {
  UsedDetections detections = observed(60, 2.0, sine, 0.731, 5);
  detections.time.back() = detections.time.front() + 4000.0;
  CHECK(search(detections).periodogram->grid.size > 222000);  // the row counts, as in the original
  detections.time.back() = detections.time.front() + 1e6;
  CHECK(search(detections).periodogram->grid.size < 60000);
  CHECK(near(search(detections).period, 0.731));
}

TEST_CASE("any numbers end in a period within the limits or in none") {
  constexpr double kExtremes[] = {
      0.0,     -0.0,   5e-324, 1e-310, 1e-160, 1e-30, 1e-3,  1.0,
      58000.0, 2999.9, 1e5,    1e9,    1e20,   1e39,  1e300, std::numeric_limits<double>::max()};
  std::mt19937 random(17);
  std::uniform_real_distribution<double> uniform;
  const auto extreme = [&] {
    const double value = kExtremes[random() % std::size(kExtremes)];
    return random() % 2 == 0 ? value : -value;
  };
  for (int round = 0; round < 60; ++round) {
    UsedDetections detections;
    const std::size_t rows = 11 + random() % 30;
    const double base = extreme();
    const double scale = extreme();
    for (std::size_t row = 0; row < rows; ++row) {
      const bool wild = round % 3 == 0;
      detections.time.push_back(wild ? extreme() : base + scale * uniform(random));
      detections.band.push_back(random() % 8 == 0 ? Band::r : Band::g);
      detections.magnitude.push_back(round % 2 == 0 ? extreme() : 17.0 + uniform(random));
      detections.error.push_back(round % 5 == 0 ? std::min(std::abs(extreme()) + 5e-324, 0.99)
                                                : 0.01 + 0.9 * uniform(random));
    }
    std::ranges::sort(detections.time);
    for (const Phases phases : {Phases::exact, Phases::original}) {
      CAPTURE(round);
      const double period = search(detections, phases).period;
      CHECK((std::isnan(period) || (period >= 0.045 * (1.0 - 1e-6) && period <= 500.0)));
    }
  }
}

TEST_CASE("a search stops when it is told to") {
  std::stop_source source;
  source.request_stop();
  const UsedDetections detections = observed(60, 2.0, sine, 0.731, 5);
  CHECK_THROWS_AS(search_period(detections, Phases::exact, source.get_token()), Cancelled);
}

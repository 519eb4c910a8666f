#include <doctest/doctest.h>

#include <cmath>

#include "evaluate.hpp"
#include "supernova_model.hpp"
#include "synthetic.hpp"

using namespace larch;

namespace {

constexpr const char* kFamily = "supernova parametric model";
constexpr SupernovaParameters kLower = {0.05, -50.0, 1.0, 0.0, 1.0, 1.0};
constexpr SupernovaParameters kUpper = {0.5, 50.0, 100.0, 1.0, 100.0, 100.0};
constexpr SupernovaParameters kTypical = {0.2, 12.0, 25.0, 0.6, 3.5, 30.0};

// The formula, term by term.
double model(double t, const SupernovaParameters& p) {
  const auto [a, t0, gamma, beta, tau_rise, tau_fall] = p;
  const double t1 = t0 + gamma;
  const double s = 1.0 / (1.0 + std::exp(-(t - t1) / 3.0));
  const double before = 1.0 - beta * (t - t0) / gamma;
  const double after = (1.0 - beta) * std::exp(-(t - t1) / tau_fall);
  return a / (1.0 + std::exp(-(t - t0) / tau_rise)) * (after * s + before * (1.0 - s));
}

double magnitude_of(double flux) { return -2.5 * (std::log10(flux) - 26.0) - 48.6; }

// A problem around the typical light curve; the sample only gives the stop token.
struct Problem {
  Sample sample{LightCurve{}, Preprocessed{}};
  std::vector<double> times, fluxes;
  SupernovaFit fit;

  explicit Problem(std::size_t n) {
    for (std::size_t i = 0; i < n; ++i) {
      times.push_back(130.0 * static_cast<double>(i) / static_cast<double>(n));
      fluxes.push_back(model(times.back(), kTypical));
    }
    fit.set_data(sample, times, fluxes, {kLower, kUpper});
  }
};

}  // namespace

TEST_CASE("the residuals are the model minus the fluxes") {
  Problem problem(37);
  constexpr SupernovaParameters kOther = {0.3, -20.0, 60.0, 0.2, 9.0, 4.0};
  std::vector<double> residuals(37);
  problem.fit.residuals(kOther, residuals);
  for (std::size_t i = 0; i < residuals.size(); ++i) {
    CAPTURE(i);
    CHECK(residuals[i] == doctest::Approx(model(problem.times[i], kOther) - problem.fluxes[i]));
  }
}

TEST_CASE("the derivatives of the model agree with central differences") {
  Problem problem(37);
  // Inside, and at bounds.
  for (const SupernovaParameters& p :
       {SupernovaParameters{0.3, -20.0, 60.0, 0.2, 9.0, 4.0},
        SupernovaParameters{0.5, -5.0, 99.999999999, 1.0, 100.0, 1.0}}) {
    std::vector<double> residuals(37), jacobian(6 * 37);
    problem.fit.residuals(p, residuals);
    problem.fit.jacobian(p, residuals, jacobian);
    for (std::size_t j = 0; j < 6; ++j) {
      SupernovaParameters up = p, down = p;
      up[j] += 1e-4;
      down[j] -= 1e-4;
      for (std::size_t i = 0; i < residuals.size(); ++i) {
        CAPTURE(j);
        CAPTURE(i);
        const double t = problem.times[i];
        const double difference = (model(t, up) - model(t, down)) / 2e-4;
        CHECK(std::abs(jacobian[j * 37 + i] - difference) < 1e-6 * (1.0 + std::abs(difference)));
      }
    }
  }
}

TEST_CASE("a derivative that differences would not see is 0") {
  Problem problem(37);
  // The decay begins at t0 + gamma = 150 d, long after the last point.
  constexpr SupernovaParameters kLate = {0.3, 50.0, 100.0, 0.2, 9.0, 30.0};
  std::vector<double> residuals(37), jacobian(6 * 37);
  problem.fit.residuals(kLate, residuals);
  problem.fit.jacobian(kLate, residuals, jacobian);
  CHECK(jacobian[5 * 37] == 0.0);
  CHECK(jacobian[4 * 37] != 0.0);
}

TEST_CASE("with tight tolerances the model gives back its own parameters") {
  Problem problem(60);
  SupernovaParameters p = {0.5, -5.0, 100.0, 0.5, 10.0, 40.0};
  const TrfFit fit = TrustRegionReflective().minimise(problem.fit, p, 60, {kLower, kUpper},
                                                      {.ftol = 1e-14, .most_evaluations = 600});
  CHECK(fit.converged());
  for (std::size_t j = 0; j < p.size(); ++j) {
    CAPTURE(j);
    CHECK(p[j] == doctest::Approx(kTypical[j]).epsilon(1e-3));
  }
}

TEST_CASE("the fit of a supernova is close to it, and its chi says so") {
  std::vector<double> times, magnitudes;
  for (int i = 0; i < 40; ++i) {
    times.push_back(58000.0 + 3.0 * i);
    magnitudes.push_back(magnitude_of(model(3.0 * i, kTypical)));
  }
  const auto supernova = test::features(test::in_g(times, magnitudes), kFamily);
  CHECK(supernova.at("SPM_chi_1") < 0.3);
  CHECK(supernova.at("SPM_A_1") == doctest::Approx(kTypical[0]).epsilon(0.3));
  CHECK(supernova.at("SPM_tau_fall_1") == doctest::Approx(kTypical[5]).epsilon(0.3));
  CHECK(std::isnan(supernova.at("SPM_A_2")));

  for (int i = 0; i < 40; ++i) magnitudes[static_cast<std::size_t>(i)] = i % 2 == 0 ? 18.0 : 20.0;
  CHECK(test::features(test::in_g(times, magnitudes), kFamily).at("SPM_chi_1") >
        10.0 * supernova.at("SPM_chi_1"));
}

TEST_CASE("parameters stay within their bounds") {
  std::vector<double> times, magnitudes;
  for (int i = 0; i < 25; ++i) {
    times.push_back(58000.0 + 7.3 * i);
    magnitudes.push_back(18.0 + std::sin(0.9 * i * i));
  }
  const auto values = test::features(test::in_g(times, magnitudes), kFamily);
  const double most = std::pow(10.0, -(17.0 + 48.6) / 2.5 + 26.0);
  CHECK(values.at("SPM_A_1") > 0.0);
  CHECK(values.at("SPM_A_1") < 3.0 * most);
  CHECK(std::abs(values.at("SPM_t0_1")) <= 50.0);
  CHECK((values.at("SPM_beta_1") >= 0.0 && values.at("SPM_beta_1") <= 1.0));
  for (const char* name : {"SPM_gamma_1", "SPM_tau_rise_1", "SPM_tau_fall_1"}) {
    CAPTURE(name);
    CHECK((values.at(name) >= 1.0 && values.at(name) <= 100.0));
  }
}

TEST_CASE("one point has parameters; seven have a chi") {
  for (std::size_t n = 1; n <= 7; ++n) {
    CAPTURE(n);
    std::vector<double> times, magnitudes;
    for (std::size_t i = 0; i < n; ++i) {
      times.push_back(58000.0 + 4.0 * static_cast<double>(i));
      magnitudes.push_back(18.0 + 0.2 * static_cast<double>(i));
    }
    const auto values = test::features(test::in_g(times, magnitudes), kFamily);
    CHECK(std::isfinite(values.at("SPM_tau_fall_1")));
    CHECK(std::isfinite(values.at("SPM_chi_1")) == (n >= 7));
  }
}

TEST_CASE("fluxes that are not positive finite single-precision numbers have no fit") {
  for (const double magnitude : {-80.0, 300.0, -1e300, 1e300}) {
    CAPTURE(magnitude);
    const std::vector<double> magnitudes(9, magnitude);
    const auto values =
        test::features(test::in_g({1., 2., 3., 4., 5., 6., 7., 8., 9.}, magnitudes), kFamily);
    CHECK(std::isnan(values.at("SPM_A_1")));
    CHECK(std::isnan(values.at("SPM_chi_1")));
  }
}

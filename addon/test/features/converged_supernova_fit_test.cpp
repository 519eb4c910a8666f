#include "converged_supernova_fit.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <random>

#include "evaluate.hpp"
#include "supernova_model.hpp"
#include "synthetic.hpp"

using namespace larch;

namespace {

constexpr const char* kFamily = "converged supernova fit";

// The supernova model at `times` as fluxes with errors of `noise`.
FittedFluxes model_fluxes(const SupernovaParameters& parameters, double noise, unsigned seed) {
  std::mt19937 random(seed);
  std::normal_distribution<double> normal;
  FittedFluxes data;
  for (double time = -30.0; time < 100.0; time += 3.0) data.times.push_back(time);
  const std::vector<double> zeros(data.times.size());
  data.fluxes.resize(data.times.size());
  const LightCurve light_curve = test::only_i();
  const Sample sample(light_curve, preprocess(light_curve));
  SupernovaFit model;
  model.set_data(sample, data.times, zeros, {});
  model.residuals(parameters, data.fluxes);
  for (double& flux : data.fluxes) {
    flux += noise * normal(random);
    data.errors.push_back(std::max(noise, 1e-4));
  }
  data.detections = data.times.size();
  data.most = std::ranges::max(data.fluxes);
  return data;
}

double least_of_random_starts(ConvergedSupernovaProblem& problem, int starts) {
  std::mt19937 random(5);
  std::normal_distribution<double> normal;
  constexpr ConvergedParameters kDeviation{0.6, 12.0, 0.9, 0.3, 0.8, 0.9};
  double least = std::numeric_limits<double>::infinity();
  for (int k = 0; k < starts; ++k) {
    ConvergedParameters at = problem.prior_mean();
    for (std::size_t i = 0; i < at.size(); ++i) {
      at[i] = std::clamp(at[i] + kDeviation[i] * normal(random), problem.box().lower[i],
                         problem.box().upper[i]);
    }
    const auto expand = [&](const ConvergedParameters& x) { return problem.expand(x); };
    least = std::min(least, minimise_by_levenberg_marquardt<kConvergedParameters>(
                                expand, at, problem.box(), 1e-9, 400)
                                .normal.cost);
  }
  return least;
}

constexpr SupernovaParameters kPlateau{1.0, -6.0, 60.0, 0.3, 3.0, 15.0};
constexpr SupernovaParameters kBump{1.4, -12.0, 15.0, 0.6, 5.0, 25.0};
constexpr SupernovaParameters kFast{2.0, -4.0, 6.0, 0.5, 1.5, 9.0};

}  // namespace

TEST_CASE("the gradient and curvature of the fit agree with differences of its residuals") {
  const FittedFluxes data = model_fluxes(kBump, 0.02, 1);
  ConvergedSupernovaProblem problem;
  problem.set_data(data);
  const ConvergedParameters at{0.2, -9.0, 2.9, 0.45, 1.5, 3.1};
  const auto expansion = problem.expand(at);
  for (std::size_t i = 0; i < at.size(); ++i) {
    CAPTURE(i);
    constexpr double kStep = 1e-5;
    ConvergedParameters up = at, down = at;
    up[i] += kStep;
    down[i] -= kStep;
    const double difference = (problem.expand(up).cost - problem.expand(down).cost) / (2.0 * kStep);
    CHECK(expansion.gradient[i] == doctest::Approx(difference).epsilon(1e-6));
  }
}

TEST_CASE("the parameters of a bright, well sampled supernova come back") {
  for (const SupernovaParameters& truth : {kPlateau, kBump, kFast}) {
    const FittedFluxes data = model_fluxes(truth, 0.0, 1);
    ConvergedSupernovaProblem problem;
    problem.set_data(data);
    const LightCurve light_curve = test::only_i();
    const auto fit = fit_supernova(Sample(light_curve, preprocess(light_curve)), problem);
    REQUIRE(fit.status == LmStatus::converged);
    CHECK(std::exp(fit.at[0]) == doctest::Approx(truth[0]).epsilon(0.01));
    CHECK(fit.at[1] == doctest::Approx(truth[1]).epsilon(0.01));
    CHECK(std::exp(fit.at[2]) == doctest::Approx(truth[2]).epsilon(0.01));
    CHECK(fit.at[3] == doctest::Approx(truth[3]).epsilon(0.01));
    CHECK(std::exp(fit.at[4]) == doctest::Approx(truth[4]).epsilon(0.01));
    CHECK(std::exp(fit.at[5]) == doctest::Approx(truth[5]).epsilon(0.01));
  }
}

TEST_CASE("a hundred random starts find nothing clearly better") {
  const LightCurve light_curve = test::only_i();
  const Sample sample(light_curve, preprocess(light_curve));
  for (const SupernovaParameters& truth : {kPlateau, kBump, kFast}) {
    for (const unsigned seed : {1u, 2u, 3u}) {
      const FittedFluxes data = model_fluxes(truth, 0.08, seed);
      ConvergedSupernovaProblem problem;
      problem.set_data(data);
      const double cost = fit_supernova(sample, problem).normal.cost;
      CHECK(cost <= 1.01 * least_of_random_starts(problem, 100));
    }
  }
}

TEST_CASE("total photometry has no fit") {
  LightCurve light_curve = test::supernova(12, 4.0, -12.0);
  CHECK(std::isfinite(test::features(light_curve, kFamily).at("SNfit_ln_A_1")));
  light_curve.photometry = PhotometryKind::total;
  for (const auto& [name, value] : test::features(light_curve, kFamily)) CHECK(std::isnan(value));
}

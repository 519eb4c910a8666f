#include "converged_supernova_fit.hpp"

#include <algorithm>
#include <cmath>

#include "vector_exp.hpp"

namespace larch {
namespace {

constexpr double kSigmoidWidth = 3.0;  // days
constexpr double kSigmoidRate = 1.0 / kSigmoidWidth;
constexpr ConvergedParameters kPriorDeviation{0.6, 12.0, 0.9, 0.3, 0.8, 0.9};
constexpr double kFirstTime = -100.0, kLastTime = 200.0;  // days from the peak
constexpr std::size_t kMostLimits = 8;
constexpr double kLimitSigmas = 3.0;
constexpr double kModelError = 0.03;
// The search: a few evaluations from each start, more from the best of these, the most from the
// best.
constexpr std::size_t kStarts = 28, kFollowed = 3;
constexpr int kFirstEvaluations = 10, kFollowingEvaluations = 30, kLastEvaluations = 100;
constexpr double kSearchTolerance = 1e-6, kTolerance = 1e-7;  // of the cost
constexpr double kSpread = 1.7;
constexpr double kRecurrence = 1.0 / 1.1347241384015194;  // root of x^6 = x + 1

// The residuals and their derivatives; formula in supernova_model.hpp.
LARCH_VECTOR_LOOPS
void write_rows(std::span<const double> times, std::span<const double> fluxes,
                std::span<const double> weights, const ConvergedParameters& at,
                double* __restrict rows, std::size_t stride) {
  const double a = std::exp(at[0]), t0 = at[1], gamma = std::exp(at[2]), beta = at[3];
  const double rise_rate = std::exp(-at[4]), fall_rate = std::exp(-at[5]);
  const double per_gamma = 1.0 / gamma, slope = beta * per_gamma;
  const std::size_t n = times.size();
#pragma GCC ivdep  // the columns are `stride` apart
  for (std::size_t i = 0; i < n; ++i) {
    const double weight = weights[i];
    const double since_t0 = times[i] - t0;
    const double since_t1 = since_t0 - gamma;
    const double unit = 1.0 / (1.0 + vector_exp(-since_t0 * rise_rate));
    const double s = 1.0 / (1.0 + vector_exp(-since_t1 * kSigmoidRate));
    const double decay = vector_exp(-since_t1 * fall_rate);
    const double rest = 1.0 - s;
    const double fall = (1.0 - beta) * decay;
    const double plateau = 1.0 - slope * since_t0;
    const double height = weight * a * unit;
    const double flux = height * (fall * s + plateau * rest);
    const double by_t1 = height * s * (fall * fall_rate + rest * (plateau - fall) * kSigmoidRate);
    const double by_rise_time = -flux * (1.0 - unit) * rise_rate;
    rows[i] = flux - weight * fluxes[i];
    rows[stride + i] = flux;
    rows[2 * stride + i] = by_t1 + height * rest * slope + by_rise_time;
    rows[3 * stride + i] = gamma * by_t1 + height * rest * slope * since_t0;
    rows[4 * stride + i] = -height * (decay * s + rest * since_t0 * per_gamma);
    rows[5 * stride + i] = by_rise_time * since_t0;
    rows[6 * stride + i] = height * fall * s * since_t1 * fall_rate;
  }
}

constexpr std::size_t kLanes = 4;
constexpr std::size_t kColumns = 1 + kConvergedParameters;
using Products = std::array<std::array<double, kColumns>, kColumns>;

// Of each column with itself and those before it; `stride` a multiple of kLanes.
LARCH_VECTOR_LOOPS
void write_products(const double* __restrict rows, std::size_t stride, Products& products) {
  for (std::size_t i = 0; i < kColumns; ++i) {
    for (std::size_t k = 0; k <= i; ++k) {
      double sums[kLanes] = {};
      for (std::size_t row = 0; row < stride; row += kLanes) {
        for (std::size_t lane = 0; lane < kLanes; ++lane) {
          sums[lane] += rows[i * stride + row + lane] * rows[k * stride + row + lane];
        }
      }
      products[i][k] = (sums[0] + sums[1]) + (sums[2] + sums[3]);
    }
  }
}

// The start is the mean of the priors; the others are spread about it by an additive recurrence of
// low discrepancy (Roberts 2018), up to kSpread deviations of the priors away, for t0 twice as far.
ConvergedParameters start(const ConvergedSupernovaProblem& problem, std::size_t k) {
  ConvergedParameters at = problem.prior_mean();
  double power = 1.0;
  for (std::size_t i = 1; k > 0 && i < at.size(); ++i) {
    power *= kRecurrence;
    const double turns = static_cast<double>(k) * power;
    const double place = 2.0 * (turns - std::floor(turns)) - 1.0;
    at[i] += kSpread * (i == 1 ? 2.0 : 1.0) * kPriorDeviation[i] * place;
    at[i] = std::clamp(at[i], problem.box().lower[i], problem.box().upper[i]);
  }
  return at;
}

}  // namespace

void FittedFluxes::fill(const FluxCurves& curves, Band band) {
  times.clear();
  fluxes.clear();
  errors.clear();
  detections = 0;
  most = 0.0;
  if (!curves.outburst) return;
  const FluxSeries& series = curves.detections_in(band);
  for (std::size_t i = 0; i < series.size(); ++i) {
    if (!(series.time[i] >= kFirstTime && series.time[i] <= kLastTime)) continue;
    times.push_back(series.time[i]);
    fluxes.push_back(series.flux[i]);
    errors.push_back(std::hypot(series.error[i], kModelError * series.flux[i]));
    most = std::max(most, series.flux[i]);
  }
  detections = times.size();
  if (detections == 0) return;
  const double first = times.front();
  for (auto limit = curves.limits.rbegin(); limit != curves.limits.rend(); ++limit) {
    if (limit->band != band || !(limit->time >= kFirstTime && limit->time < first)) continue;
    if (times.size() == detections + kMostLimits) break;
    times.push_back(limit->time);
    fluxes.push_back(0.0);
    errors.push_back(limit->flux / kLimitSigmas);
  }
}

void ConvergedSupernovaProblem::set_data(const FittedFluxes& data) {
  times_ = data.times;
  fluxes_ = data.fluxes;
  weights_.clear();
  for (const double error : data.errors) weights_.push_back(1.0 / error);
  // Filled up to whole vectors with points of no weight, at a time at which the model is finite
  // wherever it is for the others.
  const std::size_t stride = (times_.size() + kLanes - 1) / kLanes * kLanes;
  times_.resize(stride, times_.empty() ? 0.0 : times_.front());
  fluxes_.resize(stride, 0.0);
  weights_.resize(stride, 0.0);
  rows_.assign(kColumns * stride, 0.0);
  prior_mean_ = {
      std::log(1.3 * data.most), -8.0, std::log(20.0), 0.4, std::log(4.0), std::log(30.0)};
  // A decay faster than the sigmoid switches it on would grow without end before t1.
  box_ = {{prior_mean_[0] - 6.0, -120.0, 0.0, -1.0, std::log(0.1), std::log(kSigmoidWidth)},
          {prior_mean_[0] + 6.0, 120.0, std::log(300.0), 1.0, std::log(100.0), std::log(1000.0)}};
}

NormalEquations<kConvergedParameters> ConvergedSupernovaProblem::expand(
    const ConvergedParameters& at) {
  const std::size_t stride = rows_.size() / kColumns;
  write_rows(times_, fluxes_, weights_, at, rows_.data(), stride);
  Products products;
  write_products(rows_.data(), stride, products);
  NormalEquations<kConvergedParameters> normal;
  normal.cost = 0.5 * products[0][0] + prior_cost(at);
  for (std::size_t i = 0; i < kConvergedParameters; ++i) {
    const double precision = 1.0 / (kPriorDeviation[i] * kPriorDeviation[i]);
    normal.gradient[i] = products[1 + i][0] + (at[i] - prior_mean_[i]) * precision;
    for (std::size_t k = 0; k <= i; ++k) {
      normal.curvature[i][k] = products[1 + i][1 + k] + (i == k ? precision : 0.0);
    }
  }
  return normal;
}

double ConvergedSupernovaProblem::prior_cost(const ConvergedParameters& at) const {
  double cost = 0.0;
  for (std::size_t i = 0; i < kConvergedParameters; ++i) {
    const double deviation = (at[i] - prior_mean_[i]) / kPriorDeviation[i];
    cost += 0.5 * deviation * deviation;
  }
  return cost;
}

LmFit<kConvergedParameters> fit_supernova(const Sample& sample,
                                          ConvergedSupernovaProblem& problem) {
  const auto expand = [&](const ConvergedParameters& at) {
    sample.throw_if_stopped();
    return problem.expand(at);
  };
  const auto descend = [&](const ConvergedParameters& from, double tolerance, int evaluations) {
    return minimise_by_levenberg_marquardt<kConvergedParameters>(expand, from, problem.box(),
                                                                 tolerance, evaluations);
  };
  const auto cost = [](const LmFit<kConvergedParameters>& fit) { return fit.normal.cost; };
  std::array<LmFit<kConvergedParameters>, kStarts> fits;
  for (std::size_t k = 0; k < kStarts; ++k) {
    fits[k] = descend(start(problem, k), kSearchTolerance, kFirstEvaluations);
  }
  std::ranges::stable_sort(fits, {}, cost);
  for (std::size_t k = 0; k < kFollowed; ++k) {
    fits[k] = descend(fits[k].at, kSearchTolerance, kFollowingEvaluations);
  }
  const auto best = std::ranges::min_element(fits.begin(), fits.begin() + kFollowed, {}, cost);
  return descend(best->at, kTolerance, kLastEvaluations);
}

}  // namespace larch

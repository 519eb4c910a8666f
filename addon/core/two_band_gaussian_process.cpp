#include "two_band_gaussian_process.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "cancelled.hpp"

namespace larch {
namespace {

constexpr std::size_t kNodesBetweenPolls = 1024;

// g, its derivative over l, r, its derivative over l.
using State = std::array<double, 4>;
using Matrix = std::array<State, 4>;

std::size_t component(Band band) { return band == Band::g ? 0 : 2; }

double dot(const State& a, const State& b) {
  return (a[0] * b[0] + a[1] * b[1]) + (a[2] * b[2] + a[3] * b[3]);
}

State times(const Matrix& m, const State& x) {
  return {dot(m[0], x), dot(m[1], x), dot(m[2], x), dot(m[3], x)};
}

// What either band does over a time u/l: exp(-u) (1 + u, u; -u, 1 - u).
struct Transition {
  double a, b, c, d;

  static Transition over(double u) {
    const double decay = std::exp(-u);
    return {decay * (1.0 + u), decay * u, -decay * u, decay * (1.0 - u)};
  }
  Transition transposed() const { return {a, c, b, d}; }

  State apply(const State& x) const {
    return {a * x[0] + b * x[1], c * x[0] + d * x[1], a * x[2] + b * x[3], c * x[2] + d * x[3]};
  }
  // T m T^T
  Matrix apply(const Matrix& m) const {
    Matrix rows;
    for (std::size_t j = 0; j < 4; ++j) {
      rows[0][j] = a * m[0][j] + b * m[1][j];
      rows[1][j] = c * m[0][j] + d * m[1][j];
      rows[2][j] = a * m[2][j] + b * m[3][j];
      rows[3][j] = c * m[2][j] + d * m[3][j];
    }
    return {apply(rows[0]), apply(rows[1]), apply(rows[2]), apply(rows[3])};
  }
};

struct Innovation {
  double value;     // flux
  double variance;  // of it, the noise included
  State gain;
};

// The distribution of the state before a point is seen.
class Filter {
 public:
  explicit Filter(const TwoBandKernel& kernel) : rate_(std::numbers::sqrt3 / kernel.length) {
    const double variance = kernel.amplitude * kernel.amplitude;
    const double covariance = variance * kernel.coupling;
    stationary_ = {State{variance, 0.0, covariance, 0.0}, State{0.0, variance, 0.0, covariance},
                   State{covariance, 0.0, variance, 0.0}, State{0.0, covariance, 0.0, variance}};
    covariance_ = stationary_;
  }

  const State& mean() const { return mean_; }
  const Matrix& covariance() const { return covariance_; }

  Transition transition(double days) const { return Transition::over(rate_ * days); }

  // The stationary covariance S stays as it is: T P T^T + Q = S + T (P - S) T^T.
  void predict(const Transition& transition) {
    mean_ = transition.apply(mean_);
    Matrix excess = covariance_;
    for (std::size_t i = 0; i < 4; ++i) {
      for (std::size_t j = 0; j < 4; ++j) excess[i][j] -= stationary_[i][j];
    }
    covariance_ = transition.apply(excess);
    for (std::size_t i = 0; i < 4; ++i) {
      for (std::size_t j = 0; j < 4; ++j) covariance_[i][j] += stationary_[i][j];
    }
  }

  Innovation update(const TwoBandPoint& point) {
    const std::size_t z = component(point.band);
    const State column = covariance_[z];
    Innovation innovation{point.flux - mean_[z], column[z] + point.variance, {}};
    for (std::size_t i = 0; i < 4; ++i) {
      innovation.gain[i] = column[i] / innovation.variance;
      mean_[i] += innovation.gain[i] * innovation.value;
      for (std::size_t j = 0; j < 4; ++j) covariance_[i][j] -= innovation.gain[i] * column[j];
    }
    return innovation;
  }

 private:
  double rate_;  // 1/days
  Matrix stationary_, covariance_;
  State mean_{};
};

// What the points at and after a node say about its state: mean + P r, covariance P - P N P.
struct Evidence {
  State r{};
  Matrix n{};

  void back_over(const Transition& transition) {
    const Transition back = transition.transposed();
    r = back.apply(r);
    n = back.apply(n);
  }

  // With L = I - gain Z: r <- Z^T v/F + L^T r, N <- Z^T Z/F + L^T N L.
  void add(const Innovation& innovation, std::size_t z) {
    r[z] += innovation.value / innovation.variance - dot(innovation.gain, r);
    const State column = times(n, innovation.gain);
    for (std::size_t i = 0; i < 4; ++i) {
      n[z][i] -= column[i];
      n[i][z] -= column[i];
    }
    n[z][z] += dot(innovation.gain, column) + 1.0 / innovation.variance;
  }
};

// A time of the grid or of a point, and the state there before the point is seen.
struct Node {
  const TwoBandPoint* point;  // null on the grid
  std::size_t on_grid;
  Transition into;
  State mean;
  Matrix covariance;
  Innovation innovation;
};

}  // namespace

double log_likelihood(const std::stop_token& stop, std::span<const TwoBandPoint> points,
                      const TwoBandKernel& kernel) {
  Filter filter(kernel);
  double total = -0.5 * std::log(2.0 * std::numbers::pi) * static_cast<double>(points.size());
  for (std::size_t i = 0; i < points.size(); ++i) {
    if (i % kNodesBetweenPolls == 0) throw_if_stopped(stop);
    if (i > 0) filter.predict(filter.transition(points[i].time - points[i - 1].time));
    const Innovation innovation = filter.update(points[i]);
    total -= 0.5 * (innovation.value * innovation.value / innovation.variance +
                    std::log(innovation.variance));
  }
  return total;
}

TwoBandPosterior posterior(const std::stop_token& stop, std::span<const TwoBandPoint> points,
                           const TwoBandKernel& kernel, double first, double step,
                           std::size_t count) {
  thread_local std::vector<Node> nodes;
  TwoBandPosterior answer{first, step, {}, {}};
  for (auto* values : {&answer.mean, &answer.deviation}) {
    for (auto& band : *values) band.resize(count);
  }

  nodes.resize(points.size() + count);
  Filter filter(kernel);
  double time = 0.0;
  for (std::size_t i = 0, k = 0; Node & node : nodes) {
    if ((i + k) % kNodesBetweenPolls == 0) throw_if_stopped(stop);
    const bool is_point = k == count || (i < points.size() && points[i].time < answer.time(k));
    const double here = is_point ? points[i].time : answer.time(k);
    node.point = is_point ? &points[i] : nullptr;
    node.on_grid = k;
    node.into = filter.transition(i + k == 0 ? 0.0 : here - time);
    filter.predict(node.into);
    node.mean = filter.mean();
    node.covariance = filter.covariance();
    if (is_point) node.innovation = filter.update(points[i]);
    time = here;
    ++(is_point ? i : k);
  }

  Evidence evidence;
  for (std::size_t left = nodes.size(); left-- > 0;) {
    if (left % kNodesBetweenPolls == 0) throw_if_stopped(stop);
    const Node& node = nodes[left];
    if (node.point != nullptr) {
      evidence.add(node.innovation, component(node.point->band));
    } else {
      for (const Band band : {Band::g, Band::r}) {
        const std::size_t z = component(band);
        const std::size_t b = z / 2;
        const State& column = node.covariance[z];
        const double variance = column[z] - dot(column, times(evidence.n, column));
        answer.mean[b][node.on_grid] = node.mean[z] + dot(column, evidence.r);
        answer.deviation[b][node.on_grid] = std::sqrt(std::max(variance, 0.0));
      }
    }
    evidence.back_over(node.into);
  }
  return answer;
}

}  // namespace larch

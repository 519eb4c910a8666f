#include "trf.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <optional>

#include "../linear_algebra.hpp"

namespace larch {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();
constexpr double kEpsilon = std::numeric_limits<double>::epsilon();

using Vector = std::array<double, kMostTrfParameters>;  // of n parameters, the rest 0

double dot(const Vector& a, const Vector& b) {
  double total = 0.0;
  for (std::size_t i = 0; i < a.size(); ++i) total += a[i] * b[i];
  return total;
}
double norm(const Vector& a) { return std::sqrt(dot(a, a)); }
Vector times(const Vector& a, const Vector& b) {
  Vector product;
  for (std::size_t i = 0; i < a.size(); ++i) product[i] = a[i] * b[i];
  return product;
}
Vector scaled(const Vector& a, double factor) {
  Vector product;
  for (std::size_t i = 0; i < a.size(); ++i) product[i] = factor * a[i];
  return product;
}
Vector plus(const Vector& a, const Vector& b) {
  Vector sum;
  for (std::size_t i = 0; i < a.size(); ++i) sum[i] = a[i] + b[i];
  return sum;
}

bool all_finite(std::span<const double> values) {
  return std::ranges::all_of(values, [](double value) { return std::isfinite(value); });
}

double half_sum_of_squares(std::span<const double> f) {
  double total = 0.0;
  for (const double value : f) total += value * value;
  return 0.5 * total;
}

// Moves a coordinate that is at a bound inside, by a relative step of 1e-10.
void move_start_inside(std::span<double> x, Bounds bounds) {
  constexpr double kStep = 1e-10;
  for (std::size_t i = 0; i < x.size(); ++i) {
    const double lower = bounds.lower[i];
    const double upper = bounds.upper[i];
    const double to_lower = x[i] - lower;
    const double to_upper = upper - x[i];
    const double lower_step = kStep * std::max(1.0, std::abs(lower));
    const double upper_step = kStep * std::max(1.0, std::abs(upper));
    if (to_lower <= std::min(to_upper, lower_step)) x[i] = lower + lower_step;
    if (to_upper <= std::min(to_lower, upper_step)) x[i] = upper - upper_step;
    if (x[i] < lower || x[i] > upper) x[i] = 0.5 * (lower + upper);
  }
}

void move_off_bounds(std::span<double> x, Bounds bounds) {
  for (std::size_t i = 0; i < x.size(); ++i) {
    const double lower = bounds.lower[i];
    const double upper = bounds.upper[i];
    if (x[i] >= upper) {
      x[i] = std::nextafter(upper, lower);
    } else if (x[i] <= lower) {
      x[i] = std::nextafter(lower, upper);
    }
    if (x[i] < lower || x[i] > upper) x[i] = 0.5 * (lower + upper);
  }
}

bool within(const Vector& x, Bounds bounds) {
  for (std::size_t i = 0; i < bounds.lower.size(); ++i) {
    if (!(x[i] >= bounds.lower[i] && x[i] <= bounds.upper[i])) return false;
  }
  return true;
}

// The largest t with x + t step within the bounds, and the coordinates that then are at one.
struct StrideToBound {
  double stride = kInfinity;
  std::array<bool, kMostTrfParameters> hits{};
};
StrideToBound stride_to_bound(const Vector& x, const Vector& step, Bounds bounds) {
  Vector strides;
  strides.fill(kInfinity);
  StrideToBound answer;
  for (std::size_t i = 0; i < bounds.lower.size(); ++i) {
    if (step[i] == 0.0) continue;
    strides[i] = std::max((bounds.lower[i] - x[i]) / step[i], (bounds.upper[i] - x[i]) / step[i]);
    answer.stride = std::min(answer.stride, strides[i]);
  }
  for (std::size_t i = 0; i < bounds.lower.size(); ++i) {
    answer.hits[i] = step[i] != 0.0 && strides[i] == answer.stride;
  }
  return answer;
}

// The larger root t of |x + t step| = radius; nothing where x is outside or the step is zero.
std::optional<double> stride_to_sphere(const Vector& x, const Vector& step, double radius) {
  const double a = dot(step, step);
  const double b = dot(x, step);
  const double c = dot(x, x) - radius * radius;
  if (!(a > 0.0) || !(c <= 0.0)) return std::nullopt;
  const double q = -(b + std::copysign(std::sqrt(b * b - a * c), b));
  return std::max(q / a, c / q);
}

// a t^2 + b t + c on [from, to]: where it is least, and its value there.
struct Least {
  double at;
  double value;
};
Least least_on(double a, double b, double c, double from, double to) {
  const auto value = [&](double t) { return t * (a * t + b) + c; };
  Least least{from, value(from)};
  const auto consider = [&](double t) {
    if (value(t) < least.value) least = {t, value(t)};
  };
  consider(to);
  const double extremum = -0.5 * b / a;
  if (a != 0.0 && from < extremum && extremum < to) consider(extremum);
  return least;
}

// The scaling of Coleman & Li: v is the distance to the bound that the descent direction points to,
// or 1 where the gradient is zero.
struct Scaling {
  Vector gradient{};              // g, in x
  Vector d{};                     // sqrt(v)
  double largest_gradient = 0.0;  // max |g v|
};
Scaling scale(std::span<const double> x, std::span<const double> f,
              std::span<const double> jacobian, Bounds bounds) {
  Scaling scaling;
  for (std::size_t i = 0; i < x.size(); ++i) {
    double& g = scaling.gradient[i];
    for (std::size_t row = 0; row < f.size(); ++row) g += jacobian[i * f.size() + row] * f[row];
    const double v = g < 0.0 ? bounds.upper[i] - x[i] : g > 0.0 ? x[i] - bounds.lower[i] : 1.0;
    scaling.d[i] = std::sqrt(v);
    scaling.largest_gradient = std::max(scaling.largest_gradient, std::abs(g * v));
  }
  return scaling;
}

// The model of the cost around x in the scaled variables x_h = x / d:
//   q(s) = |J_a s|^2 / 2 + g_h . s,  J_a = [J diag(d); diag(sqrt(g dv))] = Q R
// with the singular value decomposition R = U diag(s) V^T.
struct QuadraticModel {
  std::size_t n;
  Vector gradient{};                                                     // g_h
  std::array<double, kMostTrfParameters * kMostTrfParameters> r{}, v{};  // column-major n x n
  Vector singular_values{};
  Vector uf{};  // (Q U)^T [f; 0]
  bool full_rank = false;

  Vector apply_r(const Vector& step) const {
    Vector product{};
    for (std::size_t j = 0; j < n; ++j) {
      for (std::size_t i = 0; i <= j; ++i) product[i] += r[j * n + i] * step[j];
    }
    return product;
  }

  double value(const Vector& step) const {
    const Vector image = apply_r(step);
    return 0.5 * dot(image, image) + dot(gradient, step);
  }

  // The least value over from + t step.
  Least least_along(const Vector& start, const Vector& step, double from, double to) const {
    const Vector image = apply_r(step);
    const Vector start_image = apply_r(start);
    return least_on(0.5 * dot(image, image), dot(gradient, step) + dot(start_image, image),
                    0.5 * dot(start_image, start_image) + dot(gradient, start), from, to);
  }

  Vector minus_v_times(const Vector& coefficients) const {
    Vector product{};
    for (std::size_t j = 0; j < n; ++j) {
      for (std::size_t i = 0; i < n; ++i) product[i] -= v[j * n + i] * coefficients[j];
    }
    return product;
  }
};

// `work` holds [J_a, (f, 0)] while it is triangularized.
QuadraticModel quadratic_model(const Scaling& scaling, std::span<const double> f,
                               std::span<const double> jacobian, std::vector<double>& work) {
  const std::size_t m = f.size();
  const std::size_t n = jacobian.size() / m;
  const std::size_t rows = m + n;
  QuadraticModel model{n};
  model.gradient = times(scaling.d, scaling.gradient);
  work.assign(rows * (n + 1), 0.0);
  for (std::size_t j = 0; j < n; ++j) {
    double* column = &work[j * rows];
    for (std::size_t row = 0; row < m; ++row) column[row] = jacobian[j * m + row] * scaling.d[j];
    column[m + j] = std::sqrt(std::abs(scaling.gradient[j]));
  }
  std::ranges::copy(f, &work[n * rows]);
  triangularize(work, rows);
  for (std::size_t j = 0; j < n; ++j) {
    for (std::size_t i = 0; i <= j; ++i) model.r[j * n + i] = work[j * rows + i];
  }
  auto u = model.r;
  singular_value_decomposition(std::span(u).first(n * n), std::span(model.singular_values).first(n),
                               std::span(model.v).first(n * n));
  for (std::size_t j = 0; j < n; ++j) {
    for (std::size_t i = 0; i < n; ++i) model.uf[j] += u[j * n + i] * work[n * rows + i];
  }
  const double smallest = model.singular_values[n - 1];
  const double largest = model.singular_values[0];
  model.full_rank = m >= n && smallest > kEpsilon * static_cast<double>(m) * largest;
  return model;
}

// The step that minimises the model within |step| <= radius, by the iteration of More (1977) on
// the Levenberg-Marquardt parameter alpha, to 1 % of the radius.
Vector trust_region_step(const QuadraticModel& model, double radius, double& alpha) {
  const Vector& s = model.singular_values;
  Vector suf = times(s, model.uf);
  if (model.full_rank) {
    Vector coefficients{};
    for (std::size_t i = 0; i < model.n; ++i) coefficients[i] = model.uf[i] / s[i];
    const Vector gauss_newton = model.minus_v_times(coefficients);
    if (norm(gauss_newton) <= radius) {
      alpha = 0.0;
      return gauss_newton;
    }
  }

  Vector coefficients{};
  // phi(alpha) = |step(alpha)| - radius and its derivative.
  struct Phi {
    double value;
    double derivative;
  };
  const auto phi_at = [&](double at) {
    double slope = 0.0;
    for (std::size_t i = 0; i < model.n; ++i) {
      const double denominator = s[i] * s[i] + at;
      coefficients[i] = suf[i] / denominator;
      slope += coefficients[i] * coefficients[i] / denominator;
    }
    const double length = norm(coefficients);
    return Phi{length - radius, -slope / length};
  };

  double upper = norm(suf) / radius;
  double lower = 0.0;
  if (model.full_rank) {
    const Phi phi = phi_at(0.0);
    lower = -phi.value / phi.derivative;
  }
  const auto between = [&] { return std::max(0.001 * upper, std::sqrt(lower * upper)); };
  if (!model.full_rank && alpha == 0.0) alpha = between();
  for (int iteration = 0; iteration < 10; ++iteration) {
    if (alpha < lower || alpha > upper) alpha = between();
    const Phi phi = phi_at(alpha);
    if (phi.value < 0.0) upper = alpha;
    const double ratio = phi.value / phi.derivative;
    lower = std::max(lower, alpha - ratio);
    alpha -= (phi.value + radius) * ratio / radius;
    if (std::abs(phi.value) < 0.01 * radius) break;
  }
  phi_at(alpha);
  const Vector step = model.minus_v_times(coefficients);
  return scaled(step, radius / norm(step));
}

struct Step {
  Vector in_x{};
  Vector scaled{};  // in x / d
  double predicted_reduction = 0.0;
};

// Of the step to the bound, its reflection there and the steepest descent, all kept inside, the one
// for which the model promises most. Nothing where rounding leaves no such step.
std::optional<Step> choose_step(const QuadraticModel& model, const Vector& x, const Vector& d,
                                const Vector& step_h, double radius, double theta, Bounds bounds) {
  const Vector step = times(d, step_h);
  if (within(plus(x, step), bounds)) return Step{step, step_h, -model.value(step_h)};

  const StrideToBound to_bound = stride_to_bound(x, step, bounds);
  const Vector at_bound_h = scaled(step_h, to_bound.stride);
  const Vector at_bound = scaled(step, to_bound.stride);

  Vector reflected_h = step_h;
  for (std::size_t i = 0; i < model.n; ++i) {
    if (to_bound.hits[i]) reflected_h[i] = -reflected_h[i];
  }
  const std::optional<double> to_sphere = stride_to_sphere(at_bound_h, reflected_h, radius);
  if (!to_sphere) return std::nullopt;
  const double reflected_to_bound =
      stride_to_bound(plus(x, at_bound), times(d, reflected_h), bounds).stride;
  const double reflected_stride = std::min(reflected_to_bound, *to_sphere);
  double from = 0.0;
  double to = -1.0;
  if (reflected_stride > 0.0) {
    from = (1.0 - theta) * to_bound.stride / reflected_stride;
    to = reflected_stride == reflected_to_bound ? theta * reflected_to_bound : *to_sphere;
  }
  double reflected_value = kInfinity;
  if (from <= to) {
    const Least least = model.least_along(at_bound_h, reflected_h, from, to);
    reflected_h = plus(scaled(reflected_h, least.at), at_bound_h);
    reflected_value = least.value;
  }

  const Vector shortened_h = scaled(at_bound_h, theta);
  const double shortened_value = model.value(shortened_h);

  const Vector descent_h = scaled(model.gradient, -1.0);
  const double descent_to_sphere = radius / norm(descent_h);
  const double descent_to_bound = stride_to_bound(x, times(d, descent_h), bounds).stride;
  const double descent_stride =
      descent_to_bound < descent_to_sphere ? theta * descent_to_bound : descent_to_sphere;
  const Least descent = model.least_along(Vector{}, descent_h, 0.0, descent_stride);

  if (shortened_value < reflected_value && shortened_value < descent.value) {
    return Step{scaled(at_bound, theta), shortened_h, -shortened_value};
  }
  if (reflected_value < shortened_value && reflected_value < descent.value) {
    return Step{times(d, reflected_h), reflected_h, -reflected_value};
  }
  const Vector cauchy_h = scaled(descent_h, descent.at);
  return Step{times(d, cauchy_h), cauchy_h, -descent.value};
}

double reduction_ratio(double actual, double predicted) {
  if (predicted > 0.0) return actual / predicted;
  return predicted == 0.0 && actual == 0.0 ? 1.0 : 0.0;
}

}  // namespace

void forward_difference_steps(std::span<const double> x, Bounds bounds, std::span<double> h) {
  const double relative_step = std::sqrt(kEpsilon);
  for (std::size_t i = 0; i < x.size(); ++i) {
    h[i] = (x[i] >= 0.0 ? relative_step : -relative_step) * std::max(1.0, std::abs(x[i]));
    const double moved = x[i] + h[i];
    if (moved >= bounds.lower[i] && moved <= bounds.upper[i]) continue;
    const double to_lower = x[i] - bounds.lower[i];
    const double to_upper = bounds.upper[i] - x[i];
    if (std::abs(h[i]) <= std::max(to_lower, to_upper)) {
      h[i] = -h[i];
    } else {
      h[i] = to_upper >= to_lower ? to_upper : -to_lower;
    }
  }
}

TrfFit TrustRegionReflective::minimise(LeastSquares& problem, std::span<double> x,
                                       std::size_t residual_count, Bounds bounds,
                                       const TrfOptions& options) {
  const std::size_t n = x.size();
  const std::size_t m = residual_count;
  TrfFit fit;
  for (std::size_t i = 0; i < n; ++i) {
    if (!(bounds.lower[i] < bounds.upper[i]) || !(x[i] >= bounds.lower[i]) ||
        !(x[i] <= bounds.upper[i])) {
      return fit;
    }
  }
  f_.resize(m);
  f_new_.resize(m);
  jacobian_.resize(m * n);

  move_start_inside(x, bounds);
  problem.residuals(x, f_);
  fit.evaluations = 1;
  fit.cost = half_sum_of_squares(f_);
  if (!std::isfinite(fit.cost)) return fit;

  double radius = 0.0;  // of the trust region, in the scaled variables
  double alpha = 0.0;
  while (true) {
    problem.jacobian(x, f_, jacobian_);
    if (!all_finite(jacobian_)) return fit;

    const Scaling scaling = scale(x, f_, jacobian_, bounds);
    if (radius == 0.0) {
      for (std::size_t i = 0; i < n; ++i) radius += x[i] / scaling.d[i] * (x[i] / scaling.d[i]);
      radius = radius > 0.0 ? std::sqrt(radius) : 1.0;
    }
    if (scaling.largest_gradient < options.gtol) {
      fit.status = TrfStatus::gradient_is_small;
      return fit;
    }
    const QuadraticModel model = quadratic_model(scaling, f_, jacobian_, augmented_);
    Vector start{};
    std::ranges::copy(x, start.begin());

    const double theta = std::max(0.995, 1.0 - scaling.largest_gradient);
    double reduction = -1.0;
    bool done = false;
    Vector x_new{};
    while (reduction <= 0.0 && !done) {
      if (fit.evaluations >= options.most_evaluations) {
        fit.status = TrfStatus::too_many_evaluations;
        return fit;
      }
      const Vector step_h = trust_region_step(model, radius, alpha);
      const std::optional<Step> step =
          choose_step(model, start, scaling.d, step_h, radius, theta, bounds);
      if (!step || !all_finite(step->in_x)) return fit;
      x_new = plus(start, step->in_x);
      move_off_bounds(std::span(x_new).first(n), bounds);
      problem.residuals(std::span(x_new).first(n), f_new_);
      ++fit.evaluations;
      const double step_h_norm = norm(step->scaled);
      if (!all_finite(f_new_)) {
        radius = 0.25 * step_h_norm;
        continue;
      }
      const double cost_new = half_sum_of_squares(f_new_);
      reduction = fit.cost - cost_new;
      const double ratio = reduction_ratio(reduction, step->predicted_reduction);
      const double step_norm = norm(step->in_x);
      if (reduction < options.ftol * fit.cost && ratio > 0.25) {
        fit.status = TrfStatus::reduction_is_small;
        done = true;
      } else if (step_norm < options.xtol * (options.xtol + norm(start))) {
        fit.status = TrfStatus::step_is_small;
        done = true;
      }
      double radius_new = radius;
      if (ratio < 0.25) {
        radius_new = 0.25 * step_h_norm;
      } else if (ratio > 0.75 && step_h_norm > 0.95 * radius) {
        radius_new = 2.0 * radius;
      }
      alpha *= radius / radius_new;
      radius = radius_new;
      if (reduction > 0.0) fit.cost = cost_new;
    }
    if (reduction > 0.0) {
      std::copy_n(x_new.begin(), n, x.begin());
      f_.swap(f_new_);
    }
    if (done) return fit;
  }
}

}  // namespace larch

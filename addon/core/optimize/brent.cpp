#include "brent.hpp"

#include <algorithm>
#include <cmath>

namespace larch {

Minimum minimise_bounded(const std::function<double(double)>& function, double lower, double upper,
                         double tolerance, int max_evaluations) {
  const double golden_section = 0.5 * (3.0 - std::sqrt(5.0));
  const double relative_tolerance = std::sqrt(2.2e-16);

  Minimum best;
  best.x = lower + golden_section * (upper - lower);
  best.value = function(best.x);
  Minimum second = best;
  Minimum third = best;
  double step = 0.0;         // the last one
  double step_before = 0.0;  // the one before it, which a parabolic step must halve

  for (int evaluations = 1; evaluations < max_evaluations; ++evaluations) {
    const double middle = 0.5 * (lower + upper);
    const double smallest_step = relative_tolerance * std::abs(best.x) + tolerance / 3.0;
    if (!(std::abs(best.x - middle) > 2.0 * smallest_step - 0.5 * (upper - lower))) break;

    bool parabolic = false;
    if (std::abs(step_before) > smallest_step) {
      // Vertex of the parabola through the three points: best.x + p / q.
      const double r = (best.x - second.x) * (best.value - third.value);
      double q = (best.x - third.x) * (best.value - second.value);
      double p = (best.x - third.x) * q - (best.x - second.x) * r;
      q = 2.0 * (q - r);
      if (q > 0.0) p = -p;
      q = std::abs(q);
      const double limit = step_before;
      step_before = step;
      if (std::abs(p) < std::abs(0.5 * q * limit) && p > q * (lower - best.x) &&
          p < q * (upper - best.x)) {
        parabolic = true;
        step = p / q;
        const double x = best.x + step;
        if (x - lower < 2.0 * smallest_step || upper - x < 2.0 * smallest_step) {
          step = middle >= best.x ? smallest_step : -smallest_step;
        }
      }
    }
    if (!parabolic) {
      step_before = (best.x >= middle ? lower : upper) - best.x;
      step = golden_section * step_before;
    }

    Minimum trial;
    trial.x = best.x + std::copysign(std::max(std::abs(step), smallest_step), step);
    trial.value = function(trial.x);
    if (trial.value <= best.value) {
      (trial.x >= best.x ? lower : upper) = best.x;
      third = second;
      second = best;
      best = trial;
    } else {
      (trial.x < best.x ? lower : upper) = trial.x;
      if (trial.value <= second.value || second.x == best.x) {
        third = second;
        second = trial;
      } else if (trial.value <= third.value || third.x == best.x || third.x == second.x) {
        third = trial;
      }
    }
  }
  return best;
}

}  // namespace larch

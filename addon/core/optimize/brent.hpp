// Minimum of a function of one variable inside an interval, without derivatives.
#pragma once

#include <functional>

namespace larch {

struct Minimum {
  double x;
  double value;
};

// Brent's method: parabolic steps, golden sections where they fail; the function is never evaluated
// at the ends of the interval. Stops once x is known within about sqrt(2.2e-16) |x| + tolerance /
// 3, or after `max_evaluations`. Where the function is NaN everywhere, x is the first point tried.
//
// Steps, tolerances and comparisons are those of fminbound (Forsythe, Malcolm & Moler 1977), which
// scipy.optimize.minimize_scalar(method="bounded") has as well, so the same points are visited.
Minimum minimise_bounded(const std::function<double(double)>& function, double lower, double upper,
                         double tolerance, int max_evaluations);

}  // namespace larch

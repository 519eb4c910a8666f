// Unconstrained minimisation of a function of two variables by Newton's method.
#pragma once

#include <array>
#include <functional>

namespace larch {

// Second-order expansion of a function of two variables.
struct Expansion {
  double value;
  std::array<double, 2> gradient;
  std::array<double, 3> hessian;  // of 00, 01, 11
};

struct NewtonMinimum {
  std::array<double, 2> at;
  double value;
};

// Newton steps with the absolute values of the curvatures (Dauphin et al. 2014, arXiv:1406.2572),
// so that saddles are left, inside a trust region of radius 1 at first. Ends where no derivative
// exceeds `gradient_tolerance`, where a variable leaves [-largest, largest] on its way to infinity,
// where nothing better is found, or after 80 evaluations. `value` is not finite where the start has
// no finite value.
NewtonMinimum minimise_by_newton(const std::function<Expansion(std::array<double, 2>)>& function,
                                 std::array<double, 2> start, double gradient_tolerance,
                                 double largest);

}  // namespace larch

#include "vector_exp.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <limits>

using namespace larch;

TEST_CASE("the exponential of loops is that of the library to two units in the last place") {
  for (double x = -708.0; x < 709.7; x += 0.01237) {
    CAPTURE(x);
    const double expected = std::exp(x);
    CHECK(std::abs(vector_exp(x) - expected) <=
          2.0 * (std::nextafter(expected, 2.0 * expected) - expected));
  }
}

TEST_CASE("the exponential overflows, underflows gradually and keeps NaN") {
  constexpr double kInfinity = std::numeric_limits<double>::infinity();
  CHECK(vector_exp(0.0) == 1.0);
  CHECK(vector_exp(710.0) == kInfinity);
  CHECK(vector_exp(kInfinity) == kInfinity);
  CHECK(vector_exp(-745.0) == std::numeric_limits<double>::denorm_min());
  CHECK(vector_exp(-746.0) == 0.0);
  CHECK(vector_exp(-kInfinity) == 0.0);
  CHECK(std::isnan(vector_exp(std::numeric_limits<double>::quiet_NaN())));
}

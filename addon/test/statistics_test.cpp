#include "statistics.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <vector>

using namespace larch;

TEST_CASE("the mean of equal values is that value exactly") {
  CHECK(mean(std::vector<double>(7, 18.1)) == 18.1);
  CHECK(mean(std::vector<double>{1.0, 2.0, 6.0}) == doctest::Approx(3.0));
  CHECK(std::isnan(mean({})));
}

TEST_CASE("quantiles lie between order statistics as numpy has them") {
  const std::vector<double> ascending{1.0, 2.0, 4.0, 8.0, 16.0};
  CHECK(quantile_of_sorted(ascending, 0.0) == 1.0);
  CHECK(quantile_of_sorted(ascending, 0.3) == doctest::Approx(2.4));
  CHECK(quantile_of_sorted(ascending, 0.9) == doctest::Approx(12.8));
  CHECK(quantile_of_sorted(ascending, 1.0) == 16.0);
  CHECK(quantile_of_sorted(std::vector<double>{5.0}, 0.25) == 5.0);
  CHECK(std::isnan(quantile_of_sorted({}, 0.5)));
}

TEST_CASE("the median is the middle value, or the mean of the middle two") {
  CHECK(median(std::vector<double>{3.0, 1.0, 2.0}) == 2.0);
  CHECK(median(std::vector<double>{4.0, 1.0, 2.0, 3.0}) == 2.5);
  CHECK(std::isnan(median({})));
}

TEST_CASE("dot takes every term, whatever the length") {
  std::vector<double> ones;
  std::vector<double> numbers;
  for (int n = 0; n <= 9; ++n) {
    CHECK(dot(ones, numbers) == n * (n + 1) / 2);
    ones.push_back(1.0);
    numbers.push_back(n + 1);
  }
}

TEST_CASE("slope is that of the least squares line") {
  const std::vector<double> x{0.0, 1.0, 2.0, 3.0};
  CHECK(slope(x, std::vector<double>{5.0, 3.0, 1.0, -1.0}) == doctest::Approx(-2.0));
  CHECK(slope(x, std::vector<double>{0.0, 1.0, 0.0, 1.0}) == doctest::Approx(0.2));
}

#include "linear_algebra.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <limits>
#include <random>
#include <vector>

using namespace larch;

namespace {

std::vector<double> random_matrix(std::size_t rows, std::size_t columns, unsigned seed) {
  std::mt19937 random(seed);
  std::normal_distribution<double> normal;
  std::vector<double> a(rows * columns);
  for (double& entry : a) entry = normal(random);
  return a;
}

// Largest deviation of x^T x from the unit matrix, x being rows x columns.
double departure_from_orthonormal(const std::vector<double>& x, std::size_t rows) {
  const std::size_t columns = x.size() / rows;
  double worst = 0.0;
  for (std::size_t p = 0; p < columns; ++p) {
    for (std::size_t q = 0; q < columns; ++q) {
      double product = 0.0;
      for (std::size_t i = 0; i < rows; ++i) product += x[p * rows + i] * x[q * rows + i];
      worst = std::max(worst, std::abs(product - (p == q ? 1.0 : 0.0)));
    }
  }
  return worst;
}

}  // namespace

TEST_CASE("the singular value decomposition gives the matrix back, factors orthonormal") {
  for (const auto& [rows, columns] : {std::pair{6u, 6u}, {40u, 6u}, {15u, 15u}, {1u, 1u}}) {
    CAPTURE(rows);
    const std::vector<double> a = random_matrix(rows, columns, rows + columns);
    std::vector<double> u = a;
    std::vector<double> s(columns);
    std::vector<double> v(columns * columns);
    singular_value_decomposition(u, s, v);
    CHECK(departure_from_orthonormal(u, rows) < 1e-13);
    CHECK(departure_from_orthonormal(v, columns) < 1e-13);
    for (std::size_t j = 1; j < columns; ++j) CHECK(s[j - 1] >= s[j]);
    double worst = 0.0;
    for (std::size_t i = 0; i < rows; ++i) {
      for (std::size_t j = 0; j < columns; ++j) {
        double entry = 0.0;
        for (std::size_t k = 0; k < columns; ++k) {
          entry += u[k * rows + i] * s[k] * v[k * columns + j];
        }
        worst = std::max(worst, std::abs(entry - a[j * rows + i]));
      }
    }
    CHECK(worst < 1e-13);
  }
}

TEST_CASE("a rank-deficient matrix has zero singular values") {
  std::vector<double> a = random_matrix(8, 3, 1);
  for (std::size_t i = 0; i < 8; ++i) a[16 + i] = 2.0 * a[i] - a[8 + i];
  std::vector<double> s(3);
  std::vector<double> v(9);
  singular_value_decomposition(a, s, v);
  CHECK(s[1] > 0.1);
  CHECK(s[2] < 1e-14);
}

TEST_CASE("values that are not finite end in NaN, not in a loop") {
  std::vector<double> a = random_matrix(8, 3, 1);
  a[5] = std::numeric_limits<double>::infinity();
  std::vector<double> s(3);
  std::vector<double> v(9);
  singular_value_decomposition(a, s, v);
  CHECK_FALSE(std::isfinite(s[0]));
}

TEST_CASE("triangularising keeps the products of columns") {
  const std::size_t rows = 30;
  const std::size_t columns = 5;
  const std::vector<double> a = random_matrix(rows, columns, 3);
  std::vector<double> r = a;
  triangularize(r, rows);
  for (std::size_t j = 0; j < columns; ++j) {
    for (std::size_t i = j + 1; i < rows; ++i) CHECK(r[j * rows + i] == 0.0);
    for (std::size_t k = 0; k < columns; ++k) {
      double before = 0.0;
      double after = 0.0;
      for (std::size_t i = 0; i < rows; ++i) {
        before += a[j * rows + i] * a[k * rows + i];
        after += r[j * rows + i] * r[k * rows + i];
      }
      CHECK(after == doctest::Approx(before).epsilon(1e-13).scale(rows));
    }
  }
}

TEST_CASE("triangles are solved, and their condition bounds that of the singular values") {
  const std::size_t rows = 9;
  const std::size_t columns = 6;
  std::vector<double> r = random_matrix(rows, columns, 11);
  triangularize(r, rows);
  std::vector<double> x = {1.0, -2.0, 3.0, 0.5, 0.0, 4.0};
  std::vector<double> upper(columns, 0.0);
  std::vector<double> transposed(columns, 0.0);
  for (std::size_t i = 0; i < columns; ++i) {
    for (std::size_t j = i; j < columns; ++j) {
      upper[i] += r[j * rows + i] * x[j];
      transposed[j] += r[j * rows + i] * x[i];
    }
  }
  solve_triangle(r, rows, upper);
  solve_transposed_triangle(r, rows, transposed);
  for (std::size_t i = 0; i < columns; ++i) {
    CHECK(upper[i] == doctest::Approx(x[i]).epsilon(1e-12).scale(1.0));
    CHECK(transposed[i] == doctest::Approx(x[i]).epsilon(1e-12).scale(1.0));
  }
  const double bound = condition_of_triangle(r, rows, columns);
  std::vector<double> s(columns);
  std::vector<double> v(columns * columns);
  singular_value_decomposition(r, s, v);
  CHECK(bound >= s.front() / s.back());
  CHECK(bound <= columns * s.front() / s.back());
  const std::vector<double> singular = {1.0, 0.0, 2.0, 0.0};
  CHECK_FALSE(std::isfinite(condition_of_triangle(singular, 2, 2)));
}

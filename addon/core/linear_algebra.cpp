#include "linear_algebra.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

namespace larch {
namespace {

// Four partial sums: a fixed order of additions that the compiler may keep in one vector.
double dot(std::span<const double> x, std::span<const double> y) {
  double partial[4] = {};
  std::size_t i = 0;
  for (; i + 4 <= x.size(); i += 4) {
    for (std::size_t lane = 0; lane < 4; ++lane) partial[lane] += x[i + lane] * y[i + lane];
  }
  for (; i < x.size(); ++i) partial[0] += x[i] * y[i];
  return (partial[0] + partial[1]) + (partial[2] + partial[3]);
}

// (x, y) <- (c x - s y, s x + c y)
void rotate(std::span<double> x, std::span<double> y, double c, double s) {
  for (std::size_t i = 0; i < x.size(); ++i) {
    const double old = x[i];
    x[i] = c * old - s * y[i];
    y[i] = s * old + c * y[i];
  }
}

// Enough for any matrix of a few columns: quadratic convergence sets in after three or four.
constexpr int kMostSweeps = 30;

}  // namespace

void triangularize(std::span<double> a, std::size_t rows) {
  const std::size_t columns = a.size() / rows;
  for (std::size_t k = 0; k < std::min(columns, rows - 1); ++k) {
    const std::span<double> pivot = a.subspan(k * rows + k, rows - k);
    const double norm = std::sqrt(dot(pivot, pivot));
    if (norm == 0.0) continue;
    // H = 1 - w w^T / (norm |w_0|) with w = pivot + sign(pivot_0) norm e_0 maps the pivot onto
    // -sign(pivot_0) norm e_0 without cancellation.
    const double diagonal = pivot[0] > 0.0 ? -norm : norm;
    pivot[0] -= diagonal;
    const double scale = 1.0 / (norm * std::abs(pivot[0]));
    for (std::size_t j = k + 1; j < columns; ++j) {
      const std::span<double> other = a.subspan(j * rows + k, rows - k);
      const double projection = scale * dot(pivot, other);
      for (std::size_t i = 0; i < other.size(); ++i) other[i] -= projection * pivot[i];
    }
    std::ranges::fill(pivot, 0.0);
    pivot[0] = diagonal;
  }
}

void solve_triangle(std::span<const double> r, std::size_t rows, std::span<double> x) {
  for (std::size_t k = x.size(); k-- > 0;) {
    const std::span<const double> column = r.subspan(k * rows, k + 1);
    x[k] /= column[k];
    for (std::size_t i = 0; i < k; ++i) x[i] -= column[i] * x[k];
  }
}

void solve_transposed_triangle(std::span<const double> r, std::size_t rows, std::span<double> x) {
  for (std::size_t k = 0; k < x.size(); ++k) {
    const std::span<const double> column = r.subspan(k * rows, k + 1);
    x[k] = (x[k] - dot(column.first(k), x.first(k))) / column[k];
  }
}

double condition_of_triangle(std::span<const double> r, std::size_t rows, std::size_t columns) {
  double squares = 0.0;
  double inverse_squares = 0.0;
  std::vector<double> inverse_column(columns);
  for (std::size_t k = 0; k < columns; ++k) {
    const std::span<const double> column = r.subspan(k * rows, k + 1);
    squares += dot(column, column);
    // The inverse is upper triangular too.
    const std::span<double> x = std::span(inverse_column).first(k + 1);
    std::ranges::fill(x, 0.0);
    x[k] = 1.0;
    solve_triangle(r, rows, x);
    inverse_squares += dot(x, x);
  }
  return std::sqrt(squares) * std::sqrt(inverse_squares);
}

void singular_value_decomposition(std::span<double> a, std::span<double> s, std::span<double> v) {
  const std::size_t columns = s.size();
  const std::size_t rows = a.size() / columns;
  const auto column_of = [&](std::size_t j) { return a.subspan(j * rows, rows); };
  const auto direction = [&](std::size_t j) { return v.subspan(j * columns, columns); };

  std::ranges::fill(v, 0.0);
  for (std::size_t j = 0; j < columns; ++j) v[j * columns + j] = 1.0;

  const double tolerance = std::numeric_limits<double>::epsilon();
  bool rotated = true;
  for (int sweep = 0; sweep < kMostSweeps && rotated; ++sweep) {
    rotated = false;
    for (std::size_t p = 0; p + 1 < columns; ++p) {
      for (std::size_t q = p + 1; q < columns; ++q) {
        const double alpha = dot(column_of(p), column_of(p));
        const double beta = dot(column_of(q), column_of(q));
        const double gamma = dot(column_of(p), column_of(q));
        if (!(std::abs(gamma) > tolerance * std::sqrt(alpha) * std::sqrt(beta))) continue;
        const double zeta = (beta - alpha) / (2.0 * gamma);
        const double tangent =
            std::copysign(1.0 / (std::abs(zeta) + std::sqrt(1.0 + zeta * zeta)), zeta);
        const double cosine = 1.0 / std::sqrt(1.0 + tangent * tangent);
        rotate(column_of(p), column_of(q), cosine, cosine * tangent);
        rotate(direction(p), direction(q), cosine, cosine * tangent);
        rotated = true;
      }
    }
  }

  for (std::size_t j = 0; j < columns; ++j) {
    s[j] = std::sqrt(dot(column_of(j), column_of(j)));
    if (s[j] == 0.0) continue;
    for (double& entry : column_of(j)) entry /= s[j];
  }
  for (std::size_t j = 0; j + 1 < columns; ++j) {
    const std::size_t largest =
        static_cast<std::size_t>(std::max_element(s.begin() + j, s.end()) - s.begin());
    if (largest == j) continue;
    std::swap(s[j], s[largest]);
    std::ranges::swap_ranges(column_of(j), column_of(largest));
    std::ranges::swap_ranges(direction(j), direction(largest));
  }
}

}  // namespace larch

// Dense least squares of a few columns (at most about 16): orthogonal triangularisation and the
// singular value decomposition. Matrices are column-major: a[column * rows + row].
#pragma once

#include <cstddef>
#include <span>

namespace larch {

// Householder reflections turn `a` (rows x columns, rows >= 1) into Q^T a, which is upper
// triangular with zeros below the diagonal. To solve min |A x - b|, append b as the last column: it
// becomes Q^T b, whose entry `columns of A` is then -+ the norm of the residual. The cost of what
// follows no longer depends on the number of rows (Golub & Van Loan, Matrix Computations, 5.2).
void triangularize(std::span<double> a, std::size_t rows);

// With R the upper triangle of the first x.size() rows and columns of `r` (`rows` rows), x <- R^-1
// x and x <- R^-T x. A zero on the diagonal gives infinities.
void solve_triangle(std::span<const double> r, std::size_t rows, std::span<double> x);
void solve_transposed_triangle(std::span<const double> r, std::size_t rows, std::span<double> x);

// |R| |R^-1| in the Frobenius norm, of the triangle of the first `columns` rows and columns: at
// least its condition number, at most `columns` times as much. Infinite or NaN where singular.
double condition_of_triangle(std::span<const double> r, std::size_t rows, std::size_t columns);

// One-sided Jacobi (Hestenes 1958; Demmel & Veselic 1992, SIAM J. Matrix Anal. 13, 1204):
//   a = U diag(s) V^T, rows >= columns
// `a` (rows x columns) becomes U, `s` the singular values, descending, `v` (columns x columns) V.
// A column of U whose singular value is 0 is 0. What is not finite gives NaN; the work is bounded.
// Many rows: triangularize first and decompose the triangle.
void singular_value_decomposition(std::span<double> a, std::span<double> s, std::span<double> v);

}  // namespace larch

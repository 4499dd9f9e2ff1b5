"""Factorizations of matrices and what is computed from them: `np.linalg.solve`, `inv`, `det`, ...

The algorithms (`gauss`, `cholesky`, `triangular`) are blocked, in the variants that write least: a
block of columns and a block of rows are made from all before them by one product each. They are
written in NumPy and traced where they are called (`library`). The other modules register what
stands for NumPy's functions, with NumPy's rules for types, shapes and errors.

Source: G. H. Golub and C. F. Van Loan, Matrix Computations, 4th edition, sections 3.2.9 to 3.4 and
4.2; N. J. Higham, Accuracy and Stability of Numerical Algorithms, 2nd edition, chapters 8 to 10.
"""

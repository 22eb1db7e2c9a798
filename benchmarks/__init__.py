"""The program's budgets, measured: python -m benchmarks (or ./dev bench)."""

"""Measure everything, print one table, and end with status 1 when something is over its budget."""

import argparse
import os
import sys
import time

import django


def main() -> int:
    argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__).parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "chronicpain.settings")
    os.environ.setdefault("DEMO", "1")
    django.setup()
    from benchmarks import letters, pages, practice, rules, server, signing, weight
    from benchmarks.database import benchmark_database
    from benchmarks.table import print_table

    began = time.perf_counter()
    with benchmark_database():
        sample = practice.make_practice()
        rows = [*rules.measure(), *pages.measure(sample), *server.measure(sample)]
        rows += [*letters.measure(sample), *signing.measure(sample), *weight.measure(sample)]
    print_table(rows, seconds=time.perf_counter() - began)
    return 1 if any(row.is_over for row in rows) else 0


if __name__ == "__main__":
    sys.exit(main())

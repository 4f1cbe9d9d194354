"""`make bench`: see CONTRIBUTING.md."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from bench import course, databases, report, rows
from bench.measure import Reference
from bench.sites import Product, Stock


def main() -> int:
    with tempfile.TemporaryDirectory(prefix="promapp-bench-") as folder, Reference() as reference:
        directory = Path(folder)
        with databases.vendor("SQLite", directory) as vendor:
            sites = [
                Stock(directory / "stock", vendor.make("stock")),
                Product(directory / "product", vendor.make("product")),
            ]
            try:
                for site in sites:
                    site.start(1000, [])
                found = course.Found(vendor.name, 1000)
                course.run(found, rows.ROWS, sites, reference, rounds=3, seconds=1)
            finally:
                for site in sites:
                    site.stop()
        print(report.of_rows(found, [site.label for site in sites], "product"))
        print(found.memory)
    return 0


if __name__ == "__main__":
    sys.exit(main())

"""Build the data package: ``python build_dataset.py`` turns ``sources/`` into ``output/``."""

import sys

from datapackage.cli import main

if __name__ == "__main__":
    sys.exit(main())

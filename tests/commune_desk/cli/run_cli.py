"""What the console script does."""

import sys

from commune_desk.cli import main

if __name__ == "__main__":
    sys.exit(main())

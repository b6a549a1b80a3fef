"""``python -m iamd`` is the command ``iamd``."""

import sys

from iamd.cli import main

if __name__ == "__main__":
    sys.exit(main())

"""`python -m tests.upgrade freeze`: what a release does, so that later ones can upgrade from it."""

import sys

from . import frozen

if __name__ == "__main__":
    match sys.argv[1:]:
        case ["freeze"]:
            print("\n".join(frozen.freeze()))
        case _:
            sys.exit(__doc__)

"""What a release does, so that later ones can upgrade from it.

`python -m tests.upgrade freeze`       no migration that stands now is changed any more.
`python -m tests.upgrade record NAME`  a database of this code, filled, is kept as SQL.
"""

import sys

from . import frozen, record

if __name__ == "__main__":
    match sys.argv[1:]:
        case ["freeze"]:
            print("\n".join(frozen.freeze()))
        case ["record", name]:
            print("\n".join(record.record(name)))
        case _:
            sys.exit(__doc__)

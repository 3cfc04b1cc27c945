"""`python -m phylanx`: the command `phylanx`.

SPDX-License-Identifier: BSL-1.0
"""

from phylanx.cli import main

if __name__ == "__main__":
    raise SystemExit(main())

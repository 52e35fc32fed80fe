"""`python -m ops` is `ioc`."""

import sys

from ops.cli import main

sys.exit(main())

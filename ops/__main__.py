"""`python -m ops` is `ioc`; a process that the system ends tells where it was."""

import faulthandler
import sys

from ops.cli import main

faulthandler.enable()
sys.exit(main())

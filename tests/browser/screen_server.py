"""The dashboard as a process of its own, as the browser tests run it: DATABASE_URL PORT [IOC_…=…]."""

import faulthandler
import sys

from dashboard.app import serve
from tests.dashboard import scenes

if __name__ == "__main__":
    faulthandler.enable()
    used = scenes.settings(sys.argv[1], int(sys.argv[2]), **dict(pair.split("=", 1) for pair in sys.argv[3:]))
    serve(used, scenes.city(used))

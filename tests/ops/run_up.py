"""`ioc up`, in a process that tests can kill."""

import sys

from ops.cli import main

sys.exit(main(["up", *sys.argv[1:]]))

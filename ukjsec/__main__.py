"""`python -m ukjsec` is the command line."""

import sys

from ukjsec.cli import main

sys.exit(main())

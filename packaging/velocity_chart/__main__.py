"""`python -m velocity_chart`: the same as the command."""

import sys

from velocity_chart import main

sys.exit(main())

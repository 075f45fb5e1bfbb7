"""python -m panel_sim is panel-sim."""

import sys

from panel_sim.cli import main

sys.exit(main())

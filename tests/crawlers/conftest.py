"""So that the tests of this floor can share their own helpers by plain import."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

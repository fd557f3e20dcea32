"""Tests run many apps in one process, which is made for one."""

import sys
from pathlib import Path


def forget(below: Path) -> None:
    """Forget the modules of apps below a folder, so that another app can use their names."""
    for name, module in list(sys.modules.items()):
        if (file := getattr(module, "__file__", None)) and Path(file).is_relative_to(below):
            del sys.modules[name]
    sys.path[:] = [entry for entry in sys.path if not Path(entry).is_relative_to(below)]

"""Recorded site files: JSON in the shapes of Jira's REST API, read strictly."""

from pathlib import Path
from typing import Any

import orjson


def load(path: Path) -> dict[str, Any]:
    return orjson.loads(path.read_bytes())

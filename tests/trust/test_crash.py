"""A process that is killed while it writes leaves the dashboard's file whole: the new one or the previous one."""

import random
import subprocess
import sys
import time
from pathlib import Path

from app.web.dashboard.blobs import FileBlob
from app.web.dashboard.store import DashboardStore
from tests.support.clock import FakeClock

ROOT = Path(__file__).parent.parent.parent
WRITER = """
import sys
from pathlib import Path
from tests.support.clock import FakeClock
from app.web.dashboard.blobs import FileBlob
from app.web.dashboard.store import Dashboard, DashboardStore, Gadget

file = DashboardStore(FileBlob(Path(sys.argv[1])), clock=FakeClock())
print("writing", flush=True)
for turn in range(10**6):
    gadgets = tuple(Gadget(id=str(n), module_key="m", configuration={"turn": turn, "x": "y" * 4000}) for n in range(20))
    file.change(lambda _: Dashboard(columns=1, gadgets=gadgets), Dashboard())
"""
KILLS = 8


def test_killed_while_writing(tmp_path: Path) -> None:
    """After each kill the file is whole, from a single write, and nothing was set aside as damaged."""
    path = tmp_path / "dashboard.json"
    draw = random.Random(1)  # noqa: S311 - it draws instants, not secrets
    for _ in range(KILLS):
        command = [sys.executable, "-c", WRITER, str(path)]
        writer = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)  # noqa: S603
        assert writer.stdout is not None
        assert writer.stdout.readline() == "writing\n"
        while not path.exists():
            time.sleep(0.01)
        time.sleep(draw.uniform(0, 0.1))
        writer.kill()
        writer.wait()
        writer.stdout.close()
        found = DashboardStore(FileBlob(path), clock=FakeClock()).read()
        assert found is not None
        assert len({(gadget.configuration or {})["turn"] for gadget in found.gadgets}) == 1
    assert not list(tmp_path.glob("*.damaged-*"))

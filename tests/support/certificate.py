"""Self-signed certificates for tests."""

import shutil
import subprocess
from pathlib import Path


def certificate(folder: Path, *names: str) -> tuple[Path, Path]:
    """Create a self-signed certificate with its key for these names, each prefixed by `IP:` or `DNS:`."""
    made, key = folder / "fullchain.pem", folder / "privkey.pem"
    subject = ["-subj", "/CN=tests", "-addext", f"subjectAltName={','.join(names)}", "-days", "2"]
    kind = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"]
    command = [str(shutil.which("openssl")), "req", "-x509", *kind, *subject, "-out", str(made), "-keyout", str(key)]
    subprocess.run(command, check=True, capture_output=True)  # noqa: S603
    return made, key

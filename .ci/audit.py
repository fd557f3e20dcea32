"""Check the locked requirements against an advisory source: passed, findings, or not checked if it is unreachable."""

import json
import subprocess
import sys

PASSED, FINDINGS, NOT_CHECKED = 0, 1, 3


def verdict(report: str) -> tuple[int, str]:
    """Return exit status and sentence for pip-audit's JSON; an answer that omits a package is invalid."""
    try:
        packages = json.loads(report)["dependencies"]
    except (ValueError, KeyError, TypeError):
        return NOT_CHECKED, "Not checked: the advisory source could not be asked."
    known = [package["name"] for package in packages if package.get("vulns")]
    if known:
        return FINDINGS, f"Known vulnerabilities: {', '.join(known)}."
    skipped = sum("skip_reason" in package for package in packages)
    if skipped or not packages:
        return NOT_CHECKED, f"Not checked: the advisory source knows nothing of {skipped} of {len(packages)} packages."
    return PASSED, f"No known vulnerability in {len(packages)} packages."


def main() -> int:
    """Audit the requirements files given as arguments."""
    command = [sys.executable, "-m", "pip_audit", "--format=json", "--require-hashes", "--disable-pip"]
    command += [part for name in sys.argv[1:] for part in ("-r", name)]
    found = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603
    status, sentence = verdict(found.stdout)
    print(sentence)  # noqa: T201 - a command speaks on its standard output
    return status


if __name__ == "__main__":
    sys.exit(main())

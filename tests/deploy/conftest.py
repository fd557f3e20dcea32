"""What the tests of the deployment examples run."""

import shutil

import pytest

needs_servers = pytest.mark.skipif(
    not all(map(shutil.which, ("nginx", "redis-server", "openssl"))), reason="nginx, redis or openssl is not here"
)

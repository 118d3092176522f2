"""How a run with `-n 2` is shared out: all browser tests in one process, the other tests file by file.

Two browsers at once are slower than one on two cores. xdist's own `--dist loadgroup` would do it, but 3.8 marks the
groups in a field of the tests that pytest 9 no longer reads.
"""

from __future__ import annotations

from typing import Any

import pytest
from xdist.scheduler import LoadScopeScheduling

BROWSER = "tests/browser/"


class BrowserApart(LoadScopeScheduling):
    """Units of work, the largest first: what is in the browser, and each file."""

    def _split_scope(self, nodeid: str) -> str:
        return BROWSER if nodeid.startswith(BROWSER) else nodeid.partition("::")[0]


def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> BrowserApart:
    return BrowserApart(config, log)

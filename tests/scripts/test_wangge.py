"""The command with HTTP."""

import subprocess
import sys

from source_tree import ROOT


def test_help_names_the_commands_that_serve() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "scripts.wangge", "--help"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    assert all(name in done.stdout for name in ("serve", "work", "up", "draw", "doctor"))

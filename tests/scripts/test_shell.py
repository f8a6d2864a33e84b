"""The shell scripts say what they take, and refuse the rest before they touch anything."""

import subprocess

import pytest
from source_tree import ROOT

SCRIPTS = sorted(
    path
    for path in (ROOT / "scripts").iterdir()
    if path.is_file() and path.read_bytes().startswith(b"#!/usr/bin/env bash")
)


@pytest.mark.parametrize("script", [*SCRIPTS, ROOT / ".ci/run"], ids=lambda path: path.name)
def test_every_script_parses_and_may_be_executed(script) -> None:
    subprocess.run(["bash", "-n", str(script)], check=True)
    assert script.stat().st_mode & 0o111


@pytest.mark.parametrize("name", ["run", "bootstrap"])
def test_an_unknown_option_is_refused_with_those_that_are_known(name: str) -> None:
    done = subprocess.run(
        [ROOT / "scripts" / name, "--nonsense"], capture_output=True, text=True, check=False
    )
    assert done.returncode == 2
    assert "--no-apt" in done.stderr


def test_run_says_how_it_is_used() -> None:
    done = subprocess.run([ROOT / "scripts/run", "--help"], capture_output=True, text=True, check=True)
    assert "--once" in done.stdout

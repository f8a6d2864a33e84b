"""The layers of the house, and what no file may say."""

import re
import subprocess
import sys
from pathlib import Path

from source_tree import ROOT

OUTSIDE_HOST = re.compile(r"https?://(?!127\.0\.0\.1|localhost|\[::1\])[\w.-]+\.[a-z]{2,}")
# Names of XML namespaces and of OGC conformance classes look like addresses; nothing is fetched from them.
NAMES = re.compile(r"https?://(www\.)?(w3\.org|opengis\.net|schemas\.openxmlformats\.org|purl\.org)")
# Sources of formulas and attributions of data are for people to read.
SHIPPED = ("web/templates", "web/src")


def test_the_layers_hold() -> None:
    command = [str(Path(sys.executable).with_name("lint-imports")), "--no-cache"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout[-3000:]


def test_no_page_names_another_host() -> None:
    found = []
    for folder in SHIPPED:
        for path in sorted((ROOT / folder).rglob("*")):
            if path.is_file() and path.suffix in {".html", ".ts", ".css", ".js", ".svg"}:
                text = NAMES.sub("", path.read_text())
                found += [f"{path.relative_to(ROOT)}: {match}" for match in OUTSIDE_HOST.findall(text)]
    assert found == []


def test_lock_files_pin_by_hash_and_name_no_registry() -> None:
    for path in sorted(ROOT.glob("requirements*.lock")):
        text = path.read_text()
        pins = re.findall(r"^[a-z0-9][\w.-]*==", text, re.MULTILINE)
        assert pins, path.name
        assert text.count("--hash=") >= len(pins), path.name
        assert "://" not in text, path.name
    assert '"resolved"' not in (ROOT / "web/package-lock.json").read_text()


def test_every_command_of_the_table_can_be_imported() -> None:
    import click

    from gis.cli.main import COMMANDS, wangge

    context = click.Context(wangge)
    for name in COMMANDS:
        command = wangge.get_command(context, name)
        assert isinstance(command, click.Command), name
        assert command.help, name

"""An import that stops in the middle of its work and waits to be killed; run as a program of its own.

usage: python -m tests.gis.workflows.dying_import keep FILE | activate EDITION
"""

import sys
import time
from pathlib import Path

from gis.model.access import Role, Scope
from gis.model.ids import EditionId
from gis.settings import read_settings
from gis.space.layers import Layer
from gis.store import editions, loading
from gis.store.engine import open_store
from gis.workflows.import_check import FileToImport
from gis.workflows.import_layers import activate, examine, keep

OPERATOR = Scope(None, Role.ADMINISTRATOR)


def _wait_for_death() -> None:
    sys.stdout.write("in the middle\n")
    sys.stdout.flush()
    time.sleep(600)


def _stop_in_activation() -> None:
    carried_out = editions._run

    def run(connection, section, known):
        carried_out(connection, section, known)
        if section == "open_units":
            _wait_for_death()

    editions._run = run


def _stop_in_loading() -> None:
    filled = loading._fill_tables

    def fill(connection, layer, known):
        filled(connection, layer, known)
        _wait_for_death()

    loading._fill_tables = fill


if __name__ == "__main__":
    deed, subject = sys.argv[1:]
    store = open_store(read_settings())
    if deed == "activate":
        _stop_in_activation()
        activate(store, OPERATOR, EditionId(int(subject)))
    else:
        found = examine(store, OPERATOR, [FileToImport(Path(subject), Layer.BUILDINGS)], territory="tiny")
        _stop_in_loading()
        keep(store, OPERATOR, found, territory="tiny", source="x")

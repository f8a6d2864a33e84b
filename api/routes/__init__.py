"""One file per noun, each exporting ``router``; found here, so that nobody keeps a list."""

import pkgutil
from collections.abc import Iterator
from importlib import import_module

from fastapi import APIRouter


def routers() -> Iterator[APIRouter]:
    """Import every module of this folder, by name, and yield its ``router``.

    Raises
    ------
    AttributeError
        A module here exports no ``router``: it belongs elsewhere.
    """
    for module in sorted(pkgutil.iter_modules(__path__), key=lambda module: module.name):
        yield import_module(f"{__name__}.{module.name}").router

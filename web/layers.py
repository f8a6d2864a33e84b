"""Our own pieces of a folium map: each is a MacroElement that calls one function of the page's TypeScript."""

from collections.abc import Mapping
from typing import Any

from branca.element import MacroElement
from folium.map import Layer
from folium.template import Template


class PagePlugin(MacroElement):
    """Call ``wangge.NAME(map, settings)`` of the page's script.

    Parameters
    ----------
    name
        Function of the TypeScript module that the page loads.
    settings
        JSON-serialisable; written with ``<`` escaped, so that no text can close the script.
    """

    _template = Template(
        """
        {% macro script(this, kwargs) %}
            wangge.{{ this.function }}({{ this._parent.get_name() }}, {{ this.settings|tojson }});
        {% endmacro %}
        """
    )

    def __init__(self, name: str, settings: Mapping[str, Any] | None = None) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self._name = "PagePlugin"
        self.function = name
        self.settings = dict(settings or {})


class FetchedLayer(Layer):
    """A layer whose features are fetched from ``address`` when it is first shown.

    Parameters
    ----------
    kind
        Drawing of ``src/layers`` to use: ``grids``, ``communities``, ``coverage`` …
    name
        Chinese name in the layer panel.
    group
        Heading in the layer panel.
    address
        Path of a GeoJSON document of this server.
    show
        Whether it is on at first.
    settings
        JSON-serialisable, for the drawing: colours, category …
    """

    _template = Template(
        """
        {% macro script(this, kwargs) %}
            var {{ this.get_name() }} = wangge.fetchedLayer({{ this._parent.get_name() }}, {{ this.settings|tojson }});
        {% endmacro %}
        """
    )

    def __init__(
        self,
        kind: str,
        *,
        name: str,
        group: str,
        address: str,
        show: bool = True,
        settings: Mapping[str, Any] | None = None,
    ) -> None:
        super().__init__(name=name, overlay=True, control=True, show=show)
        self._name = "FetchedLayer"
        self.settings = {
            **(settings or {}),
            "kind": kind,
            "name": name,
            "group": group,
            "address": address,
            "show": show,
        }


class CaseLayer(Layer):
    """A layer of ``/cases/map``; the page's desk asks for it anew as the choice of cases changes.

    Parameters
    ----------
    kind
        ``points``, ``density``, ``hot-spots`` or ``concerns``.
    name
        Chinese name in the desk.
    address
        Path of this server that answers for a choice of cases.
    show
        Whether it is on at first.
    """

    _template = Template(
        """
        {% macro script(this, kwargs) %}
            var {{ this.get_name() }} = wangge.caseLayer({{ this._parent.get_name() }}, {{ this.settings|tojson }});
        {% endmacro %}
        """
    )

    def __init__(self, kind: str, *, name: str, address: str, show: bool = True) -> None:
        super().__init__(name=name, overlay=True, control=True, show=show)
        self._name = "CaseLayer"
        self.settings = {"kind": kind, "name": name, "address": address, "show": show}

"""Explore a service circle: the answer held in memory, so that a gate opened in thought is answered at once.

A ``CoverageShelf`` belongs to one process and keeps, per sub-district, the walking network, and per template and
profile a prepared model with its answer. What is kept is thrown away when the data in force change
(``fingerprint``); what-ifs never touch it, since models are immutable.
"""

import hashlib
import threading
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from gis.coverage.answer import CoverageAnswer
from gis.coverage.measure import answer_model
from gis.coverage.model import CoverageModel
from gis.coverage.prepare import prepare
from gis.coverage.templates import Template
from gis.model.access import Scope
from gis.network.network import Network
from gis.space.layers import Layer
from gis.store.engine import Store
from gis.store.units import UnitRecord
from gis.workflows.coverage_inputs import CoverageWorld, find_subdistrict, read_world
from gis.workflows.coverage_standards import template_mark, template_of

MOST_ANSWERS = 8


@dataclass(frozen=True, slots=True)
class Explored:
    """One prepared service circle.

    Attributes
    ----------
    world
        What it stands on.
    model, answer
        Ready for routes and what-ifs; as it is today.
    token
        Changes when the data do.
    """

    world: CoverageWorld
    model: CoverageModel
    answer: CoverageAnswer
    token: str


class CoverageShelf:
    """Prepared service circles of one process; threads may share it.

    Parameters
    ----------
    most_answers
        How many are kept; the one longest unused goes first.
    """

    def __init__(self, most_answers: int = MOST_ANSWERS) -> None:
        self._most = most_answers
        self._answers: OrderedDict[tuple[int, str, str], Explored] = OrderedDict()
        self._subdistricts: dict[str | None, UnitRecord] = {}
        self._networks: dict[int, tuple[str, Network]] = {}
        self._lock = threading.Lock()
        self._preparing = threading.Lock()

    def take(
        self,
        store: Store,
        scope: Scope,
        *,
        profile: str,
        template: str,
        subdistrict_code: str | None = None,
        is_fresh: bool = False,
    ) -> Explored:
        """Give the answer of a sub-district for a profile and template, preparing it where it is not held.

        Parameters
        ----------
        is_fresh
            Look whether the data in force have changed since; without it, what is held is given at once.

        Raises
        ------
        NotFound
            ``subdistrict_unknown``.
        InputError
            ``template_unknown``, ``profile_unknown``, or a fault of the data in force.
        """
        subdistrict = self._subdistrict(store, scope, subdistrict_code, is_fresh=is_fresh)
        key = (int(subdistrict.unit_id), template, profile)
        held = self._held(key)
        if held is not None and not is_fresh:
            return held
        with self._preparing:
            held = self._held(key)
            with store.session(scope) as connection:
                standard = template_of(connection, template)
                world = read_world(connection, subdistrict)
            token = f"{fingerprint(world)} {template_mark(standard)}"
            if held is not None and held.token == token:
                return held
            return self._keep(key, self._prepare(world, token, profile=profile, template=standard))

    def _subdistrict(self, store: Store, scope: Scope, code: str | None, *, is_fresh: bool) -> UnitRecord:
        """Find the sub-district, in memory where it was found before: units are public and keep their codes."""
        known = self._subdistricts.get(code)
        if known is not None and not is_fresh:
            return known
        with store.session(scope) as connection:
            found = find_subdistrict(connection, code)
        self._subdistricts[code] = found
        return found

    def _held(self, key: tuple[int, str, str]) -> Explored | None:
        with self._lock:
            if key in self._answers:
                self._answers.move_to_end(key)
            return self._answers.get(key)

    def _keep(self, key: tuple[int, str, str], explored: Explored) -> Explored:
        with self._lock:
            self._answers[key] = explored
            self._answers.move_to_end(key)
            while len(self._answers) > self._most:
                self._answers.popitem(last=False)
        return explored

    def _prepare(self, world: CoverageWorld, token: str, *, profile: str, template: Template) -> Explored:
        """Prepare on the network that is held for these streets and gates, or build it."""
        place, walked = int(world.subdistrict.unit_id), network_fingerprint(world)
        held_token, network = self._networks.get(place, ("", None))
        options = world.options()
        streets = world.layers[Layer.STREETS]
        if network is not None and held_token == walked:
            options = {name: options[name] for name in ("communities", "grids")}
        model = prepare(
            network if network is not None and held_token == walked else streets,
            world.layers[Layer.BUILDINGS],
            world.layers[Layer.FACILITIES],
            profile=profile,
            template=template,
            **options,
        )
        self._networks[place] = (walked, model.network)
        return Explored(world, model, answer_model(model), token)


def network_fingerprint(world: CoverageWorld) -> str:
    """Hash of what the walking network is built from and that may change without a new edition: gates."""
    digest = hashlib.sha256(repr(world.edition_ids).encode())
    digest.update(_hash(world.layers[Layer.GATES], ["code", "is_open", "opens", "closes"]))
    return digest.hexdigest()


def fingerprint(world: CoverageWorld) -> str:
    """Hash of all that a measurement reads and that may change without a new edition: gates, facilities, grids."""
    digest = hashlib.sha256(network_fingerprint(world).encode())
    for layer, columns in (
        (Layer.FACILITIES, ["code", "category", "confirmation"]),
        (Layer.GRID_BUILDINGS, ["building_code", "grid_code"]),
        (Layer.BUILDINGS, ["code", "households"]),
    ):
        digest.update(_hash(world.layers[layer], columns))
    return digest.hexdigest()


def _hash(frame: pd.DataFrame, columns: Sequence[str]) -> bytes:
    kept = pd.DataFrame(frame[[*columns]]).astype(str)
    return pd.util.hash_pandas_object(kept, index=False).to_numpy().tobytes()

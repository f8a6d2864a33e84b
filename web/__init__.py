"""The pages: Folium maps without an outside request, templates, and the TypeScript they run.

Python here builds HTML text and nothing else; HTTP stays in ``api``. A page is a function of a module of
``web.pages``; it takes the response's CSP nonce, the viewer (``web.viewer.Viewer``) and the place
(``web.site.Site``) and returns a whole document::

    web.pages.map.map_page(*, nonce, viewer, site, settings) -> str       /
    web.pages.login.login_page(*, nonce, viewer, site, next_path) -> str  /login
    web.pages.lists.list_page(kind, *, nonce, viewer, site) -> str        /reports
    web.pages.cases.cases_page, case_page(case_id, …), case_map_page(…), case_standards_page   /cases …
    web.pages.plans.plans_page, plan_page(plan_id, …) -> str              /plans /plans/{id}
    web.pages.coverage.coverage_page(…) -> str                            /coverage

Reading order: ``assets`` (where a file of ``web/static`` lives, and how a Folium map is freed of its
links to other hosts), ``palette`` (colours), ``maps`` (a folium.Map of ours and its plugins), ``pages``.

Assets are built by ``npm ci && npm run build`` in this folder into ``web/static`` (not in git), served by
``api`` at ``/static``. Every top-level file ``src/NAME.ts`` becomes ``/static/app/NAME.js`` and every
``styles/NAME.css`` becomes ``/static/app/NAME.css``; modules shared between them lie in folders of
``src``. A page names its own with ``web.assets.static_url("app/NAME.js")`` in a template that extends
``base.html``.

The pages read, besides the routes of ``/api/v1`` that their names say, the map's own:

``GET /api/v1/map/summary``
    ``{"world": {"name", "is_demo", "note"}, "box": [west, south, east, north], "plan": {"id", "name",
    "state"} | null, "band": {"min_households", "max_households", "is_same_everywhere"}, "totals": {"households", "residents",
    "buildings", "communities", "estates", "grids"}, "attention": [{"kind": "out_of_band" | "unassigned",
    "name", "households", "grid_id" | null, "building_count", "community_name", "lon", "lat"; out of band also
    "min_households", "max_households"}]}``.
``GET /api/v1/map/layers/{layer}``
    GeoJSON FeatureCollection in WGS-84, coordinates of at most 6 decimals, ``feature.id`` the unit's id
    (or the row's), properties named like the columns of ``gis.space.layers``. Layers: communities,
    estates, buildings, grids, streets, water, green, gates, service_points, facilities, cases. Grids carry
    ``households``, ``in_band``, ``min_households``, ``max_households`` and ``colour`` (index into
    ``web.palette.GRID_COLOURS``); buildings carry ``grid_id``. Cases are for signed-in viewers only.
``GET /api/v1/map/coverage/{category}``
    GeoJSON of H3 cells: ``cell`` (15 hex digits), ``walk_s`` (null: not reached), ``tier``, ``households``.
"""

"""The store keeps everything in PostGIS, and is the only room that speaks SQL.

Start with ``engine`` (a ``Store`` and its sessions), then ``tables`` (what is kept), then the queries, one
file per subject. Every query takes a ``connection`` first, runs inside the caller's transaction, and sees
what that session's scope may see. May import ``space``, ``model``, ``errors``, ``settings``.

::

    store = open_store(read_settings())                    # starts nothing; see cluster
    with store.session(scope) as connection:               # one transaction, as role wangge_app
        buildings = layers.read_layer(connection, Layer.BUILDINGS, within=path)
    with store.system() as connection:                     # the owner: seeds, sign-in, migrations, jobs
        ...

``Connection`` below is ``engine.Connection``. ``within`` is an ltree path (a unit and all below it), ``box``
is (west, south, east, north) in degrees, ``at`` a ``datetime.date`` (today where not given). A row outside
the session's scope is simply not found (``NotFound``), never "forbidden". Frames are EPSG:4326.

engine
    open_store(settings) -> Store
    Store.session(scope) / Store.system() -> context manager of Connection; Store.migrate(); Store.close()
    Store.is_migrated() -> bool; Store.settings; Store.vault
cluster
    Cluster(settings).start() -> ClusterStatus / .stop() / .status(); ClusterStatus(state, url, version, detail)
backup
    back_up(settings, target) -> Path; restore(settings, dump) -> Returned | None; verify(settings, dump) -> Proof
backup_files        (photos, reports and the local authority, beside the dumps)
    keep_files(data_dir, dump) -> Path; return_files(data_dir, dump) -> Returned | None; read_list(dump)
editions            (layers come in inactive, are looked at, and activated)
    load_edition(connection, layers, *, territory, source, licence="", file_name="", checksum="", by=None,
                 progress=silent) -> EditionId            layers: Mapping[Layer, GeoDataFrame | DataFrame]
    activate_edition(connection, edition_id, *, from_date=None, by=None) -> None
    drop_edition(connection, edition_id) -> None           Conflict where it is active
    compare_edition(connection, edition_id) -> DataFrame   layer, code, change (added, removed, changed)
    list_editions(connection, *, territory=None) -> DataFrame
layers              (the frames of gis/space/layers.py, with ids)
    read_layer(connection, layer, *, territory=None, within=None, box=None, at=None, edition_id=None)
        -> GeoDataFrame | DataFrame; columns of the layer, plus ``unit_id`` (unit layers) or ``id`` (the others);
        GRIDS, GRID_BUILDINGS and MICRO_GRID_PARTS come from the plan in force at the date
units
    read_units(connection, kind, *, within=None, box=None, at=None) -> GeoDataFrame
        unit_id, kind, code, name, official_code, parent_id, path, households, residents, geometry
    read_unit(connection, unit_id, *, at=None) -> UnitRecord;  unit_by_code(connection, kind, code, *, territory=None)
    read_ancestors(connection, unit_id, *, at=None) -> list[UnitRecord]     from the top down to the unit
    add_member(connection, group_id, member_id, *, from_date=None); read_members(connection, group_id, *, at=None)
    record_households(connection, figures, *, by=None) -> int
        figures: unit_id, kind, households, residents, source, as_of, is_estimated, confirmed_by
    read_household_ledger(connection, unit_id) -> DataFrame
    describe_territory(connection, territory, *, chinese, is_demo)
    add_district(connection, *, territory, code, name) -> UnitId
    put_under_district(connection, subdistrict_id, district_id) -> None
points              (PostGIS's own answer; the oracle of the in-process index)
    covering_units(connection, lon, lat, *, at=None) -> list[UnitRecord]
    covering_grids(connection, points, *, at=None) -> Series of grid unit ids, NA where none, index of points
        A point on an edge that grids share belongs to the one with the smallest unit id (so with every kind).
fabrics             (cells, the atoms of redrawing)
    save_fabric(connection, cells, *, subdistrict_id, notes=None, by=None) -> FabricId
        cells: as ``gis.partition.build_cells`` gives: cell, community_code, building_code (NA: land without homes),
        estate_code, geometry
    read_cells(connection, fabric_id, *, within=None, box=None, at=None) -> GeoDataFrame
        cell_id, cell (the same, under partition's name), code (what ``cell`` was when saved), community_id,
        community_code, building_id, building_code, estate_id, estate_code, households, residents, geometry
    link_fabrics(connection, old_fabric_id, new_fabric_id) -> int
    latest_fabric(connection, subdistrict_id) -> FabricId
plans
    create_plan(connection, *, subdistrict_id, fabric_id, name, by=None, base_plan_id=None) -> PlanId
    import_plan(connection, grids, cell_grids, *, subdistrict_id, fabric_id, name, by=None) -> PlanId
        grids: frame of Layer.GRIDS; cell_grids: cell (id of read_cells), grid_code (NA: in no grid)
    draft_from_plan(connection, plan_id, *, name, by=None) -> PlanId        same grids, same assignment
    plan_in_force(connection, subdistrict_id, *, at=None) -> PlanId | None
    read_plan(connection, plan_id) -> PlanRecord; list_plans(connection, *, subdistrict_id=None) -> DataFrame
    read_plan_grids(connection, plan_id) -> DataFrame      grid_id, community_id, number, name, kind,
        official_code, is_locked, colour, households, residents, cells
    read_assignment(connection, plan_id) -> DataFrame      cell_id, grid_id (NA: unassigned)
    set_plan_state(connection, plan_id, state, *, from_states, by=None, document_number=None, reason="") -> None
    read_plan_history(connection, plan_id) -> DataFrame
    comment_on_plan(connection, plan_id, text, *, grid_id=None, by=None) -> int; read_comments; resolve_comment
bands               (households of a grid, set by sub-district, kind of community and community)
    read_bands(connection, *, subdistrict_id=None) -> CommunityBands
    read_band_rules(connection) -> list[BandRule]; read_band_history(connection, subdistrict_id) -> list[BandRule]
    rule_for(rules, subdistrict_id, *, kind=None, community_id=None) -> BandRule | None
    add_band_rule(connection, subdistrict_id, *, kind=None, community_id=None, band, note="", by=None) -> int
plan_grids
    add_plan_grid(connection, plan_id, *, community_id, kind=RESIDENTIAL, grid_id=None, name=None) -> UnitId
    remove_plan_grid(connection, plan_id, grid_id); lock_plan_grids(connection, plan_id, grid_ids, is_locked)
    colour_plan_grids(connection, plan_id, colours); rename_plan_grid(connection, plan_id, grid_id, name)
    assign_official_codes(connection, plan_id, codes: Mapping[UnitId, str]) -> None    a code is never used twice
operations
    append_operation(connection, plan_id, *, kind, changes=None, payload=None, by=None, client_key=None,
                     inverse_of=None) -> OperationRecord
        changes: cell_id, from_grid_id, to_grid_id (NA: none); a cell no longer in ``from`` raises Conflict
        (code plan_cells_changed) and nothing is written; different cells merge
    read_operations(connection, plan_id, *, since=0) -> list[OperationRecord]
publishing
    publish_plan(connection, plan_id, *, from_date, by=None, from_states=(APPROVED, FILED)) -> Publication
        Conflict (plan_base_superseded) where another plan came into force since the base
    refresh_paths(connection, *, on_date=None) -> int      permission paths as of a date; run daily
    crosswalk(connection, old_plan_id, new_plan_id) -> DataFrame            old_grid_id, new_grid_id, cells,
                                                                            buildings, households
micro_grids
    save_micro_grids(connection, plan_id, parts) -> int    parts: frame of Layer.MICRO_GRID_PARTS
    read_micro_grids(connection, plan_id) -> DataFrame     micro_grid_id, code, grid_id, part_id, part_code,
        building_id, stairwell, households
patches
    add_patch(connection, *, community_id, name, members, from_date) -> UnitId     informal group, across grids
    end_patch(connection, patch_id, *, on_date) -> bool
    read_patches(connection, *, within=None, at=None) -> DataFrame                 one row per member
people
    save_roles(connection, roles); read_roles(connection) -> DataFrame
    add_officeholder(connection, *, territory, number) -> OfficeholderId
    appoint(connection, *, role, unit_id, officeholder_id=None, substitute_id=None, from_date) -> PostId
    end_post(connection, post_id, *, on_date); record_absence(connection, post_id, *, from_date, to_date)
    acting(connection, unit_ids, *, on=None) -> DataFrame  unit_id, post_id, role, role_chinese, rank,
        officeholder_id, officeholder_number, is_substitute, is_vacant
    read_posts(connection, *, within=None, unit_ids=None, at=None) -> DataFrame
    read_vacancies(connection, *, within, at=None) -> DataFrame
    save_organisation(...) / read_organisations(connection, *, kind=None, within=None)
contacts
    save_contact(connection, officeholder_id, *, kind, value); masked_contacts(connection, officeholder_ids)
    reveal_contact(connection, officeholder_id, *, reason, by) -> list[Contact]          logged
places
    confirm_facility(connection, facility_id, confirmation, *, by); set_gate_open(connection, gate_id, is_open, *, by)
coverage_runs
    start_run(connection, *, subdistrict_id, template, profile, parameters, formula_version, by=None) -> CoverageRunId
    save_run(connection, run_id, *, buildings, cells, gaps, facilities=None, items, summary, conservation) -> None
        the frames of ``gis.coverage``'s CoverageAnswer as they are; items: the template's item names
    fail_run(connection, run_id, *, reason); mark_gap(connection, gap_id, *, state, role, note="")
    read_runs(connection, *, subdistrict_id=None); read_run(connection, run_id) -> CoverageRunRecord
    read_run_buildings / read_run_cells / read_run_gaps(connection, run_id, *, item=None); read_run_facilities
    latest_run(connection, subdistrict_id, *, template=None, profile=None) -> CoverageRunId | None
    save_scenario / read_scenarios
standards
    save_standard(connection, *, subject, name, chinese, content, source, certainty, note="", built_in_version=0,
                  by=None) -> int (version); read_standards(connection, *, subject=None, name=None)
cases
    file_case(connection, case: NewCase, *, by=None, payload=None) -> CaseRecord         the server gives the number
    read_case(connection, case_id) -> CaseRecord; read_case_by_number
    list_cases(connection, *, within=None, states=None, categories=None, since=None, until=None, sources=None,
               priority=None, words=None, overdue_at=None, box=None, after=None, limit=100) -> GeoDataFrame
    append_case_event(connection, case_id, *, kind, from_state=None, to_state=None, payload=None, note="",
                      by=None, organisation_id=None, made_at=None, expected_version=None, change: CaseChange | None)
        -> CaseRecord         Conflict where it changed
case_events
    read_case_events(connection, case_id) -> list[CaseEventRecord]; link_cases / read_links
case_homes
    rehome_cases(connection, plan_id, *, by) -> DataFrame
case_figures        (never disputes)
    read_case_points(connection, *, within=None, since=None, until=None) -> DataFrame
    count_cases_by_building(connection, *, within, since); count_by_week(connection, unit_id, category, *, now, weeks)
photos
    add_photo(connection, case_id, *, sha256, file_name, media_type, size_bytes, taken_at=None, by=None) -> int
    read_photos / read_photos_alone(connection, case_id) -> DataFrame; read_photo(connection, photo_id) -> dict
accounts            (run in Store.system(): the application's role cannot read them)
    create_account(connection, *, login, password_hash, display_name, role, unit_ids=(), department="")
    find_account(connection, login) -> AccountRecord | None; list_accounts(connection); scope_of(connection, user_id) -> Scope
    set_account_units / set_password_hash / disable_account; read_account(connection, user_id)
    open_session(connection, user_id, *, token_hash, expires_at); find_session(connection, token_hash) -> Scope | None
    revoke_session(connection, token_hash)
audit
    record(connection, *, action, by=None, target_kind="", target_id=None, detail=None); read_audit(connection, ...)
idempotency
    recall(connection, key, *, user_id, request_hash) -> Remembered | None; remember(connection, key, ...)
jobs
    read_job(connection, job_id) -> JobRecord; list_jobs(connection, ...); JobRecord(state, step, done, total, result, problem)
    find_result(connection, *, kind, plan_id) -> dict | None
job_progress
    JobProgress(store, job_id, leaving): a StoppableProgress; .listening() -> context manager
queue
    job_function(kind)(function)     registers function(store, scope, arguments, progress) -> result dict
    submit(store, kind, arguments, *, scope, path=None) -> JobId; cancel(store, job_id, *, scope)
    stop_early(store, job_id, *, scope)
    run_worker(store, *, stop=None, until_empty=False)
"""

"""Cases (诉求、事项): what they are about, their path, their deadlines. Imports ``space``, ``model`` and below.

::

    categories   Category tree, 大类/小类 2+2 digits, as data (categories.toml): limits in working hours,
                 duplicate radius, extra questions, own steps, whether a grid may blow the whistle for it
                     read_categories() -> CategoryTree; .get("0403"); .of_major("04"); parse_categories(document)
    states       CaseState, and who may move a case from where to where: MOVES, moves_from(state, role),
                     check_move(name, state, role, *, note) -> Move
    working_time WorkCalendar (calendar.toml: hours, holidays, working week-ends):
                     .due(start, hours) -> datetime; .worked_hours(start, end)
    admission    judge_admission(source, category) -> Admission   residents are never refused
    duplicates   find_duplicates(cases, lon, lat, category) -> near, open, alike cases
    whistle      which departments a category calls, the judgement (研判), check-ins and when all are in
    steps        a category's own way: next_steps(steps, progress, now=), take_step(...), is_done(...)
    density      measure_density(cases, homes) -> Density            cases per thousand households by H3 cell
    hot_spots    find_hot_spots(cells) -> HotSpots                   Gi*, with the false discovery rate
    concerns     told_counts(households, counts)                     what the concerns map may tell of a building
    performance  measure_grids(cases, now=) -> DataFrame             solved, on time, satisfaction, with a sample
    numbers      provisional_number(day, token), is_provisional(number), short_name(subdistrict)
    photos       check_photo(content, sha256) -> capture time and place, an upright derivative without EXIF

Nothing here touches the database: the store keeps cases and events, ``workflows.file_case`` and
``workflows.handle_case`` bring the two together. Start with ``states``.
"""

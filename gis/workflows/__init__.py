"""One file per job that a person does; each calls the rooms below and returns a documented value.

``load_world``, ``import_layers``, ``draw_grids``, ``measure_coverage``, ``redraw_plan``, ``publish_plan``,
``locate_case``, ``file_case``, ``write_report``, ``demo_accounts``; ``prepare_demo`` strings them together
for ``scripts/run``, ``jobs`` names those that run in the background, ``turn_of_day``
what is due when a day begins, ``examine_installation`` says what is
missing. A workflow takes a ``Store`` (or a connection) and the asker's ``Scope``; it never knows of HTTP.
"""

"""The subject: grids of a sub-district, who can walk where, and who answers for a place.

The pipeline is ``read -> keep -> ask -> show``; each step takes a documented value and returns one,
and only the ends touch the world.

Rooms, from the bottom up (import-linter holds the order):

=============  ==================================================================================
errors         the error tree, one file
settings       environment -> one frozen ``Settings``; read only at the edges
model          the nouns: frozen dataclasses, enums, NewType ids; no frames, no I/O
space          the only room that changes coordinates; what each layer's frame must look like
network        the walking network: build, project onto edges, shortest times
partition      building cells, adjacency, drawing grids, refining, judging
coverage       reach, tiers, the gap ledger, siting
redraw         plan operations, differences, consequences, codes, four bounds
locate         point -> units -> people; address search
casework       categories, states, deadlines, whistle, routing
ingest         files -> checked frames and a list of Problems
reports        tables, charts and static maps -> docx, xlsx, pdf, html
worlds         the generated demo places
store          the only room that speaks SQL
workflows      one file per job a person does
cli            everything that needs no HTTP
=============  ==================================================================================

Read ``model``, then ``space/layers.py`` (what a frame looks like), then one workflow top to bottom.
"""

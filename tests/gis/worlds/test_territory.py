"""Communities and villages: connected, about equal, everything in exactly one."""

from gis.worlds.blocks import find_adjacency


def is_connected(blocks, shared):
    left, stack = set(blocks), [min(blocks)]
    left.discard(stack[0])
    while stack:
        near = left & set(shared[stack.pop()])
        left -= near
        stack += near
    return not left


def test_every_block_is_in_exactly_one_community_or_village(town):
    listed = sorted(block for part in (*town.communities, *town.villages) for block in part)
    assert listed == list(range(len(town.blocks)))
    assert (len(town.communities), len(town.villages)) == (20, 3)


def test_communities_and_villages_hang_together(town):
    shared = find_adjacency([block.face for block in town.blocks]).shared_m
    assert all(is_connected(part, shared) for part in (*town.communities, *town.villages))


def test_communities_have_about_equal_households(town):
    households = [0] * len(town.blocks)
    for building in town.buildings:
        households[building.block] += building.households
    sizes = [sum(households[block] for block in community) for community in town.communities]
    assert max(sizes) < 1.5 * min(sizes)


def test_the_two_phases_of_the_riverside_estate_are_in_one_community(town):
    blocks = {town.sites[number].plot.block for number in (town.riverside_estate, town.new_phase)}
    assert any(blocks <= community for community in town.communities)

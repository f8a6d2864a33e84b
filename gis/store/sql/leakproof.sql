-- Below row security, PostgreSQL evaluates only leakproof conditions before the policy, and an index on a
-- geometry can be used by those alone. These functions compare boxes and ltree paths and raise no error
-- that tells of a value, so marking them is safe; only a superuser may.
ALTER FUNCTION geometry_overlaps(geometry, geometry) LEAKPROOF;
ALTER FUNCTION st_intersects(geometry, geometry) LEAKPROOF;
ALTER FUNCTION st_covers(geometry, geometry) LEAKPROOF;
ALTER FUNCTION ltree_risparent(ltree, ltree) LEAKPROOF;
ALTER FUNCTION ltree_isparent(ltree, ltree) LEAKPROOF;

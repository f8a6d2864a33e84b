-- Functions and triggers of the first schema.

-- The units a session may see, from its settings; nothing set: none.
CREATE FUNCTION wangge_scope() RETURNS ltree[] LANGUAGE sql STABLE PARALLEL SAFE AS $$
  SELECT coalesce(nullif(current_setting('wangge.paths', true), ''), '{}')::ltree[]
$$;

CREATE FUNCTION wangge_user() RETURNS bigint LANGUAGE sql STABLE PARALLEL SAFE AS $$
  SELECT nullif(current_setting('wangge.user_id', true), '')::bigint
$$;

CREATE FUNCTION wangge_account_role() RETURNS text LANGUAGE sql STABLE PARALLEL SAFE AS $$
  SELECT coalesce(nullif(current_setting('wangge.role', true), ''), 'anonymous')
$$;

-- Today where the grids are.
CREATE FUNCTION wangge_today() RETURNS date LANGUAGE sql STABLE PARALLEL SAFE AS $$
  SELECT (now() AT TIME ZONE 'Asia/Shanghai')::date
$$;

-- Whether the caller sees people (a department sees cases, not posts).
CREATE FUNCTION wangge_sees_people() RETURNS boolean LANGUAGE sql STABLE PARALLEL SAFE AS $$
  SELECT wangge_account_role() NOT IN ('anonymous', 'department')
$$;

CREATE FUNCTION wangge_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '% is append-only', tg_table_name USING ERRCODE = 'WG001';
END
$$;

DO $$
DECLARE name text;
BEGIN
  FOREACH name IN ARRAY ARRAY['plan_operation', 'plan_event', 'case_event', 'audit_event', 'household_figure',
                              'official_code'] LOOP
    EXECUTE format('CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON %I
                    FOR EACH ROW EXECUTE FUNCTION wangge_refuse_change()', name);
    EXECUTE format('CREATE TRIGGER append_only_truncate BEFORE TRUNCATE ON %I
                    FOR EACH STATEMENT EXECUTE FUNCTION wangge_refuse_change()', name);
  END LOOP;
END
$$;

-- A new unit stands at the top until an edition or a plan puts it somewhere.
CREATE FUNCTION wangge_start_path() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  NEW.path := coalesce(NEW.path, NEW.id::text::ltree);
  RETURN NEW;
END
$$;
CREATE TRIGGER start_path BEFORE INSERT ON unit FOR EACH ROW EXECUTE FUNCTION wangge_start_path();

-- A protected row lies where its unit lies; whoever writes it cannot say otherwise.
CREATE FUNCTION wangge_take_path() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  SELECT path INTO NEW.path FROM unit WHERE id = NEW.unit_id;
  RETURN NEW;
END
$$;

CREATE FUNCTION wangge_protected_tables() RETURNS text[] LANGUAGE sql IMMUTABLE AS $$
  SELECT ARRAY['plan', 'post', 'scenario', 'coverage_run', 'case', 'matter', 'event', 'document']
$$;

DO $$
DECLARE name text;
BEGIN
  FOREACH name IN ARRAY wangge_protected_tables() LOOP
    EXECUTE format('CREATE TRIGGER take_path BEFORE INSERT OR UPDATE OF unit_id, path ON %I
                    FOR EACH ROW EXECUTE FUNCTION wangge_take_path()', name);
  END LOOP;
END
$$;

-- Write the paths of all versions that hold on a day, from the top down.
CREATE FUNCTION wangge_compose_paths(on_date date) RETURNS void LANGUAGE plpgsql AS $$
DECLARE level text;
BEGIN
  UPDATE unit_version SET path = unit_id::text::ltree
   WHERE parent_id IS NULL AND valid @> on_date AND path <> unit_id::text::ltree;
  FOREACH level IN ARRAY ARRAY['subdistrict', 'community', 'estate', 'patch', 'grid', 'micro_grid', 'building'] LOOP
    UPDATE unit_version v SET path = parent.path || v.unit_id::text
      FROM unit_version parent
     WHERE v.kind = level AND v.valid @> on_date
       AND parent.unit_id = v.parent_id AND parent.valid @> on_date
       AND v.path <> parent.path || v.unit_id::text;
  END LOOP;
END
$$;

-- Make the permission paths those of a day, in units and in every row that hangs on one.
CREATE FUNCTION wangge_refresh_paths(on_date date) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  name text;
  moved bigint;
BEGIN
  UPDATE unit u SET path = v.path
    FROM unit_version v
   WHERE v.unit_id = u.id AND v.valid @> on_date AND u.path <> v.path;
  GET DIAGNOSTICS moved = ROW_COUNT;
  IF moved > 0 THEN
    FOREACH name IN ARRAY wangge_protected_tables() LOOP
      EXECUTE format('UPDATE %I t SET path = u.path FROM unit u WHERE u.id = t.unit_id AND t.path <> u.path', name);
    END LOOP;
  END IF;
  RETURN moved;
END
$$;

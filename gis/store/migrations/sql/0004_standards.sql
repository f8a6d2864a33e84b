-- Templates of tiers and tables of POI types: every edit is a new version, and no version is ever changed.
ALTER TABLE coverage_template RENAME COLUMN tiers TO content;
ALTER TABLE coverage_template ADD COLUMN subject TEXT DEFAULT 'tiers' NOT NULL;
ALTER TABLE coverage_template ADD COLUMN note TEXT DEFAULT '' NOT NULL;
ALTER TABLE coverage_template ADD COLUMN made_by BIGINT;
ALTER TABLE coverage_template ADD COLUMN made_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL;
ALTER TABLE coverage_template DROP CONSTRAINT coverage_template_pkey;
ALTER TABLE coverage_template ADD CONSTRAINT coverage_template_pkey PRIMARY KEY (subject, name, version);
ALTER TABLE coverage_template ADD CONSTRAINT coverage_template_subject_check CHECK (subject IN ('tiers', 'osm', 'amap'));
ALTER TABLE coverage_template ADD CONSTRAINT coverage_template_version_check CHECK (version > 0);
ALTER TABLE coverage_template ADD CONSTRAINT coverage_template_made_by_fkey FOREIGN KEY (made_by) REFERENCES account (id);
COMMENT ON TABLE coverage_template IS 'Tiers of the service circle and POI tables: editable by new versions, none is ever changed';
COMMENT ON COLUMN coverage_template.subject IS 'tiers, or a table of POI types';
COMMENT ON COLUMN coverage_template.content IS 'kind, inclusive and items with their minutes; or the rows of a POI table';
COMMENT ON COLUMN coverage_template.certainty IS 'how sure each part is';
COMMENT ON COLUMN coverage_template.note IS 'why this version was made';

DROP POLICY signed_in ON coverage_template;
CREATE POLICY added ON coverage_template FOR INSERT
  WITH CHECK (cardinality((SELECT wangge_scope())) > 0 AND made_by IS NOT DISTINCT FROM wangge_user());
REVOKE UPDATE, DELETE ON coverage_template FROM wangge_app;

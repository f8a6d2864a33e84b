-- Road addresses of places, as long as the address search reads. Buildings have none: theirs is their estate's.

ALTER TABLE estate
  ADD COLUMN address text,
  ADD CONSTRAINT estate_address_check CHECK (char_length(address) BETWEEN 1 AND 200);
COMMENT ON COLUMN estate.address IS 'road address of the place itself (泰安路125弄); never of a person''s home';

ALTER TABLE service_point
  ADD COLUMN address text,
  ADD CONSTRAINT service_point_address_check CHECK (char_length(address) BETWEEN 1 AND 200);
COMMENT ON COLUMN service_point.address IS 'road address of the place itself (泰安路125弄); never of a person''s home';

ALTER TABLE facility
  ADD COLUMN address text,
  ADD CONSTRAINT facility_address_check CHECK (char_length(address) BETWEEN 1 AND 200);
COMMENT ON COLUMN facility.address IS 'road address of the place itself (泰安路125弄); never of a person''s home';

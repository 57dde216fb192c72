-- Not of the program: a step that no node of this version survives, and that says so.
ALTER TABLE account RENAME COLUMN username TO name;
UPDATE property SET value = '17' WHERE name = 'schema_floor';

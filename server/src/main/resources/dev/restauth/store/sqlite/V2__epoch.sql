-- Names this history of the database; whoever follows its changes starts afresh when it differs.
INSERT INTO property (name, value) VALUES ('epoch', lower(hex(randomblob(16))));

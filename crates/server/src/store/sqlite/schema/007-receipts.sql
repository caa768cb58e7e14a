-- How far a client of each side has a conversation. What was read was delivered.

ALTER TABLE conversations ADD COLUMN delivered_to_visitor INTEGER NOT NULL DEFAULT 0;
ALTER TABLE conversations ADD COLUMN delivered_to_agent   INTEGER NOT NULL DEFAULT 0;

UPDATE conversations SET delivered_to_visitor = read_by_visitor, delivered_to_agent = read_by_agent;

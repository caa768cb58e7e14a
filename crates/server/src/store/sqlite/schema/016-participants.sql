-- Which agents have spoken in a conversation since a message of the shopper's last began it or opened it again: who is new says so, once.

CREATE TABLE participants (
    site         TEXT NOT NULL,
    conversation TEXT NOT NULL,
    agent        TEXT NOT NULL,
    PRIMARY KEY (conversation, agent),
    FOREIGN KEY (site, conversation) REFERENCES conversations (site, id) ON DELETE CASCADE,
    FOREIGN KEY (site, agent) REFERENCES agents (site, id) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;

-- What is looked for other than by its key: what has expired, and what belongs to a visitor.

CREATE INDEX identity_uses_by_expiry ON identity_uses (expires_at_ms);
CREATE INDEX visitor_tokens_by_visitor ON visitor_tokens (site, visitor);
CREATE INDEX audit_by_visitor ON audit (site, visitor);

-- The audit trail by what it is about, and by who did it.

CREATE INDEX audit_subject ON audit (subject_kind, subject, id);
CREATE INDEX audit_account ON audit (account, id);

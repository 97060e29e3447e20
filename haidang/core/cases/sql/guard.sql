-- A case's log is append-only: the database itself refuses to change or remove a line.
CREATE TRIGGER case_lines_stay BEFORE UPDATE OR DELETE ON case_line
    FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER case_log_stays BEFORE TRUNCATE ON case_line
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

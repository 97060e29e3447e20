-- An incident's log is append-only: the database itself refuses to change or remove a line. Reports stay as composed.
CREATE TRIGGER incident_log_lines_stay BEFORE UPDATE OR DELETE ON incident_log
    FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER incident_log_stays BEFORE TRUNCATE ON incident_log
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER incident_reports_stay BEFORE UPDATE OR DELETE ON incident_report
    FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER incident_report_stays BEFORE TRUNCATE ON incident_report
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

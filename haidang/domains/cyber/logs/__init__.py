"""Log messages as senders write them, read into one form: RFC 5424, RFC 3164 and its many dialects, CEF, JSON."""

"""Questions to other bodies' systems about oneself: by consent, one at a time, each journalled."""

"""Files of dossiers for the national portal: GET /api/portal/files/<token>/, the token signed for one file and a while."""

"""Filing a dossier: a form of steps that waits, comes back and is sent once."""

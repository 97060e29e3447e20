"""Still pictures of cameras, fetched from their own web servers when somebody needs them; only the newest is kept, for a day."""
